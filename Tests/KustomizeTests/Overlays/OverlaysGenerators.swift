extension OverlayCase {
  static let generators: [OverlayCase] = [
    OverlayCase(
      "keys that are numbers",
      #"""
      === kustomization.yaml
      configMapGenerator: [{name: c, literals: [5=five]}]
      """#),
    OverlayCase(
      "labels whose keys are numbers in quotes",
      #"""
      === kustomization.yaml
      resources: [o.yaml]
      === o.yaml
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: c, labels: {"5": five}}
      data: {"5": five, "true": x, "null": x, "1.5": x, "yes": x}
      """#),
    OverlayCase(
      "annotations whose keys are numbers in quotes",
      #"""
      === kustomization.yaml
      resources: [o.yaml]
      === o.yaml
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: c, annotations: {"5": five}}
      """#),
    OverlayCase(
      "literals of all shapes",
      #"""
      === kustomization.yaml
      configMapGenerator:
      - name: shapes
        literals:
        - plain=value
        - empty=
        - equals=a=b=c
        - quoted="in quotes"
        - single='in single quotes'
        - half="open
        - spaces=  around  
        - number=5
        - float=1.50
        - yes=yes
        - nothing=null
        - wave=~
        - date=2020-01-01
        - unicode=äöü €
        - 'colon=a: b'
        - 'hash=a # b'
        - dash=- a
        - "lines=first\nsecond\n"
        - "trailing=first \nsecond"
        - "tab=a\tb"
        - "cr=a\r\nb"
        - json={"a":[1,2]}
        - star=*a
        - amp=&a
        - bang=!a
        - percent=%a
        - at=@a
        - backtick=`a
        - question=? a
        - octal=0755
        - hex=0x1F
        - exp=1e3
        - under=1_000
        - sexagesimal=12:30:45
        - inf=.inf
        - merge=<<
        - eq==
      """#),
    OverlayCase(
      "files by name, renamed, below and with all kinds of text",
      #"""
      === kustomization.yaml
      configMapGenerator:
      - name: files
        files:
        - a.txt
        - renamed.key=a.txt
        - conf/nginx.conf
        - empty.txt
        - trailing.txt
        - script.sh
        - long.txt
        - tabs.txt
        - leading.txt
      === a.txt
      one
      two
      === conf/nginx.conf
      server {
        listen 80;
        location / { proxy_pass http://backend; }
      }
      === empty.txt
      === trailing.txt
      a 
      b
      === script.sh
      #!/bin/sh
      set -eu
      echo "$HOME" 'x' \
        | cat
      === long.txt
      a very long line that has many words in it so that a writer that folds lines would fold this one at some place or other, which kustomize must not do
      === tabs.txt
      a	b
      	c
      === leading.txt
        indented first
      second
      """#),
    OverlayCase(
      "variables from files",
      #"""
      === kustomization.yaml
      configMapGenerator:
      - name: envs
        envs: [one.env, two.env]
      secretGenerator:
      - name: secret
        envs: [one.env]
        type: Opaque
      === one.env
      # a comment
      A=1

        # indented comment
      B="quoted"
      C='single'
      D=with = equals
      E=
      F= leading
        G=indented
      === two.env
      H=x y z
      I=a # no comment
      """#),
    OverlayCase(
      "the old spelling of one file of variables",
      #"""
      === kustomization.yaml
      configMapGenerator:
      - name: old
        env: one.env
      secretGenerator:
      - name: old
        env: one.env
      === one.env
      A=1
      """#),
    OverlayCase(
      "options for all generators and for one",
      #"""
      === kustomization.yaml
      generatorOptions:
        labels: {fruit: apple, number: "1"}
        annotations: {note: all}
        disableNameSuffixHash: true
      configMapGenerator:
      - name: a
        literals: [k=v]
      - name: b
        literals: [k=v]
        options:
          labels: {fruit: banana, other: x}
          annotations: {own: "yes"}
          immutable: true
      - name: c
        literals: [k=v]
        options: {disableNameSuffixHash: false}
      secretGenerator:
      - name: d
        type: example.org/custom
        literals: [k=v]
        options: {immutable: true}
      """#),
    OverlayCase(
      "immutable for all",
      #"""
      === kustomization.yaml
      generatorOptions: {immutable: true}
      configMapGenerator:
      - {name: a, literals: [k=v]}
      - {name: b, literals: [k=v], options: {immutable: false}}
      """#),
    OverlayCase(
      "labels of options reach what refers to them",
      #"""
      === kustomization.yaml
      commonLabels: {app: x}
      namePrefix: p-
      nameSuffix: -s
      namespace: ns
      configMapGenerator:
      - name: conf
        literals: [k=v]
        options: {labels: {mine: "true"}, annotations: {a: b}}
      resources: [d.yaml]
      === d.yaml
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: d}
      spec:
        template:
          spec:
            containers:
            - name: c
              image: i
              envFrom: [{configMapRef: {name: conf}}]
              env: [{name: X, valueFrom: {configMapKeyRef: {name: conf, key: k}}}]
            volumes:
            - name: v
              projected: {sources: [{configMap: {name: conf}}, {secret: {name: other}}]}
      """#),
    OverlayCase(
      "merge and replace through two levels",
      #"""
      === over/kustomization.yaml
      resources: [../mid]
      nameSuffix: -over
      configMapGenerator:
      - {name: a, behavior: merge, literals: [k=over, o=1], options: {labels: {o: x}}}
      - {name: b, behavior: replace, literals: [only=over]}
      secretGenerator:
      - {name: s, behavior: merge, literals: [z=1]}
      === mid/kustomization.yaml
      resources: [../base]
      namePrefix: mid-
      configMapGenerator:
      - {name: a, behavior: merge, literals: [m=mid], options: {annotations: {m: x}}}
      === base/kustomization.yaml
      configMapGenerator:
      - {name: a, literals: [k=base, b=base], files: [f.txt]}
      - {name: b, literals: [k=base], options: {disableNameSuffixHash: true}}
      secretGenerator:
      - {name: s, literals: [k=base], type: kubernetes.io/basic-auth}
      === base/f.txt
      text
      """#, directory: "over"),
    OverlayCase(
      "merging into a plain ConfigMap",
      #"""
      === kustomization.yaml
      resources: [cm.yaml]
      configMapGenerator:
      - {name: plain, behavior: merge, literals: [b=2], options: {disableNameSuffixHash: true}}
      - {name: hashed, behavior: merge, literals: [b=2]}
      - {name: other, namespace: apart, behavior: replace, literals: [c=3]}
      === cm.yaml
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: plain, labels: {l: "1"}}
      data: {a: "1", b: "1"}
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: hashed}
      data: {a: "1"}
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: other, namespace: apart}
      data: {a: "1"}
      """#),
    OverlayCase(
      "generated objects in namespaces",
      #"""
      === kustomization.yaml
      configMapGenerator:
      - {name: a, namespace: one, literals: [k=v]}
      - {name: a, namespace: two, literals: [k=v]}
      - {name: a, literals: [k=v]}
      resources: [d.yaml]
      === d.yaml
      apiVersion: v1
      kind: Pod
      metadata: {name: p, namespace: one}
      spec: {volumes: [{name: v, configMap: {name: a}}]}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: p, namespace: two}
      spec: {volumes: [{name: v, configMap: {name: a}}]}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: p}
      spec: {volumes: [{name: v, configMap: {name: a}}]}
      """#),
    OverlayCase(
      "hashes of empty objects and of those marked by hand",
      #"""
      === kustomization.yaml
      configMapGenerator: [{name: empty}]
      secretGenerator: [{name: empty}]
      resources: [cm.yaml]
      === cm.yaml
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: marked, annotations: {kustomize.config.k8s.io/needs-hash: "true", internal.config.kubernetes.io/needsHashSuffix: enabled}}
      data: {a: b}
      """#),
    OverlayCase(
      "secrets of types with files",
      #"""
      === kustomization.yaml
      secretGenerator:
      - name: tls
        type: kubernetes.io/tls
        files: [tls.crt, tls.key=key.pem]
      - name: docker
        type: kubernetes.io/dockerconfigjson
        files: [.dockerconfigjson=docker.json]
      === tls.crt
      -----BEGIN CERTIFICATE-----
      AAAA
      -----END CERTIFICATE-----
      === key.pem
      -----BEGIN PRIVATE KEY-----
      BBBB
      -----END PRIVATE KEY-----
      === docker.json
      {"auths": {"registry.example.org": {"auth": "dXNlcjpwYXNz"}}}
      """#),
    OverlayCase(
      "long secrets",
      #"""
      === kustomization.yaml
      secretGenerator:
      - name: long
        literals:
        - text=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
        - short=a
      """#),
    OverlayCase(
      "a hash in a component's merge",
      #"""
      === over/kustomization.yaml
      resources: [../base]
      components: [../comp]
      configMapGenerator: [{name: c, behavior: merge, literals: [z=over]}]
      === base/kustomization.yaml
      configMapGenerator: [{name: c, literals: [a=base]}]
      === comp/kustomization.yaml
      apiVersion: kustomize.config.k8s.io/v1alpha1
      kind: Component
      configMapGenerator: [{name: c, behavior: merge, literals: [b=comp]}]
      """#, directory: "over"),
    OverlayCase(
      "IAM policies",
      #"""
      === kustomization.yaml
      generators: [iam.yaml]
      === iam.yaml
      apiVersion: builtin
      kind: IAMPolicyGenerator
      metadata: {name: my-sa-generator}
      cloud: gke
      kubernetesService: {namespace: k8s-namespace, name: k8s-sa-name}
      serviceAccount: {name: gsa-name, projectId: project-id}
      """#),
  ]
}
