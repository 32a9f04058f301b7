/// A reference as a server lists it.
public struct Reference: Sendable, Equatable {
  /// The full name: `HEAD`, `refs/heads/main`, `refs/tags/v1.0.0`.
  public var name: String
  public var id: ObjectID
  /// For an annotated tag, the object it stands for in the end.
  public var peeled: ObjectID?
  /// For a symbolic reference, the name it stands for.
  public var symbolicTarget: String?

  /// The commit (or whatever was tagged) behind the reference.
  public var target: ObjectID { peeled ?? id }

  /// Whether a name may appear in status fields and messages: `git check-ref-format`, in essence.
  static func isWellFormed(_ name: String) -> Bool {
    let bytes = Array(name.utf8)
    guard !bytes.isEmpty, bytes.count <= 1024, !name.contains(".."), !name.contains("@{"), !name.hasSuffix("/") else {
      return false
    }
    return bytes.allSatisfy { $0 > 0x20 && $0 != 0x7F && !"~^:?*[\\".utf8.contains($0) }
  }
}

/// What a server said about its references.
public struct ReferenceListing: Sendable, Equatable {
  public var references: [Reference]
  public var capabilities: ServerCapabilities

  public subscript(name: String) -> Reference? { references.first { $0.name == name } }
}
