import OperatorKit

/// Helm's marks of ownership on objects (H-26-02).
struct Ownership: Sendable {
  let release: String
  let namespace: String

  private static let managedBy = "app.kubernetes.io/managed-by"
  private static let releaseName = "meta.helm.sh/release-name"
  private static let releaseNamespace = "meta.helm.sh/release-namespace"

  func mark(_ object: inout DynamicObject) {
    object.setLabel(Ownership.managedBy, "Helm")
    object.setAnnotation(Ownership.releaseName, release)
    object.setAnnotation(Ownership.releaseNamespace, namespace)
  }

  /// Why an object that is there is not the release's; `nil` when it is.
  func problem(_ live: DynamicObject) -> String? {
    let problems = [
      Ownership.problem("label", live.label(Ownership.managedBy), Ownership.managedBy, "Helm"),
      Ownership.problem("annotation", live.annotation(Ownership.releaseName), Ownership.releaseName, release),
      Ownership.problem(
        "annotation", live.annotation(Ownership.releaseNamespace), Ownership.releaseNamespace, namespace),
    ].compactMap(\.self)
    return problems.isEmpty ? nil : "invalid ownership metadata; \(problems.joined(separator: "; "))"
  }

  private static func problem(_ kind: String, _ found: String?, _ key: String, _ wanted: String) -> String? {
    guard let found else { return "\(kind) validation error: missing key \"\(key)\": must be set to \"\(wanted)\"" }
    if found == wanted { return nil }
    return "\(kind) validation error: key \"\(key)\" must equal \"\(wanted)\": current value is \"\(found)\""
  }
}
