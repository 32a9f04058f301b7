extension TemplateCases {
  /// Draws templates by lot; the same seed gives the same ones.
  struct Lot {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// A linear congruential generator does for tests.
    private mutating func draw(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(truncatingIfNeeded: (state >> 33) % UInt64(count))
    }

    private mutating func one(of choice: [String]) -> String { choice[draw(choice.count)] }

    /// One call, as it stands or piped; its value printed, its type, and its JSON.
    mutating func template() -> String {
      let (names, count): ([String], Int) =
        switch draw(20) {
        case 0..<6: (TemplateCases.unary, 1)
        case 6..<14: (TemplateCases.binary, 2)
        case 14..<19: (TemplateCases.ternary, 3)
        default: (TemplateCases.unary + TemplateCases.binary, draw(5))
        }
      let name = one(of: names)
      let choice = draw(4) == 0 ? TemplateCases.plainArguments : TemplateCases.arguments
      let arguments = (0..<count).map { _ in one(of: choice) }
      var call = ([name] + arguments).joined(separator: " ")
      if draw(5) == 0, let last = arguments.last {
        call = "\(last) | " + ([name] + arguments.dropLast()).joined(separator: " ")
      }
      return draw(2) == 0 ? "{{ \(call) }}" : "{{ $x := \(call) }}{{ $x }}|{{ typeOf $x }}|{{ toJson $x }}"
    }
  }

  private static func words(_ text: String) -> [String] { text.split { $0 == " " || $0 == "\n" }.map(String.init) }

  private static let unary = words(
    """
    hello trim upper lower title untitle swapcase nospace initials snakecase camelcase kebabcase quote squote toString
    toStrings cat empty typeOf kindOf atoi int64 int float64 toDecimal until add1 add1f floor ceil max min maxf minf
    b64enc b64dec b32enc b32dec sha1sum sha256sum sha512sum adler32sum first mustFirst rest mustRest last mustLast
    initial mustInitial reverse mustReverse uniq mustUniq compact mustCompact sortAlpha keys values list dict base dir
    clean ext isAbs osBase osDir osClean osExt osIsAbs toJson mustToJson toPrettyJson mustToPrettyJson toRawJson
    mustToRawJson fromJson mustFromJson toYaml fromYaml fromYamlArray fromJsonArray semver urlParse urlJoin duration
    durationRound unixEpoch deepCopy mustDeepCopy tuple coalesce all any concat len not html js urlquery print println
    seq regexQuoteMeta
    """)

  private static let binary = words(
    """
    trimAll trimSuffix trimPrefix trimall trunc contains hasPrefix hasSuffix indent nindent repeat join splitList split
    default ternary add sub mul div mod addf subf mulf divf max min append mustAppend prepend mustPrepend push mustPush
    has mustHas without mustWithout chunk mustChunk get hasKey unset pluck pick omit merge mustMerge mergeOverwrite
    mustMergeOverwrite dig regexMatch mustRegexMatch regexFind mustRegexFind regexSplit semverCompare typeIs typeIsLike
    kindIs deepEqual eq ne lt le gt ge and or index slice printf cat quote squote wrap abbrev round dateModify toDate
    mustToDate concat dict list first compact coalesce all any htmlDateInZone seq untilStep
    """)

  private static let ternary = words(
    """
    substr replace plural wrapWith abbrevboth splitn untilStep set dig regexFindAll mustRegexFindAll regexReplaceAll
    mustRegexReplaceAll regexReplaceAllLiteral mustRegexReplaceAllLiteral regexSplit mustRegexSplit round ternary slice
    mustSlice index printf eq dict list add mul max dateInZone merge omit pick pluck add sub concat without seq indent
    """)

  private static let plainArguments = [
    "2", "5", "\"a\"", "\"abc\"", "\",\"", "\"a,b\"", "0", "-1", "\"b+\"", "\"x1y2\"",
  ]

  private static let arguments = [
    "1", "-3", "0", "2.5", "-0.5", "\"abc\"", "\"\"", "nil", "true", "false", "(list 1 \"a\" nil)",
    "(dict \"a\" 1 \"b\" (dict \"c\" 2))", "(list)", "(dict)", "1e30", "\"12\"", "\"-7.5\"", "\"0x10\"",
    "(splitList \",\" \"b,a,c\")", "(int64 5)", "(until 3)", ".Values.missing", ".Values.n", ".Values.f", ".Values.z",
    ".Values.l", ".Values.m", ".Values.s", "(semver \"1.2.3\")", "(toDate \"2006-01-02\" \"2020-02-03\")",
    "(b64dec \"/w==\")", "\"héllo wörld\"", "\"a b  c\\n\\td\"", "\"FooBar_baz-qux\"", "(float64 3)",
    "(split \",\" \"x,y\")", "(list \"b\" \"a\" \"c\" \"a\")", "(list 3 1 2 3)", "\"[a-z]+\"", "\"a=b&c=d\"",
    "\"http://u:p@h:80/p?q=1#f\"", "\"{\\\"a\\\":[1,2]}\"", "\" x \"", "7", "\"%d\"", "(list (list 1 2) (list 3))",
    ".Values.el", ".Values.big", "\"1.2.3-beta.1\"", "\">=1.0.0 <2\"", "(atoi \"5\")", "100", "\"true\"",
    "\"/a/b/../c.txt\"", "\"%zz\"", "\"a,b,c\"", "\",\"", "\"b\"", "\"_1\"",
  ]
}
