public import JSON

extension ChartMetadata {
  /// As Go writes it: names of `Chart.yaml`, nothing that is empty.
  public var jsonValue: JSONValue {
    var object = JSONObject()
    func put(_ key: String, _ text: String) { if !text.isEmpty { object[key] = .string(text) } }
    func put(_ key: String, _ list: [String]) { if !list.isEmpty { object[key] = JSONValue(list) } }
    put("name", name)
    put("home", home)
    put("sources", sources)
    put("version", version)
    put("description", description)
    put("keywords", keywords)
    if !maintainers.isEmpty { object["maintainers"] = .array(maintainers.map(\.jsonValue)) }
    put("icon", icon)
    put("apiVersion", apiVersion)
    put("condition", condition)
    put("tags", tags)
    put("appVersion", appVersion)
    if deprecated { object["deprecated"] = true }
    if !annotations.isEmpty { object["annotations"] = JSONValue(annotations) }
    put("kubeVersion", kubeVersion)
    if !dependencies.isEmpty { object["dependencies"] = .array(dependencies.map(\.jsonValue)) }
    put("type", type)
    return .object(object)
  }
}

extension ChartMetadata.Maintainer {
  var jsonValue: JSONValue {
    var object = JSONObject()
    for (key, text) in [("name", name), ("email", email), ("url", url)] where !text.isEmpty {
      object[key] = .string(text)
    }
    return .object(object)
  }
}

extension ChartDependency {
  /// As Go writes it: `name` and `repository` always, the rest when it is not empty.
  public var jsonValue: JSONValue {
    var object = JSONObject()
    object["name"] = .string(name)
    if !version.isEmpty { object["version"] = .string(version) }
    object["repository"] = .string(repository)
    if !condition.isEmpty { object["condition"] = .string(condition) }
    if !tags.isEmpty { object["tags"] = JSONValue(tags) }
    if enabled { object["enabled"] = true }
    if !importValues.isEmpty { object["import-values"] = .array(importValues.map(\.jsonValue)) }
    if !alias.isEmpty { object["alias"] = .string(alias) }
    return .object(object)
  }
}

extension ChartDependency.ImportedValues {
  var jsonValue: JSONValue {
    switch self {
    case .export(let name): .string(name)
    case .table(let child, let parent): .object(["child": .string(child), "parent": .string(parent)])
    }
  }
}

extension ChartLock {
  /// As Go writes it.
  public var jsonValue: JSONValue {
    .object([
      "generated": .string(generated), "digest": .string(digest),
      "dependencies": .array(dependencies.map(\.jsonValue)),
    ])
  }
}
