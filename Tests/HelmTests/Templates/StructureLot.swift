extension TemplateCases {
  /// Draws whole templates by lot: blocks within blocks, variables, pipelines; most of them fail somewhere.
  struct StructureLot {
    private var state: UInt64
    private var variables: [String] = []

    init(seed: UInt64) { state = seed }

    private mutating func draw(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(truncatingIfNeeded: (state >> 33) % UInt64(count))
    }

    private mutating func one(of choice: [String]) -> String { choice[draw(choice.count)] }

    private mutating func action(_ text: String) -> String {
      one(of: ["{{", "{{", "{{", "{{- "]) + " \(text) " + one(of: ["}}", "}}", "}}", " -}}"])
    }

    /// A template in which the dot is the values.
    mutating func template() -> String {
      variables = []
      let statements = (0...draw(4)).map { _ in statement(0) }.joined()
      return "{{ define \"d0\" }}[{{ . }}]{{ end }}{{ define \"d1\" }}{{ .a }}{{ with .x }}{{ . }}{{ end }}{{ end }}"
        + "{{ with .Values }}\(statements){{ end }}"
    }

    // MARK: Statements

    private mutating func body(_ depth: Int) -> String { (0...draw(3)).map { _ in statement(depth) }.joined() }

    private mutating func statement(_ depth: Int) -> String {
      let visible = variables
      defer { if depth > 0 { variables = visible } }
      switch draw(100) {
      case 0..<25: return one(of: ["t", "\n", "  x ", " - ", "a: ", "\n\n  b\n"])
      case _ where depth > 3: return "z"
      case 25..<55: return action(pipeline(0))
      case 55..<63:
        let name = "$v\(draw(3))"
        let text = action("\(name) \(one(of: [":=", ":=", "="])) \(pipeline(0))")
        variables.append(name)
        return text
      case 63..<75: return branch("if \(pipeline(0))", depth, chains: "if")
      case 75..<84: return branch("with \(one(of: ["", "$w := "]))\(pipeline(0))", depth, chains: "with")
      case 84..<94: return loop(depth)
      case 94..<97: return action("template \"d\(draw(2))\" \(one(of: [".", "1", word(1)]))")
      default:
        return one(of: [
          "{{/* c */}}", "{{- /* c */ -}}", "{{ break }}", "{{ }}", "{{ end }}", "{{ $zz }}", "{{ .a.b.c }}",
        ])
      }
    }

    private mutating func branch(_ head: String, _ depth: Int, chains keyword: String) -> String {
      if head.contains("$w :=") { variables.append("$w") }
      var text = action(head) + body(depth + 1)
      if draw(5) < 2 { text += action("else \(keyword) \(pipeline(0))") + body(depth + 1) }
      if draw(2) == 0 { text += action("else") + body(depth + 1) }
      return text + action("end")
    }

    private mutating func loop(_ depth: Int) -> String {
      let names = one(of: ["", "$i, $e := ", "$e := "])
      if names.contains("$e") { variables.append("$e") }
      let over = one(of: [".l", ".m", "(list 1 2 3)", "until 3", ".z", "3", pipeline(0)])
      var text = action("range \(names)\(over)") + body(depth + 1)
      if draw(3) == 0 {
        text += action("if \(pipeline(0))") + action(one(of: ["break", "continue"])) + action("end")
      }
      if draw(3) == 0 { text += action("else") + body(depth + 1) }
      return text + action("end")
    }

    // MARK: Pipelines

    private mutating func pipeline(_ depth: Int) -> String {
      var text = command(depth)
      while draw(4) == 0 {
        text +=
          " | "
          + one(of: [
            "quote", "upper", "toString", "default 5", "print", "len", "toJson", "printf \"%v\"", "add 1", "typeOf",
            "first",
            "join \"-\"", "int", "not", "empty", "list", "trunc 3", "indent 2",
          ])
      }
      return text
    }

    private mutating func command(_ depth: Int) -> String {
      switch draw(20) {
      case _ where depth > 3: return atom()
      case 0..<7: return atom()
      case 7..<10: return "(\(pipeline(depth + 1)))"
      default:
        let name = one(of: [
          "add", "print", "printf \"%v-%v\"", "eq", "ne", "lt", "gt", "and", "or", "not", "default 1", "index", "len",
          "list",
          "dict \"k\"", "quote", "upper", "toString", "ternary 1 2", "coalesce", "empty", "hasKey", "get", "first",
          "typeOf",
          "kindOf", "toJson", "int", "join \",\"", "trim", "cat", "has 1", "html", "slice", "concat", "append", "merge",
          "include \"d0\"", "tpl \"{{ . }}\"",
        ])
        return ([name] + (0...draw(3)).map { _ in word(depth + 1) }).joined(separator: " ")
      }
    }

    /// Something that may stand among others.
    private mutating func word(_ depth: Int) -> String {
      let text = command(depth)
      return text.contains(" ") && !text.hasPrefix("(") ? "(\(text))" : text
    }

    private mutating func atom() -> String {
      let plain = [
        "1", "2", "0", "\"a\"", "\"\"", "\"xyz\"", "true", "false", "nil", ".n", ".m", ".l", ".m.a", ".m.b.c", ".z",
        ".nope", ".s",
        ".a", "1.5", "`raw`", "'c'", "$.Values.f", "(list 1 2)", "(dict \"a\" 1)",
      ]
      return one(of: plain + variables + variables.map { $0 + ".a" })
    }
  }
}
