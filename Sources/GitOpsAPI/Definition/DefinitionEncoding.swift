package import JSON
import OperatorKit

extension KindDefinition {
  /// The CustomResourceDefinition of the kind.
  ///
  /// - Parameter validations: whether to include rules over several fields. API servers before 1.23 do not know them:
  ///   they drop them, but `kubectl apply` refuses to send them without `--validate=false`.
  package func customResourceDefinition(validations: Bool = true) -> JSONValue {
    [
      "apiVersion": "apiextensions.k8s.io/v1",
      "kind": "CustomResourceDefinition",
      "metadata": [
        "name": .string(name),
        // The schemas speak of variables, which must not be substituted when a Kustomization applies this.
        "annotations": [ObjectControl.substitute: .string(ObjectControl.disabled)],
      ],
      "spec": [
        "group": .string(type.group),
        "names": names,
        "scope": "Namespaced",
        "conversion": ["strategy": "None"],
        "versions": .array(versions.map { json(of: $0, validations: validations) }),
      ],
    ]
  }

  private var names: JSONValue {
    var names: JSONObject = [
      "kind": .string(type.kind),
      "listKind": .string(type.kind + "List"),
      "plural": .string(type.plural),
      "singular": .string(type.kind.lowercased()),
      "categories": JSONValue(categories),
    ]
    if !shortNames.isEmpty { names["shortNames"] = JSONValue(shortNames) }
    return .object(names)
  }

  private func json(of version: VersionDefinition, validations: Bool) -> JSONValue {
    var result: JSONObject = [
      "name": .string(version.name),
      "served": true,
      "storage": .bool(version.isStorage),
      "additionalPrinterColumns": .array(version.columns.map(\.json)),
      "schema": ["openAPIV3Schema": schema(of: version).json(validations: validations)],
    ]
    if let warning = version.deprecationWarning {
      result["deprecated"] = true
      result["deprecationWarning"] = .string(warning)
    }
    if version.status != nil { result["subresources"] = ["status": [:]] }
    return .object(result)
  }
}

extension PrinterColumn {
  var json: JSONValue { ["name": .string(name), "type": .string(type), "jsonPath": .string(path)] }
}
