/// A file of a chart.
public struct ChartFile: Sendable {
  enum Content: Sendable {
    case bytes([UInt8])
    case later(any ChartFileSource, index: Int)
  }

  /// The path within its chart, with `/` between folders.
  public let name: String
  /// The length in bytes.
  public let size: Int
  let content: Content

  public init(name: String, bytes: [UInt8]) {
    self.name = name
    size = bytes.count
    content = .bytes(bytes)
  }

  init(name: String, size: Int, source: any ChartFileSource, index: Int) {
    self.name = name
    self.size = size
    content = .later(source, index: index)
  }

  /// What is in the file, read from the disk if it was not kept.
  ///
  /// - Throws: ``HelmError`` when the file or its archive is gone or has changed.
  public func bytes() throws(HelmError) -> [UInt8] {
    switch content {
    case .bytes(let bytes): return bytes
    case .later(let source, let index):
      var found: [UInt8]?
      try source.read([index]) { _, bytes in found = bytes }
      guard let found else { throw HelmError(.chart, "\(name) is not where it was when the chart was loaded") }
      return found
    }
  }

  /// What a file name says about its format.
  var hasManifestExtension: Bool {
    let lower = name.lowercased()
    return lower.hasSuffix(".yaml") || lower.hasSuffix(".yml") || lower.hasSuffix(".json")
  }
}

/// Something that can read files of a chart again.
protocol ChartFileSource: Sendable {
  /// Reads the files with these numbers, in the order of the source, one after the other.
  func read(_ wanted: Set<Int>, _ body: (Int, [UInt8]) throws(HelmError) -> Void) throws(HelmError)
}

extension ChartFile {
  /// Reads several files, each source once, and hands them over in the order in which they are given.
  ///
  /// Only files that were not kept and do not come in the order of their source are held meanwhile.
  static func forEach(
    _ files: [ChartFile], _ body: (ChartFile, [UInt8]) throws(HelmError) -> Void
  ) throws(HelmError) {
    var index = 0
    while index < files.count {
      guard case .later(let source, _) = files[index].content else {
        try body(files[index], try files[index].bytes())
        index += 1
        continue
      }
      let run = files[index...].prefix { $0.isLater }
      index += run.count
      try read(Array(run), source, body)
    }
  }

  private var isLater: Bool { if case .later = content { true } else { false } }

  private static func read(
    _ files: [ChartFile], _ source: any ChartFileSource, _ body: (ChartFile, [UInt8]) throws(HelmError) -> Void
  ) throws(HelmError) {
    var byNumber: [Int: ChartFile] = [:]
    for file in files {
      // Files of another source, as subcharts in archives of their own have them, are read one by one.
      guard case .later(let other, let number) = file.content, other as AnyObject === source as AnyObject,
        byNumber[number] == nil
      else {
        for file in files { try body(file, try file.bytes()) }
        return
      }
      byNumber[number] = file
    }
    var order = files.makeIterator()
    var next = order.next()
    var early: [Int: [UInt8]] = [:]
    func deliver(_ number: Int, _ bytes: [UInt8]) throws(HelmError) {
      early[number] = bytes
      while let file = next, case .later(_, let number) = file.content, let bytes = early.removeValue(forKey: number) {
        try body(file, bytes)
        next = order.next()
      }
    }
    try source.read(Set(byNumber.keys)) { (number, bytes) throws(HelmError) in try deliver(number, bytes) }
    if let missing = next { throw HelmError(.chart, "\(missing.name) is not where it was when the chart was loaded") }
  }
}
