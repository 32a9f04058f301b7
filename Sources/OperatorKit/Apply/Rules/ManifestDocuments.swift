public import JSON

/// Turns documents into the objects that they hold (K-12-06).
public enum ManifestDocuments {
  /// Lists in lists are followed this far; nobody writes more than one.
  private static let maximumDepth = 8

  /// The objects of a document: the items of a list, nothing for documents that are empty, are no Kubernetes objects
  /// or configure the build tool, else the object itself.
  public static func objects(in document: JSONValue) -> [DynamicObject] {
    var objects: [DynamicObject] = []
    collect(document, into: &objects, depth: 0)
    return objects
  }

  private static func collect(_ document: JSONValue, into objects: inout [DynamicObject], depth: Int) {
    if let items = document["items"]?.arrayValue {
      guard depth < maximumDepth else { return }
      for item in items { collect(item, into: &objects, depth: depth + 1) }
      return
    }
    let object = DynamicObject(document)
    if isKubernetesObject(object), !isBuildConfiguration(object) { objects.append(object) }
  }

  private static func isKubernetesObject(_ object: DynamicObject) -> Bool {
    !object.apiVersion.isEmpty && !object.kind.isEmpty && !object.name.isEmpty
  }

  private static func isBuildConfiguration(_ object: DynamicObject) -> Bool {
    object.kind.lowercased() == "kustomization" && object.groupVersionKind.group == "kustomize.config.k8s.io"
  }
}
