extension OverlayCase {
  private static func broken(_ name: String, _ text: String) -> OverlayCase {
    OverlayCase(
      name,
      "=== kustomization.yaml\n" + text
        + "\n=== c.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: b}\n")
  }

  static let failures: [OverlayCase] = [
    broken("an empty kustomization", ""),
    broken("a kustomization of nothing but a comment", "# nothing"),
    broken("a list for a kustomization", "- a"),
    broken("an unknown field", "resource: [c.yaml]"),
    broken("an unknown field inside", "images: [{name: a, tag: b}]"),
    broken("a text for a list", "resources: c.yaml"),
    broken("a mapping for a list", "resources: {a: b}"),
    broken("a number for a text", "namePrefix: 5"),
    broken("a number in a list of texts", "resources: [5]"),
    broken("a boolean for a map", "commonLabels: true"),
    broken("a number as a label", "commonLabels: {a: 5}\nresources: [c.yaml]"),
    broken("a text for a number", "replicas: [{name: a, count: many}]"),
    broken("a text for a boolean", "generatorOptions: {disableNameSuffixHash: maybe}"),
    broken("another kind", "kind: Deployment\nresources: [c.yaml]"),
    broken("another version", "apiVersion: v1\nkind: Kustomization\nresources: [c.yaml]"),
    broken(
      "a component of the wrong version",
      "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Component\nresources: [c.yaml]"),
    broken("a tab", "resources:\n\t- c.yaml"),
    broken("a key twice", "namePrefix: a-\nnamePrefix: b-\nresources: [c.yaml]"),
    broken("a file that is not there", "resources: [none.yaml]"),
    broken("a directory that is not there", "resources: [none/]"),
    broken("a directory without a kustomization", "resources: [sub]\n=== sub/x.txt\nx"),
    broken("an empty path", "resources: ['']"),
    broken("a resource twice", "resources: [c.yaml, c.yaml]"),
    broken(
      "an object twice", "resources: [c.yaml, d.yaml]\n=== d.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}"
    ),
    broken("a file above", "resources: [../../c.yaml]"),
    broken("an absolute path", "resources: [/etc/hostname]"),
    broken("a text that is no object", "resources: [x.yaml]\n=== x.yaml\njust text"),
    broken("an object without a kind", "resources: [x.yaml]\n=== x.yaml\napiVersion: v1\nmetadata: {name: a}"),
    broken("an object without a name", "resources: [x.yaml]\n=== x.yaml\napiVersion: v1\nkind: ConfigMap"),
    broken("an object without a version", "resources: [x.yaml]\n=== x.yaml\nkind: ConfigMap\nmetadata: {name: a}"),
    broken("an empty file", "resources: [x.yaml]\n=== x.yaml"),
    broken("broken YAML", "resources: [x.yaml]\n=== x.yaml\na: b: c\n  d: e"),
    broken("broken flow style", "resources: [x.yaml]\n=== x.yaml\na: [b, c"),
    broken("an alias to nothing", "resources: [x.yaml]\n=== x.yaml\napiVersion: v1\nkind: A\nmetadata: {name: *none}"),
    broken(
      "a key twice in an object",
      "resources: [x.yaml]\n=== x.yaml\napiVersion: v1\nkind: A\nkind: B\nmetadata: {name: a}"),
    broken("a generator without a name", "configMapGenerator: [{literals: [a=b]}]"),
    broken("a literal without a sign", "configMapGenerator: [{name: a, literals: [ab]}]"),
    broken("a literal without a key", "configMapGenerator: [{name: a, literals: [=b]}]"),
    broken("a key twice in a generator", "configMapGenerator: [{name: a, literals: [a=b, a=c]}]"),
    broken("a file of a generator that is not there", "configMapGenerator: [{name: a, files: [none.txt]}]"),
    broken("a file of variables that is not there", "configMapGenerator: [{name: a, envs: [none.env]}]"),
    broken("a file source with two signs", "configMapGenerator: [{name: a, files: [a=b=c]}]"),
    broken("a file source without a key", "configMapGenerator: [{name: a, files: [=c.yaml]}]"),
    broken("a file source without a file", "configMapGenerator: [{name: a, files: [a=]}]"),
    broken("a key that cannot be one", "configMapGenerator: [{name: a, literals: ['a b=c']}]"),
    broken("a behavior that does not exist", "configMapGenerator: [{name: a, behavior: explode, literals: [a=b]}]"),
    broken("merging into nothing", "configMapGenerator: [{name: a, behavior: merge, literals: [a=b]}]"),
    broken("replacing nothing", "configMapGenerator: [{name: a, behavior: replace, literals: [a=b]}]"),
    broken("creating what is there", "resources: [c.yaml]\nconfigMapGenerator: [{name: c, literals: [a=b]}]"),
    broken("a generated object twice", "configMapGenerator: [{name: a}, {name: a}]"),
    broken("a patch file that is not there", "resources: [c.yaml]\npatches: [{path: none.yaml}]"),
    broken("a patch of nothing", "resources: [c.yaml]\npatches: [{target: {kind: ConfigMap}}]"),
    broken("a patch with both", "resources: [c.yaml]\npatches: [{path: c.yaml, patch: x}]"),
    broken("a patch that is text", "resources: [c.yaml]\npatches: [{patch: just text}]"),
    broken("an empty patch file", "resources: [c.yaml]\npatches: [{path: p.yaml}]\n=== p.yaml"),
    broken("an old patch without a target", "resources: [c.yaml]\npatchesJson6902: [{patch: '[]'}]"),
    broken(
      "an old patch of what is not there",
      "resources: [c.yaml]\npatchesJson6902: [{target: {version: v1, kind: Pod, name: p}, patch: '- {op: remove, path: /a}'}]"
    ),
    broken(
      "an old merge patch of what is not there",
      "resources: [c.yaml]\npatchesStrategicMerge:\n- '{apiVersion: v1, kind: Pod, metadata: {name: p}}'"),
    broken(
      "a label selector that is none",
      "resources: [c.yaml]\npatches: [{target: {labelSelector: 'a in'}, patch: '- {op: remove, path: /data/a}'}]"),
    broken(
      "a pattern that is none",
      "resources: [c.yaml]\npatches: [{target: {name: '('}, patch: '- {op: remove, path: /data/a}'}]"),
    broken("replicas of nothing", "resources: [c.yaml]\nreplicas: [{name: none, count: 1}]"),
    broken("an order that does not exist", "resources: [c.yaml]\nsortOptions: {order: random}"),
    broken(
      "options for an order without one",
      "resources: [c.yaml]\nsortOptions: {order: fifo, legacySortOptions: {orderFirst: [A]}}"),
    broken("metadata that does not exist", "resources: [c.yaml]\nbuildMetadata: [nonsense]"),
    broken("a component that is not there", "resources: [c.yaml]\ncomponents: [none]"),
    broken("a file as a component", "resources: [c.yaml]\ncomponents: [c.yaml]"),
    broken("a configuration that is not there", "resources: [c.yaml]\nconfigurations: [none.yaml]"),
    broken("definitions that are not there", "resources: [c.yaml]\ncrds: [none.yaml]"),
    broken("a schema file that is not there", "resources: [c.yaml]\nopenapi: {path: none.json}"),
    broken("a generator file that is not there", "generators: [none.yaml]"),
    broken("a transformer file that is not there", "transformers: [none.yaml]"),
    broken(
      "a variable without a name", "resources: [c.yaml]\nvars: [{objref: {kind: ConfigMap, name: c, apiVersion: v1}}]"),
    broken(
      "a namespace that moves one object onto another",
      "resources: [c.yaml, d.yaml]\nnamespace: same\n=== d.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: other}"
    ),
    broken("a field of a rule that is null", "resources: [c.yaml]\nimages: null\nlabels:\npatches: ~"),
    broken("items that are null", "resources: [c.yaml, null]"),
    broken("labels of the wrong shape", "labels: {a: b}\nresources: [c.yaml]"),
    broken("a patch of the wrong shape", "patches: [text]\nresources: [c.yaml]"),
    broken("a target of the wrong shape", "patches: [{target: text, patch: x}]\nresources: [c.yaml]"),
    broken("literals of the wrong shape", "configMapGenerator: [{name: a, literals: {a: b}}]"),
    broken("a literal of the wrong shape", "secretGenerator: [{name: a, literals: [{a: b}]}]"),
    broken("options of the wrong shape", "configMapGenerator: [{name: a, options: {labels: {a: 5}}}]"),
    broken("an image of the wrong shape", "images: [{name: a, newTag: 5}]"),
    broken("a replacement of the wrong shape", "replacements: [{source: {kind: 5}}]"),
    broken("a variable of the wrong shape", "vars: [{name: a, objref: {kind: [a]}}]"),
    broken("metadata of the wrong shape", "metadata: {name: 5}\nresources: [c.yaml]"),
  ]
}
