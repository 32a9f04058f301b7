/// Names that no honest tree contains. Git refuses them too: on some file systems they become `.git`.
enum TreeNames {
  /// - Returns: The reason against the name, or `nil`.
  static func objection(to name: [UInt8]) -> String? {
    if name.isEmpty { return "it is empty" }
    if name.count > 255 { return "it is longer than 255 bytes" }
    if name.contains(UInt8(ascii: "/")) { return "it contains a slash" }
    if name.elementsEqual(".".utf8) || name.elementsEqual("..".utf8) { return "it leads to another directory" }
    return isGitDirectory(name) ? "it stands for Git's own directory" : nil
  }

  private static func isGitDirectory(_ name: [UInt8]) -> Bool {
    // Cheap test first: nearly all names go this way.
    guard
      name.first == UInt8(ascii: ".") || name.first.map({ $0 | 0x20 }) == UInt8(ascii: "g")
        || name.contains(where: { $0 >= 0x80 })
    else { return false }
    var plain: [Unicode.Scalar] = []
    for scalar in String(decoding: name, as: UTF8.self).unicodeScalars where !isIgnorable(scalar) {
      if scalar == ":" { break }
      plain.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
    }
    while plain.last == " " || plain.last == "." { plain.removeLast() }
    return plain.elementsEqual(".git".unicodeScalars) || plain.elementsEqual("git~1".unicodeScalars)
  }

  /// Characters that HFS+ leaves out when it compares names.
  private static func isIgnorable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x200C...0x200F, 0x202A...0x202E, 0x206A...0x206F, 0xFEFF: true
    default: false
    }
  }
}
