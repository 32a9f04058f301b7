/// Media types of what controllers serve.
enum ContentType {
  /// By the end of the name.
  static func of(_ name: String) -> String {
    guard let dot = name.lastIndex(of: ".") else { return fallback }
    return types[String(name[name.index(after: dot)...]).lowercased()] ?? fallback
  }

  private static let fallback = "application/octet-stream"
  private static let types = [
    "gz": "application/gzip", "tgz": "application/gzip", "tar": "application/x-tar", "json": "application/json",
    "yaml": "application/yaml", "yml": "application/yaml", "txt": "text/plain; charset=utf-8",
    "html": "text/html; charset=utf-8", "sig": "application/octet-stream",
  ]
}
