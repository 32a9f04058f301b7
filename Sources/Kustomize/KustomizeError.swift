import YAML

/// Why a build failed, in kustomize's words, with the file and the line where they are known.
public struct KustomizeError: Error, Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    case general
    /// The text of a file is not YAML.
    case malformedYAML
    /// A generator or transformer that does not exist.
    case unknownPlugin
    /// Something on another machine could not be had.
    case remote
    /// A limit that protects the process was reached.
    case limit
    /// A file that was taken as a manifest is none. Told without what was being done.
    case decoding
    /// What the Flux Kustomization says is wrong, not what is in its files. Told without what was being done.
    case configuration
  }

  /// What failed, and around it what was being done.
  public let message: String
  /// The file that holds the problem, as the kustomization names it.
  public let file: String?
  /// The line in ``file``, from 1.
  public let line: Int?
  package let kind: Kind

  public init(_ message: String, file: String? = nil, line: Int? = nil) {
    self.init(message, file: file, line: line, kind: .general)
  }

  package init(_ message: String, file: String? = nil, line: Int? = nil, kind: Kind) {
    self.message = message
    self.file = file
    self.line = line
    self.kind = kind
  }

  /// The same error with what was being done in front: `prefix: message`.
  package func prefixed(_ prefix: String) -> KustomizeError {
    if kind == .decoding || kind == .configuration { return self }
    return KustomizeError("\(prefix): \(message)", file: file, line: line, kind: kind)
  }

  /// The same error at a place, unless it has one already.
  package func located(file: String, line: Int? = nil) -> KustomizeError {
    KustomizeError(message, file: self.file ?? file, line: self.file == nil ? self.line ?? line : self.line, kind: kind)
  }

  /// Any error of a build as a KustomizeError.
  package static func from(_ error: any Error) -> KustomizeError {
    switch error {
    case let error as KustomizeError: error
    case let error as YAMLError:
      KustomizeError(error.goDescription, line: error.line > 0 ? error.line : nil, kind: .malformedYAML)
    default: KustomizeError("\(error)")
    }
  }
}

extension KustomizeError: CustomStringConvertible {
  public var description: String {
    switch (file, line) {
    case (let file?, let line?) where !message.contains("\(file):\(line)"): "\(message) (\(file):\(line))"
    case (let file?, nil) where !message.contains(file): "\(message) (\(file))"
    case (nil, let line?): "\(message) (line \(line))"
    default: message
    }
  }
}

/// Runs a step and puts a prefix in front of its error.
package func prefixing<Result>(_ prefix: @autoclosure () -> String, _ body: () throws -> Result) throws -> Result {
  do { return try body() } catch { throw KustomizeError.from(error).prefixed(prefix()) }
}
