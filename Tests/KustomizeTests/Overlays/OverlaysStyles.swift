extension OverlayCase {
  private static func object(_ name: String, _ text: String) -> OverlayCase {
    OverlayCase(
      name,
      "=== kustomization.yaml\nresources: [o.yaml]\n=== o.yaml\napiVersion: example.org/v1\nkind: Widget\nmetadata: {name: w}\n"
        + text + "\n")
  }

  static let styles: [OverlayCase] = [
    object(
      "quotes",
      #"""
      a: plain
      b: 'single'
      c: "double"
      d: "with \"inner\" quotes"
      e: 'it''s'
      f: "tab\tin"
      g: "line\nbreak"
      h: "\u00e9\u20ac\U0001F600"
      i: "\x07bell"
      j: " leading"
      k: "trailing "
      l: ""
      m: ''
      n: "null"
      o: "true"
      p: "5"
      q: "1.5"
      r: "0x1f"
      s: "2020-01-01"
      t: "yes"
      u: "- dash"
      v: "a: b"
      w: "a #b"
      x: "#c"
      y2: "@at"
      z: "`tick"
      aa: "a,b"
      ab: "[a]"
      ac: "{a}"
      ad: "&a"
      ae: "*a"
      af: "!a"
      ag: "%a"
      ah: "|"
      ai: ">"
      aj: "?"
      ak: ":"
      al: "-"
      am: "="
      an: "<<"
      ao: "~"
      ap: ".inf"
      aq: "1e3"
      ar: "1_000"
      as: "0o7"
      at: "0b1"
      au: "12:30"
      av: "+5"
      aw: ".5"
      ax: "5."
      ay: "1:2:3.4"
      az: "a\\b"
      ba: "a/b"
      bb: "---"
      bc: "--- a"
      bd: "..."
      be: "a\u2028b"
      bf: "a\u00a0b"
      bg: "\ufeffbom"
      bh: "a\r\nb"
      bi: "ends with colon:"
      bj: ":starts"
      bk: "-starts"
      bl: "?starts"
      bm: "a:b"
      bn: "on"
      bo: "Off"
      bp: "N"
      bq: "NULL"
      br: "1e"
      bs: "e3"
      bt: "0755"
      bu: "089"
      """#),
    object(
      "plain scalars of all types",
      #"""
      i: 5
      neg: -5
      plus: +5
      oct: 0755
      oct12: 0o755
      hex: 0x1F
      bin: 0b101
      under: 1_000_000
      big: 12345678901234567890
      huge: 123456789012345678901234567890
      f: 1.5
      f0: 1.0
      f50: 1.50
      e: 1e3
      e2: 1.5e-7
      e21: 1e21
      e22: 1E+22
      dot: .5
      enddot: 5.
      t: true
      T: True
      y: yes
      off: off
      n: null
      tilde: ~
      nothing:
      d: 2020-01-01
      dt: 2020-01-01T10:00:00Z
      dts: 2020-01-01 10:00:00.5 +2
      sexa: 12:30:45
      version: 1.2.3
      ip: 10.0.0.1
      quantity: 100m
      percent: 50%
      path: /a/b
      url: http://a:80/b?c=d#e
      star: a*b
      eq: =
      colon: a:b
      dash: a-b
      zero: 0
      zerozero: 00
      negzero: -0
      negzerof: -0.0
      small: 0.000001
      smaller: 0.0000001
      nine: 08
      """#),
    object(
      "block scalars",
      #"""
      lit: |
        a
        b
      litstrip: |-
        a
        b
      litkeep: |+
        a
        b

      fold: >
        a
        b

        c
      foldstrip: >-
        a
        b
      foldkeep: >+
        a

      indented: |2
          two more
        base
      foldindent: >
        a
          b
        c
      trailing: |
        a  
        b
      blank: |

        a
      tabs: |
        a	b
      onlynewline: |+

      long: |
        a very long line in a block scalar that goes on and on and on beyond eighty columns without any end in sight at all
      longfold: >-
        a very long line in a folded scalar that goes on and on and on beyond eighty columns without any end in sight
        and is continued on the next line
      hash: |
        # not a comment
        a: b
      """#),
    object(
      "long strings",
      #"""
      plain: one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
      word: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
      quoted: "one two three four five six seven: eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
      single: '# one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen'
      double: "one two\tthree four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen  eighteen"
      unicode: äöü äöü äöü äöü äöü äöü äöü äöü äöü äöü äöü äöü äöü äöü äöü äöü äöü äöü äöü äöü äöü äöü äöü äöü äöü äöü
      spaces: "a                                                                                                          b"
      list:
      - one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
      deep: {er: {still: {more: one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen}}}
      aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa: long key
      multiline plain: one
        two
        three
      """#),
    object(
      "anchors, aliases and merge keys",
      #"""
      base: &base {a: 1, b: [x, y]}
      copy: *base
      merged:
        <<: *base
        c: 3
      over:
        <<: *base
        a: 9
      list: [&x one, *x]
      two: &two {d: 4}
      both:
        <<: [*base, *two]
      text: &t |
        block
      again: *t
      """#),
    object(
      "comments everywhere",
      #"""
      # head
      a: 1 # line
      # between
      b: # on the key
        # inside
        c: 2
      list: # list
      # first
      - x # x
      - # empty
        y: 1
      text: "a # b" # real
      # foot
      """#),
    object(
      "empty and nested collections",
      #"""
      m: {}
      l: []
      ml: {a: [], b: {}}
      ll: [[], [[]], {}]
      nested: [[a, [b]], {c: [d]}]
      lm:
      - a: 1
        b: 2
      -
        - x
        - y
      - {}
      nulls: [null, ~, ]
      mapnull: {a: null, b: }
      """#),
    object(
      "keys of all shapes",
      #"""
      z: 1
      a10: 1
      a9: 1
      A: 1
      B: 1
      _u: 1
      a-b: 1
      a.b: 1
      a/b: 1
      "quoted": 1
      'single': 1
      "with space": 1
      "with: colon": 1
      "yes": 1
      yes2: 1
      "": 1
      "é": 1
      "#hash": 1
      ? explicit
      : 1
      """#),
    object(
      "tags",
      #"""
      s: !!str 5
      i: !!int 5
      f: !!float 5
      b: !!bool true
      n: !!null null
      bin: !!binary aGVsbG8=
      custom: !thing value
      seq: !!seq [a]
      map: !!map {a: b}
      st: !!str true
      """#),
    OverlayCase(
      "several documents, empty ones and markers",
      #"""
      === kustomization.yaml
      resources: [o.yaml]
      === o.yaml
      # leading comment
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: a}
      ---

      ---
      # only a comment
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: b}
      ...
      ---
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: c}
      ---
      """#),
    OverlayCase(
      "JSON files",
      #"""
      === kustomization.yaml
      resources: [o.json]
      === o.json
      {
        "apiVersion": "v1", "kind": "List", "items": [
          {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"x": "\u00e9\n\"q\"", "y": "a/b"}},
          {"apiVersion": "example.org/v1", "kind": "W", "metadata": {"name": "b"}, "n": 1.0, "e": 1E5, "nul": null, "t": true}
        ]
      }
      """#),
    OverlayCase(
      "a kustomization in JSON",
      #"""
      === kustomization.yaml
      {"resources": ["o.yaml"], "namePrefix": "j-", "commonAnnotations": {"a": "b"}}
      === o.yaml
      {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}}
      """#),
    OverlayCase(
      "keys of a kustomization in other cases",
      #"""
      === kustomization.yaml
      Resources: [o.yaml]
      nameprefix: p-
      NAMESUFFIX: -s
      === o.yaml
      {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}
      """#),
  ]
}
