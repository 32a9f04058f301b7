import Helm

/// The flags of `helm-controller template`, which are those of `helm template` as far as they have a meaning offline.
struct TemplateFlags {
  /// Flags that Helm's command takes and that change nothing in what is printed.
  private static let ignoredSwitches: Set<String> = [
    "create-namespace", "disable-openapi-validation", "enable-dns", "force-conflicts", "force-replace", "force",
    "hide-notes", "render-subchart-notes", "replace", "rollback-on-failure", "atomic", "skip-crds", "take-ownership",
    "wait-for-jobs", "wait", "devel", "insecure-skip-tls-verify", "pass-credentials", "plain-http", "verify",
    "server-side", "dry-run",
  ]
  private static let ignoredValues: Set<String> = [
    "description", "timeout", "labels", "version", "keyring", "ca-file", "cert-file", "key-file", "username",
    "password",
    "kube-context", "kubeconfig", "burst-limit", "qps", "color", "colour",
  ]
  private static let switches: Set<String> = [
    "include-crds", "is-upgrade", "no-hooks", "skip-tests", "skip-schema-validation", "generate-name", "debug",
    "dependency-update", "release-name",
  ]
  private static let values: Set<String> = [
    "values", "set", "set-string", "set-json", "set-file", "set-literal", "namespace", "kube-version", "api-versions",
    "show-only", "name-template", "output-dir", "post-renderer", "post-renderer-args", "repo",
  ]
  private static let short = [
    "f": "values", "n": "namespace", "a": "api-versions", "s": "show-only", "g": "generate-name", "l": "labels",
  ]

  private(set) var positional: [String] = []
  private var given: [(name: String, value: String)] = []

  /// - Throws: ``UsageError`` in the words of Helm's flag library.
  init(_ arguments: [String]) throws(UsageError) {
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if argument == "--" {
        positional += rest
        return
      } else if argument.hasPrefix("--") {
        try long(String(argument.dropFirst(2)), &rest)
      } else if argument.hasPrefix("-"), argument.count > 1 {
        try shorthand(argument, &rest)
      } else {
        positional.append(argument)
      }
    }
  }

  private mutating func long(_ text: String, _ rest: inout ArraySlice<String>) throws(UsageError) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let name = parts.first ?? ""
    let inline = parts.count > 1 ? parts[1] : nil
    if Self.switches.contains(name) || Self.ignoredSwitches.contains(name) {
      given.append((name, inline ?? "true"))
    } else if Self.values.contains(name) || Self.ignoredValues.contains(name) {
      guard let value = inline ?? rest.popFirst() else {
        throw UsageError("flag needs an argument: --\(name)")
      }
      given.append((name, value))
    } else {
      throw UsageError("unknown flag: --\(name)")
    }
  }

  private mutating func shorthand(_ argument: String, _ rest: inout ArraySlice<String>) throws(UsageError) {
    let letter = String(argument.dropFirst().prefix(1))
    guard let name = Self.short[letter] else {
      throw UsageError("unknown shorthand flag: '\(letter)' in \(argument)")
    }
    var tail = argument.dropFirst(2)
    if Self.switches.contains(name) {
      given.append((name, "true"))
      return
    }
    if tail.hasPrefix("=") { tail = tail.dropFirst() }
    guard let value = tail.isEmpty ? rest.popFirst() : String(tail) else {
      throw UsageError("flag needs an argument: '\(letter)' in \(argument)")
    }
    given.append((name, value))
  }

  func isOn(_ name: String) -> Bool {
    guard let value = given.last(where: { $0.name == name })?.value else { return false }
    return ["1", "t", "T", "true", "TRUE", "True"].contains(value)
  }

  func last(_ name: String) -> String? { given.last { $0.name == name }?.value }

  /// All values of a flag, in order.
  func all(_ name: String) -> [String] { given.filter { $0.name == name }.map(\.value) }

  /// All values of a flag whose values may be lists with commas.
  func list(_ name: String) -> [String] {
    all(name).flatMap { $0.split(separator: ",").map(String.init) }
  }
}

/// What is wrong with a command line.
struct UsageError: Error {
  let message: String

  init(_ message: String) { self.message = message }
}
