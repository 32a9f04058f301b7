import JSON
import OperatorKit

/// An object from JSON text; an empty one when the text is wrong, which no expectation survives.
func manifest(_ text: String) -> DynamicObject {
  DynamicObject((try? JSONValue(parsing: text)) ?? .null)
}

func reference(_ kind: String, _ name: String, group: String = "", namespace: String = "") -> ObjectReference {
  ObjectReference(group: group, version: "v1", kind: kind, namespace: namespace, name: name)
}
