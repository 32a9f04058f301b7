/// A field of a kustomization with a random value, and the files that it names.
struct RandomFeature {
  var random: SplitMix
  let directory: String
  /// The objects that the feature may be about.
  let known: [(kind: String, name: String)]
  private(set) var files: [String: String] = [:]

  init(random: SplitMix, directory: String, known: [(kind: String, name: String)]) {
    self.directory = directory
    self.random = random
    self.known = known
  }

  /// The name of the field, and the lines for it.
  mutating func make() -> (field: String, text: String) {
    switch random.below(24) {
    case 0: return ("namespace", "namespace: \(random.pick(["prod", "one", "\"5\""]))")
    case 1: return ("namePrefix", "namePrefix: \(random.pick(["eu-", "x", "a.b-"]))")
    case 2: return ("nameSuffix", "nameSuffix: \(random.pick(["-v2", "-x"]))")
    case 3: return ("commonLabels", "commonLabels: {team: \(text()), app: \(text())}")
    case 4: return ("labels", labels())
    case 5: return ("commonAnnotations", "commonAnnotations: {note: \(text()), \"x.y/z\": \(text())}")
    case 6, 7: return ("images", images())
    case 8:
      guard known.contains(where: { $0.kind == "Deployment" }) else { return ("nameSuffix", "nameSuffix: -s") }
      return ("replicas", "replicas:\n- {name: \(known("Deployment").name), count: \(random.below(9))}")
    case 9, 10: return ("configMapGenerator", generator("configMapGenerator"))
    case 11: return ("secretGenerator", generator("secretGenerator"))
    case 12: return ("generatorOptions", generatorOptions())
    case 13...15: return ("patches", "patches:\n" + (0...random.below(2)).map { _ in patch() }.joined())
    case 16: return ("patchesStrategicMerge", "patchesStrategicMerge:\n- |\n" + indented(mergePatch(), 2))
    case 17, 18: return ("replacements", "replacements:\n" + (0...random.below(2)).map { _ in replacement() }.joined())
    case 19: return ("vars", vars())
    case 20: return ("configurations", configurations())
    case 21: return ("transformers", transformers())
    case 22: return ("sortOptions", sortOptions())
    default:
      return (
        "buildMetadata",
        "buildMetadata: [\(random.pick(["originAnnotations", "transformerAnnotations", "managedByLabel", "originAnnotations, transformerAnnotations"]))]"
      )
    }
  }

  private mutating func name() -> String { random.pick(RandomObjects.names) }
  private mutating func kind() -> String { random.pick(RandomObjects.kinds) }
  /// One of the objects there, preferably of certain kinds; now and then one that is not there.
  private mutating func known(_ kinds: String...) -> (kind: String, name: String) {
    let fitting = known.filter { kinds.isEmpty || kinds.contains($0.kind) }
    guard !fitting.isEmpty, random.below(12) > 0 else { return (kinds.isEmpty ? kind() : random.pick(kinds), name()) }
    return random.pick(fitting)
  }

  private mutating func text() -> String { RandomScalars.string(&random) }

  private func indented(_ text: String, _ count: Int) -> String {
    let indent = String(repeating: " ", count: count)
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "" : indent + $0 }
      .joined(separator: "\n")
  }

  private mutating func labels() -> String {
    let options = [
      "", "  includeSelectors: true\n", "  includeTemplates: true\n",
      "  includeSelectors: false\n  includeTemplates: true\n",
      "  fields:\n  - {path: spec/list, create: true}\n",
      "  fields:\n  - {path: spec/labels, kind: Widget, create: true}\n",
    ]
    return "labels:\n"
      + (0...random.below(2)).map { _ in
        "- pairs: {\(random.pick(["app", "tier", "zone"])): \(text())}\n" + random.pick(options)
      }.joined()
  }

  private mutating func images() -> String {
    "images:\n"
      + (0...random.below(2)).map { _ in
        let name = random.pick([
          "nginx", "registry:5000/team/nginx", "busybox", "docker.io/nginx", "ngin.*", "registry:5000/.*/nginx",
          "library/nginx",
        ])
        var parts = ["name: \"\(name)\""]
        if random.below(2) == 0 { parts.append("newName: \(random.pick(["mirror/web", "other:5000/x", "httpd"]))") }
        if random.below(2) == 0 { parts.append("newTag: \(random.pick(["v2", "\"2.0\"", "'5'"]))") }
        if random.below(4) == 0 { parts.append("digest: \"sha256:ab\"") }
        if random.below(5) == 0 { parts.append("tagSuffix: -alpine") }
        return "- {" + parts.joined(separator: ", ") + "}\n"
      }.joined()
  }

  // MARK: Generators

  private mutating func generator(_ field: String) -> String {
    var rules = ""
    for index in 0...random.below(2) {
      let kind = field == "secretGenerator" ? "Secret" : "ConfigMap"
      let isThere = known.contains { $0.kind == kind } && random.below(2) == 0
      var rule = "- name: \(isThere ? known(kind).name : "made-\(directory)\(index)")\n"
      if isThere {
        rule += "  behavior: \(random.pick(["merge", "replace"]))\n"
      } else if random.below(12) == 0 {
        rule += "  behavior: \(random.pick(["create", "merge", "replace"]))\n"
      }
      if random.below(6) == 0 { rule += "  namespace: \(random.pick(["one", "default"]))\n" }
      if random.below(4) > 0 {
        let literals = [
          "a=1", "\"b=x y\"", "c='quoted'", "'d=\"double\"'", "e=", "\"f=two\\nlines\"", "g=a=b", "\"h= lead\"",
          "i=$(VAR)",
          "\"j=ü\"", "\"k=tab\\t\"", "\"l=\\\"\"",
        ]
        let chosen = Set((0...random.below(3)).map { _ in random.pick(literals) }).sorted()
        rule += "  literals: [" + chosen.joined(separator: ", ") + "]\n"
      }
      if random.below(3) == 0 {
        files["text-\(index).txt"] = random.pick([
          "one\ntwo\n", "no end", "tab\there\r\n", "", "trail \n", "  lead\n", "\u{feff}mark", "a: b\n# c\n", "\u{7}",
        ])
        rule += "  files: [\(random.pick(["", "key.x="]))text-\(index).txt]\n"
      }
      if random.below(4) == 0 {
        files["env-\(index).env"] = random.pick([
          "# note\nA=1\nB=\n", "X=a=b\r\nY='q'\n", "EMPTY=\n\n  LEAD=1\n", "N=5\nM= x \n", "\u{feff}BOM=1\n",
          "HOME_NOT_SET\n",
        ])
        rule += "  envs: [env-\(index).env]\n"
      }
      if field == "secretGenerator", random.below(3) == 0 { rule += "  type: kubernetes.io/tls\n" }
      if random.below(3) == 0 {
        rule +=
          "  options: {"
          + random.pick([
            "disableNameSuffixHash: true", "labels: {made: \"yes\"}", "annotations: {made: 'by'}", "immutable: true",
            "disableNameSuffixHash: true, labels: {app: x}",
          ]) + "}\n"
      }
      rules += rule
    }
    return field + ":\n" + rules
  }

  private mutating func generatorOptions() -> String {
    "generatorOptions: {"
      + random.pick([
        "disableNameSuffixHash: true", "labels: {all: x}", "annotations: {all: w}", "immutable: true",
        "disableNameSuffixHash: true, annotations: {note: z}",
      ]) + "}"
  }

  // MARK: Patches

  private mutating func target() -> String {
    let parts = [
      "kind: \(kind())", "name: \(name())", "name: \(random.pick(["w.*", ".*", "web|api", "^db$"]))",
      "kind: \(random.pick(["Deployment|StatefulSet", ".*", "Config.*"]))", "group: apps", "version: v1",
      "labelSelector: \(random.pick(["app", "app=plain", "'tier in (plain, v1.2)'", "'!app'"]))",
      "annotationSelector: note", "namespace: \(random.pick(["one", "default", "prod"]))",
    ]
    let first = random.pick(parts)
    let second = random.pick(parts)
    let isSame = first.prefix { $0 != ":" } == second.prefix { $0 != ":" }
    return "{" + (isSame || random.below(2) == 0 ? first : first + ", " + second) + "}"
  }

  private mutating func patch() -> String {
    var text = "- "
    let isJSON = random.below(2) == 0
    if isJSON || random.below(2) == 0 { text += "target: \(target())\n  " }
    let body = isJSON ? jsonPatch() : mergePatch()
    if random.below(4) == 0 {
      let path = "patch-\(random.below(100)).yaml"
      files[path] = body
      text += "path: \(path)\n"
    } else {
      text += "patch: |\n" + indented(body, 4)
    }
    if random.below(6) == 0 {
      text += "  options: {" + random.pick(["allowNameChange: true", "allowKindChange: true"]) + "}\n"
    }
    return text
  }

  private mutating func jsonPatch() -> String {
    let paths = [
      "/metadata/annotations/a", "/metadata/annotations/b", "/metadata/annotations/a.b~1c", "/new", "/metadata/labels",
      "/metadata/labels/app", "/metadata/annotations/note", "/metadata/annotations/a.b~1c", "/spec/replicas", "/spec/x",
      "/spec/template/spec/containers/0/image", "/spec/template/spec/containers/-", "/spec/template/spec/containers/1",
      "/spec/template/spec/containers/0/env/0", "/data/host", "/data/new", "/spec", "/metadata/name", "/list/0",
      "/list/-",
      "/spec/ports/0/port", "/subjects/0/name", "/webhooks/0/name", "/metadata/labels", "/spec/template/metadata",
    ]
    return (0...random.below(3)).map { _ in
      let operation = random.pick(["add", "add", "add", "replace", "remove", "test", "copy", "move"])
      var parts = ["op: \(operation)", "path: \(random.pick(paths))"]
      if operation == "copy" || operation == "move" { parts.append("from: \(random.pick(paths))") }
      if ["add", "replace", "test"].contains(operation) {
        parts.append(
          "value: "
            + (random.below(3) == 0
              ? random.pick(["{name: new, image: \"nginx:1\"}", "[a, b]", "{}", "[]", "{a: {b: c}}"])
              : RandomScalars.inline(&random)))
      }
      return "- " + parts.joined(separator: "\n  ") + "\n"
    }.joined()
  }

  private mutating func mergePatch() -> String {
    var objects = RandomObjects(random: random)
    let (kind, name) = known()
    var patch = objects.object(kind, name)
    let wildcard = objects.any()
    random = objects.random
    switch random.below(10) {
    case 0: patch["$patch"] = .inline(random.pick(["delete", "replace", "merge"]))
    case 1: patch["spec"] = "null"
    case 2:
      patch["metadata"] = ["name": .inline(random.pick(RandomObjects.names)), "labels": ["app": "null", "added": "x"]]
    case 3: patch["data"] = ["host": "null", "added": RandomScalars.tree(&random), "$patch": "replace"]
    case 4:
      patch["spec"] = [
        "template": [
          "spec": [
            "containers": [["name": "main", "$patch": "delete"], ["name": "side", "image": "null", "args": ["x"]]],
            "$setElementOrder/containers": [["name": "side"], ["name": "main"]],
          ]
        ]
      ]
    case 5:
      patch["spec"] = ["template": ["spec": ["containers": [["$patch": "replace"], ["name": "only", "image": "x"]]]]]
    case 6: patch["spec"] = wildcard
    case 7: patch["list"] = .list([wildcard])
    default: break
    }
    return patch.text(&random)
  }

  // MARK: Values from elsewhere

  private mutating func replacement() -> String {
    let sources = [
      "metadata.name", "data.host", "data.a", "data.[c.d]", "data.c\\.d", "spec.replicas", "metadata.labels.app",
      "spec.template.spec.containers.[name=main].image", "spec.template.spec.containers.0.image", "metadata.namespace",
      "spec", "list.0", "metadata.annotations.a\\.b/c", "metadata.annotations.[a.b/c]", "kind", "apiVersion", "spec.x",
    ]
    let fields = [
      "metadata.labels.app", "metadata.annotations.new", "spec.template.spec.containers.*.image",
      "spec.template.spec.containers.[name=main].image", "spec.template.spec.containers.[name=side].env.[name=A].value",
      "data.host", "data.[c.d]", "spec.replicas", "spec.x.y", "spec.rules.*.host", "list.*", "list.0.name", "list.-",
      "spec.ports.0.port", "subjects.*.namespace", "metadata.name", "spec.tls.0.hosts.1", "spec.template.spec.volumes",
      "spec.template.spec.containers.[image=nginx].name", "spec.template.spec.containers.5.image", "data.text",
    ]
    let options = [
      "delimiter: ':', index: 0", "delimiter: ':', index: 1", "delimiter: '.', index: -1", "create: true",
      "delimiter: /, index: 5", "create: true, delimiter: '-', index: 1",
    ]
    let source = known()
    var text = "- source: {kind: \(source.kind), name: \(source.name)"
    let path = random.below(2) == 0 ? "metadata.name" : random.pick(sources)
    if random.below(8) > 0 { text += ", fieldPath: \"\(path.split(separator: "\\").joined(separator: "\\\\"))\"" }
    if random.below(6) == 0 { text += ", options: {\(random.pick(options))}" }
    text += "}\n  targets:\n"
    for _ in 0...random.below(2) {
      let (kind, name) = known()
      let select = random.pick([
        "kind: \(kind), name: \(name)", "kind: \(kind)", "name: \(name)", "kind: \(kind), labelSelector: app",
      ])
      text += "  - select: {\(select)}"
      if random.below(5) == 0 { text += "\n    reject: [{name: \(self.name())}]" }
      text +=
        "\n    fieldPaths: [" + (0...random.below(2)).map { _ in "\"\(random.pick(fields))\"" }.joined(separator: ", ")
        + "]\n"
      if random.below(2) == 0 {
        text += "    options: {create: true}\n"
      } else if random.below(2) == 0 {
        text += "    options: {\(random.pick(options))}\n"
      }
    }
    return text
  }

  private mutating func vars() -> String {
    let (kind, name) = known()
    let version = RandomObjects.version(kind)
    let field = random.pick([
      "", "", "", "", "  fieldref: {fieldpath: metadata.name}\n", "  fieldref: {fieldpath: data.host}\n",
    ])
    return "vars:\n- name: VAR\n  objref: {kind: \(kind), name: \(name), apiVersion: \(version)}\n" + field
  }

  private mutating func configurations() -> String {
    files["config.yaml"] = random.pick([
      "nameReference:\n- kind: ConfigMap\n  fieldSpecs:\n  - {path: spec/name, kind: Widget}\n",
      "namePrefix:\n- {path: spec/host, kind: Widget}\n",
      "commonLabels:\n- {path: spec/labels, create: true, kind: Widget}\n",
      "images:\n- {path: spec/image, kind: Widget}\n", "replicas:\n- {path: spec/port, kind: Widget, create: true}\n",
      "varReference:\n- {path: spec/x, kind: Widget}\n- {path: metadata/annotations}\n",
      "commonAnnotations:\n- {path: spec/x, create: true, kind: Widget}\n",
      "namespace:\n- {path: spec/x, create: true, kind: Widget}\n",
    ])
    return "configurations: [config.yaml]"
  }

  private mutating func transformers() -> String {
    let body = random.pick([
      "kind: PrefixTransformer\nmetadata: {name: t}\nprefix: p-\nfieldSpecs:\n- {path: metadata/name}\n",
      "kind: SuffixTransformer\nmetadata: {name: t}\nsuffix: -s\nfieldSpecs:\n- {path: metadata/name, kind: ConfigMap}\n",
      "kind: NamespaceTransformer\nmetadata: {name: t, namespace: moved}\nunsetOnly: true\nfieldSpecs:\n- {path: metadata/namespace, create: true}\n",
      "kind: NamespaceTransformer\nmetadata: {name: t, namespace: moved}\nsetRoleBindingSubjects: \(random.pick(["none", "allServiceAccounts", "defaultOnly"]))\nfieldSpecs:\n- {path: metadata/namespace, create: true}\n",
      "kind: LabelTransformer\nmetadata: {name: t}\nlabels: {l: \(text())}\nfieldSpecs:\n- {path: spec/list, create: true, kind: Widget}\n- {path: metadata/labels, create: true}\n",
      "kind: AnnotationsTransformer\nmetadata: {name: t}\nannotations: {l: \(text())}\nfieldSpecs:\n- {path: metadata/annotations, create: true}\n",
      "kind: ImageTagTransformer\nmetadata: {name: t}\nimageTag: {name: nginx, newTag: t}\nfieldSpecs:\n- {path: \"spec/containers[]/image\"}\n",
      "kind: ReplicaCountTransformer\nmetadata: {name: t}\nreplica: {name: \(known("Deployment").name), count: 7}\nfieldSpecs:\n- {path: spec/replicas, create: true, kind: Deployment}\n",
      "kind: HashTransformer\nmetadata: {name: t}\n",
    ])
    files["transformer.yaml"] = "apiVersion: builtin\n" + body
    return "transformers: [transformer.yaml]"
  }

  private mutating func sortOptions() -> String {
    "sortOptions: "
      + random.pick([
        "{order: fifo}", "{order: legacy}",
        "{order: legacy, legacySortOptions: {orderFirst: [Service], orderLast: [Widget, ConfigMap]}}",
      ])
  }
}
