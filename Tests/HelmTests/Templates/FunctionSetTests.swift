import OperatorKitTesting
import Testing

@testable import GoTemplate
@testable import Helm

@Suite("The functions that templates have")
struct FunctionSetTests {
  /// Those of Go, Sprig without `env` and `expandenv`, and Helm.
  private static let names = Set(
    """
      abbrev abbrevboth add add1 add1f addf adler32sum ago all and any append atoi b32dec b32enc b64dec b64enc
      base bcrypt biggest buildCustomCert call camelcase cat ceil chunk clean coalesce compact concat contains
      date dateInZone dateModify date_in_zone date_modify decryptAES deepCopy deepEqual default derivePassword
      dict dig dir div divf duration durationRound empty encryptAES eq ext fail first float64 floor fromJson
      fromJsonArray fromToml fromYaml fromYamlArray ge genCA genCAWithKey genPrivateKey genSelfSignedCert
      genSelfSignedCertWithKey genSignedCert genSignedCertWithKey get getHostByName gt has hasKey hasPrefix
      hasSuffix hello html htmlDate htmlDateInZone htpasswd include indent index initial initials int int64 isAbs
      join js kebabcase keys kindIs kindOf last le len list lookup lower lt max maxf merge mergeOverwrite min minf
      mod mul mulf mustAppend mustChunk mustCompact mustDateModify mustDeepCopy mustFirst mustFromJson mustHas
      mustInitial mustLast mustMerge mustMergeOverwrite mustPrepend mustPush mustRegexFind mustRegexFindAll
      mustRegexMatch mustRegexReplaceAll mustRegexReplaceAllLiteral mustRegexSplit mustRest mustReverse mustSlice
      mustToDate mustToJson mustToPrettyJson mustToRawJson mustToToml mustToYaml mustUniq mustWithout
      must_date_modify ne nindent nospace not now omit or osBase osClean osDir osExt osIsAbs pick pluck plural
      prepend print printf println push quote randAlpha randAlphaNum randAscii randBytes randInt randNumeric
      regexFind regexFindAll regexMatch regexQuoteMeta regexReplaceAll regexReplaceAllLiteral regexSplit repeat
      replace required rest reverse round semver semverCompare seq set sha1sum sha256sum sha512sum shuffle slice
      snakecase sortAlpha split splitList splitn squote sub subf substr swapcase ternary title toDate toDecimal
      toJson toPrettyJson toRawJson toString toStrings toToml toYaml toYamlPretty tpl trim trimAll trimPrefix
      trimSuffix trimall trunc tuple typeIs typeIsLike typeOf uniq unixEpoch unset until untilStep untitle upper
      urlJoin urlParse urlquery uuidv4 values without wrap wrapWith
    """.split { $0 == " " || $0 == "\n" }.map(String.init))

  @Test(
    "H-28-03 the set of functions is Sprig's without env and expandenv, and Helm's own; the real helm knows all of them"
  )
  func functions() async throws {
    let ours = Set(HelmFunctions.table.names)
    #expect(Self.names.subtracting(ours) == [])
    #expect(!ours.contains("env") && !ours.contains("expandenv"))
    // Helm refuses a name it does not know where it reads it, so all of them fit into one template.
    func chart(_ names: [String]) throws -> ChartFiles {
      try ChartFiles([
        "Chart.yaml": "apiVersion: v2\nname: c\nversion: 0.1.0\n",
        "templates/a.yaml": "{{ if false }}" + names.map { "{{ \($0) }}" }.joined() + "{{ end }}a: 1\n",
      ])
    }
    let helm = try await Oracles.shared().helm
    let all = try chart(ours.sorted())
    let known = try await ChildProcess.run(ProcessConfiguration(helm, ["template", "x", all.path]), allowFailure: true)
    #expect(String(decoding: known.output, as: UTF8.self) == "---\n# Source: c/templates/a.yaml\na: 1\n")
    for name in ["env", "expandenv"] {
      let unknown = try chart([name])
      let theirs = try await ChildProcess.run(
        ProcessConfiguration(helm, ["template", "x", unknown.path]), allowFailure: true)
      #expect(String(decoding: theirs.errorOutput, as: UTF8.self).contains("function \"\(name)\" not defined"))
      guard case .failure(let error) = await OracleTests.render(unknown.path, []) else {
        Issue.record("\(name) is known")
        continue
      }
      #expect(error.message.contains("function \"\(name)\" not defined"))
    }
  }
}
