public import GitOpsAPI
import Kustomize
public import OperatorKit

/// A selector made ready for use: names and kinds are regular expressions that must match as a whole.
public struct ObjectSelection: Sendable, CustomStringConvertible {
  private let patterns: [(pattern: Kustomize.Pattern, text: @Sendable (DynamicObject) -> String)]
  private let labels: OperatorKit.LabelSelector
  private let annotations: OperatorKit.LabelSelector
  public let description: String

  /// Throws ``ApplierProblem`` for what is no expression or no selector.
  public init(_ selector: ObjectSelector) throws {
    description = "\(selector)"
    do {
      let parts: [(String?, @Sendable (DynamicObject) -> String)] = [
        (selector.group, { $0.groupVersionKind.group }), (selector.version, { $0.groupVersionKind.version }),
        (selector.kind, { $0.kind }), (selector.name, { $0.name }), (selector.namespace, { $0.namespace }),
      ]
      patterns = try parts.compactMap { part in
        guard let expression = part.0 else { return nil }
        return (try Kustomize.Pattern(whole: expression), part.1)
      }
      labels = try OperatorKit.LabelSelector(selector.labelSelector ?? "")
      annotations = try OperatorKit.LabelSelector(selector.annotationSelector ?? "")
    } catch {
      throw ApplierProblem(.terminal, "the target of an ignore rule: \(error)")
    }
  }

  public func matches(_ object: DynamicObject) -> Bool {
    patterns.allSatisfy { $0.pattern.matches($0.text(object)) } && labels.matches(object.labels)
      && annotations.matches(object.annotations)
  }
}
