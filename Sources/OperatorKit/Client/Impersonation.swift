/// An identity to act as. It cannot be empty: a tenant's client without an identity would act as the controller
/// itself (the class of CVE-2026-23990).
public struct Impersonation: Hashable, Sendable {
  public let user: String
  public let groups: [String]

  /// `nil` when the user is empty.
  public init?(user: String, groups: [String] = []) {
    guard !user.isEmpty else { return nil }
    self.user = user
    self.groups = groups
  }

  /// The identity of a service account; `nil` when either part is empty.
  public init?(serviceAccount name: String, namespace: String) {
    guard !name.isEmpty, !namespace.isEmpty else { return nil }
    self.init(
      user: "system:serviceaccount:\(namespace):\(name)",
      groups: ["system:serviceaccounts", "system:serviceaccounts:\(namespace)", "system:authenticated"])
  }

  /// The service account that a user name of the form `system:serviceaccount:<namespace>:<name>` means.
  public static func serviceAccount(user: String) -> ObjectKey? {
    let parts = user.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 4, parts[0] == "system", parts[1] == "serviceaccount", !parts[2].isEmpty, !parts[3].isEmpty
    else { return nil }
    return ObjectKey(namespace: parts[2], name: parts[3])
  }
}
