import Glibc

/// Finds a program by name as a shell would, and in the `sbin` folders too, which are missing from
/// the `PATH` of ordinary users although nginx and fcgiwrap live there.
func programPath(_ name: String, path: String?) throws(ProcessError) -> String {
  if name.utf8.contains(UInt8(ascii: "/")) { return name }
  let named = (path ?? "").split(separator: ":").map(String.init)
  for folder in named + ["/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin"] {
    let candidate = "\(folder)/\(name)"
    if access(candidate, X_OK) == 0 { return candidate }
  }
  throw .programNotFound(name)
}

/// Whether a program of this name can be run here.
package func isProgramInstalled(_ name: String) -> Bool {
  let path = ProcessConfiguration.currentEnvironment()["PATH"]
  return (try? programPath(name, path: path)) != nil
}
