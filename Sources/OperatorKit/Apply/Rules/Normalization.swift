import Digests
import JSON

/// Brings a manifest into the form in which it is applied (K-12-04, K-12-05).
///
/// Server-side apply takes what it is sent literally: two spellings of the same object would be two owners' fields,
/// or an endless difference. What manifests commonly spell in more than one way is therefore spelled in one.
public enum Normalization {
  /// Changes the object in place:
  /// - `metadata.creationTimestamp` goes, and `status` except on custom resource definitions;
  /// - on built-in kinds, members that are `null` go, and ports get their default protocol `TCP`;
  /// - a Secret's `stringData` becomes `data`;
  /// - a certificate bundle that the API server would refuse goes from a definition's conversion webhook.
  ///
  /// Roles and cluster roles keep their `null` members, as upstream leaves them alone.
  public static func normalize(_ object: inout DynamicObject) {
    let kind = object.groupVersionKind
    if isBuiltIn(kind.groupKind) { object.json.removeNullMembers(depth: 0) }
    switch (kind.group, kind.kind) {
    case ("", "Secret"): normalizeSecret(&object.json)
    case ("", "Service"): object.json.modify(at: ["spec", "ports"]) { $0.setDefaultProtocols() }
    case ("apiextensions.k8s.io", "CustomResourceDefinition"): dropInvalidCABundle(&object.json)
    default:
      if let path = podSpecPath(kind.groupKind) { object.json.modify(at: path) { $0.normalizePodSpec() } }
    }
    object.json[path: "metadata", "creationTimestamp"] = nil
    if kind.kind != "CustomResourceDefinition" { object.json["status"] = nil }
  }

  private static let builtInGroups: Set<String> = [
    "", "apps", "batch", "autoscaling", "policy", "extensions", "networking.k8s.io", "storage.k8s.io",
    "scheduling.k8s.io", "node.k8s.io", "coordination.k8s.io", "discovery.k8s.io", "events.k8s.io",
    "admissionregistration.k8s.io", "certificates.k8s.io", "flowcontrol.apiserver.k8s.io", "rbac.authorization.k8s.io",
  ]

  private static func isBuiltIn(_ kind: GroupKind) -> Bool {
    guard builtInGroups.contains(kind.group) else { return false }
    return kind.group != "rbac.authorization.k8s.io" || (kind.kind != "Role" && kind.kind != "ClusterRole")
  }

  private static func podSpecPath(_ kind: GroupKind) -> [String]? {
    switch (kind.group, kind.kind) {
    case ("", "Pod"): ["spec"]
    case ("apps", "Deployment"), ("apps", "StatefulSet"), ("apps", "DaemonSet"), ("apps", "ReplicaSet"),
      ("batch", "Job"):
      ["spec", "template", "spec"]
    case ("batch", "CronJob"): ["spec", "jobTemplate", "spec", "template", "spec"]
    default: nil
    }
  }

  private static func normalizeSecret(_ json: inout JSONValue) {
    var data = json["data"]?.objectValue ?? [:]
    for (key, value) in data {
      // Block scalars end their lines inside the text; the API server ignores that, a comparison would not.
      guard let text = value.stringValue, text.utf8.contains(where: { $0 == 10 || $0 == 13 }) else { continue }
      data[key] = .string(String(decoding: text.utf8.filter { $0 != 10 && $0 != 13 }, as: UTF8.self))
    }
    if let plain = json["stringData"]?.stringMapValue {
      for (key, value) in plain.sorted(by: { $0.key < $1.key }) {
        data[key] = .string(Base64.encode(Array(value.utf8)))
      }
      json["stringData"] = nil
    }
    if !data.isEmpty { json["data"] = .object(data) }
  }

  private static func dropInvalidCABundle(_ json: inout JSONValue) {
    let path = ["spec", "conversion", "webhook", "clientConfig", "caBundle"]
    guard let text = json[path: path]?.stringValue, !text.isEmpty else { return }
    let compact = String(decoding: text.utf8.filter { $0 != 10 && $0 != 13 }, as: UTF8.self)
    guard let decoded = Base64.decode(compact), CertificateBundle.holdsCertificate(decoded) else {
      json[path: path] = nil
      return
    }
  }
}

extension JSONValue {
  /// How deep `null` members are looked for; deeper than any object that an API server accepts.
  private static let maximumDepth = 128

  fileprivate mutating func removeNullMembers(depth: Int) {
    guard depth < JSONValue.maximumDepth else { return }
    switch self {
    case .object(var object):
      self = .null
      object.removeAll { $0.value.isNull }
      for key in object.keys { object.modify(key) { $0?.removeNullMembers(depth: depth + 1) } }
      self = .object(object)
    case .array(var elements):
      self = .null
      for index in elements.indices { elements[index].removeNullMembers(depth: depth + 1) }
      self = .array(elements)
    default: break
    }
  }

  /// Ports are lists keyed by port and protocol; without a protocol the API server finds no key.
  fileprivate mutating func setDefaultProtocols() {
    modifyElements { port in
      guard case .object = port, (port["protocol"]?.stringValue ?? "").isEmpty else { return }
      port["protocol"] = "TCP"
    }
  }

  fileprivate mutating func normalizePodSpec() {
    for field in ["containers", "initContainers"] {
      modify(at: [field]) { containers in
        containers.modifyElements { container in
          container.modify(at: ["ports"]) { $0.setDefaultProtocols() }
          for part in ["limits", "requests"] {
            container.modify(at: ["resources", part]) { $0.spellNumbersAsStrings() }
          }
        }
      }
    }
  }

  /// Quantities are strings in the schema; manifests say `cpu: 1`.
  private mutating func spellNumbersAsStrings() {
    guard case .object(var object) = self else { return }
    for (key, value) in object {
      if case .number(let number) = value { object[key] = .string(number.text) }
    }
    self = .object(object)
  }
}
