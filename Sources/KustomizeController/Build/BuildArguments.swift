import Kustomize

/// The arguments of `kustomize-controller build`.
struct BuildArguments {
  static let usage = """
    usage: kustomize-controller build [--load-restrictor LoadRestrictionsNone|LoadRestrictionsRootOnly]
             [--no-remote-bases=false] DIR
           kustomize-controller build --kustomization FILE [--strict-substitute] [--no-remote-bases=false] DIR
           kustomize-controller build --diff --kustomization FILE [--kubeconfig FILE] [--context NAME]
             [--strict-substitute] [--no-remote-bases=false] DIR

    Prints what is built from the kustomization in DIR. With --kustomization, what the Flux Kustomization in FILE adds
    to it too, as `flux build kustomization --dry-run` does: variables of other objects are not substituted.

    With --diff, prints what applying that would change in the cluster, as `flux diff kustomization` does, and changes
    nothing: a line for each object that would be created, corrected (with its fields; values of Secrets are masked)
    or deleted. Variables are read from the cluster, and so is what was applied before. The cluster is that of
    --kubeconfig, else of KUBECONFIG, else that of the pod. Ends with 0 when nothing would change, with 1 when
    something would, and with 2 when that cannot be told.

    """

  var directory = "."
  var restriction = LoadRestriction.rootOnly
  /// The file with a Flux Kustomization.
  var kustomization: String?
  /// Whether variables without a value are errors.
  var isStrict = false
  /// Whether the build is compared with a cluster.
  var comparesWithCluster = false
  var kubeconfig: String?
  var context: String?
  /// Whether nothing is read from other machines.
  var forbidsRemoteBases = true

  /// `nil` for arguments that are not understood.
  init?(_ arguments: [String]) {
    var rest = arguments[...]
    var directories: [String] = []
    while let argument = rest.popFirst() {
      guard argument.hasPrefix("--") else {
        directories.append(argument)
        continue
      }
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let given = parts.count > 1 ? parts[1] : nil
      switch parts[0] {
      case "--strict-substitute":
        guard let value = Self.boolean(given) else { return nil }
        isStrict = value
      case "--no-remote-bases":
        guard let value = Self.boolean(given) else { return nil }
        forbidsRemoteBases = value
      case "--load-restrictor":
        guard let text = given ?? rest.popFirst(), let value = Self.restriction(text) else { return nil }
        restriction = value
      case "--kustomization":
        guard let path = given ?? rest.popFirst() else { return nil }
        kustomization = path
      case "--diff":
        guard let value = Self.boolean(given) else { return nil }
        comparesWithCluster = value
      case "--kubeconfig":
        guard let path = given ?? rest.popFirst() else { return nil }
        kubeconfig = path
      case "--context":
        guard let name = given ?? rest.popFirst() else { return nil }
        context = name
      default: return nil
      }
    }
    guard comparesWithCluster ? kustomization != nil : kubeconfig == nil && context == nil else { return nil }
    guard directories.count <= 1, !directories.contains(where: { $0.hasPrefix("-") }) else { return nil }
    directory = directories.first ?? directory
  }

  private static func boolean(_ text: String?) -> Bool? {
    switch text {
    case nil, "true": true
    case "false": false
    default: nil
    }
  }

  private static func restriction(_ text: String) -> LoadRestriction? {
    switch text {
    case "LoadRestrictionsRootOnly": .rootOnly
    case "LoadRestrictionsNone": LoadRestriction.none
    default: nil
    }
  }
}
