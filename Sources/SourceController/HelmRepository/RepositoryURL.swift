import GitOpsAPI
import HTTP

/// The addresses of Helm repositories, in the form in which they are compared.
package enum RepositoryURL {
  package static let ociScheme = "oci"

  /// A trailing slash for HTTP, none for registries; `nil` for what is no address of a repository.
  static func normalized(_ text: String) -> RemoteURL? {
    guard let url = RemoteURL(text), ["http", "https", ociScheme].contains(url.scheme) else { return nil }
    var path = url.path
    while path.hasSuffix("/") { path.removeLast() }
    if url.scheme != ociScheme { path += "/" }
    let query = url.query.map { "?\($0)" } ?? ""
    // Credentials in the address stay where they are, so that the address as a whole is built anew.
    let credentials = url.hasCredentials ? url : nil
    var rebuilt = RemoteURL("\(url.scheme)://\(url.authority)\(path)\(query)")
    rebuilt?.user = credentials?.user
    rebuilt?.password = credentials?.password
    return rebuilt
  }

  /// The text by which two addresses of the same repository are found equal.
  package static func key(_ text: String) -> String? { normalized(text)?.string(includingCredentials: true) }
}
