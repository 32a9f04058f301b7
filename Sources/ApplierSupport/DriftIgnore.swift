public import GitOpsAPI
import JSON
public import OperatorKit

/// Makes of ignore rules of a spec the rules that the apply machinery works by.
public enum DriftIgnore {
  /// Throws ``ApplierProblem`` for a path that is no JSON pointer or a selector that cannot be read.
  ///
  /// - Parameter wholeObjects: Whether the empty path, which means the whole object, is allowed.
  public static func rule(_ rule: DriftIgnoreRule, wholeObjects: Bool = false) throws -> IgnoreRule {
    let pointers = try rule.paths.map { path in
      guard let pointer = JSONPointer(path), wholeObjects || !pointer.tokens.isEmpty else {
        throw ApplierProblem(.terminal, "an ignore rule: '\(path)' is not a JSON pointer such as /spec/replicas")
      }
      return pointer
    }
    guard let target = rule.target else { return IgnoreRule(paths: pointers, name: "all") }
    let selection = try ObjectSelection(target)
    return IgnoreRule(paths: pointers, name: selection.description) { selection.matches($0) }
  }
}
