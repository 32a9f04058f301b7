import GitOpsAPI
import JSON
import OperatorKit

/// Makes of `spec.ignore` the rules that the apply machinery works by.
enum DriftIgnore {
  /// Throws ``KustomizationFailure`` for a path that is no JSON pointer or a selector that cannot be read.
  static func rule(_ rule: DriftIgnoreRule) throws -> IgnoreRule {
    let pointers = try rule.paths.map { path in
      guard let pointer = JSONPointer(path), !pointer.tokens.isEmpty else {
        throw KustomizationFailure(
          Reason.reconciliationFailed, "spec.ignore: '\(path)' is not a JSON pointer such as /spec/replicas",
          remedy: .stall, observesGeneration: true)
      }
      return pointer
    }
    guard let target = rule.target else { return IgnoreRule(paths: pointers, name: "all") }
    let selection = try ObjectSelection(target)
    return IgnoreRule(paths: pointers, name: selection.description) { selection.matches($0) }
  }
}
