/// Recognises that an object cannot be changed in place (K-12-19).
enum ImmutableField {
  /// Whether the answer to a dry run may mean that an immutable field differs: conflicts, refused objects, and what
  /// admission webhooks and validation rules say about immutability.
  static func isPossible(_ error: KubernetesError) -> Bool {
    error.kind == .conflict || error.reason == "Invalid" || isCertain(error)
  }

  /// Whether the answer says so in words.
  static func isCertain(_ error: KubernetesError) -> Bool {
    let texts = [error.message] + error.causes.map(\.message)
    return texts.contains { text in
      text.contains("is immutable") || text.contains("immutable field") || text.contains("are forbidden")
        || text.contains("may not change once set")
    }
  }

  /// Whether the object would be refused even if it were new: then deleting it would only lose it.
  ///
  /// - Parameter creation: The answer to the dry run of a copy under another name.
  static func isInvalidAnyway(_ error: KubernetesError, creation: KubernetesError) -> Bool {
    guard creation.reason == "Invalid" else { return false }
    return error.causes.contains { creation.causes.contains($0) }
  }
}
