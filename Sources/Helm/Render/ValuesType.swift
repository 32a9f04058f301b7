import GoQuoting
import GoTemplate

extension TemplateMapType {
  /// The type of `.Values` and of `.` itself in Helm, with the methods that it happens to have. Charts that are
  /// generated from Go code call `.Values.AsMap`.
  static let values: TemplateMapType = TemplateMapType(
    "common.Values",
    methods: [
      "AsMap": { map in TemplateFunction { _ in .map(map.isEmpty ? TemplateMap() : map) } },
      "YAML": { map in
        TemplateFunction { _ throws(TemplateError) in .string(try YAMLText.text(.map(map)) + "\n") }
      },
      "Table": { map in
        TemplateFunction([.string]) { call throws(TemplateError) in
          .map(TemplateMap(try table(names(in: call.string(0)), in: map), as: .values))
        }
      },
      "PathValue": { map in
        TemplateFunction([.string]) { call throws(TemplateError) in try value(call.string(0), in: map) }
      },
      // It wants a place to write to, which no template has.
      "Encode": { _ in TemplateFunction([.object("io.Writer")]) { _ in .null } },
    ])

  private static func names(in path: String) -> [String] {
    path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
  }

  private static func table(_ path: [String], in map: TemplateMap) throws(TemplateError) -> TemplateMap {
    var table = map
    for name in path {
      guard case .map(let inner)? = table[name] else { throw TemplateError("\(GoQuote.double(name)) is not a table") }
      table = inner
    }
    return table
  }

  private static func value(_ path: String, in map: TemplateMap) throws(TemplateError) -> TemplateValue {
    if path.isEmpty { throw TemplateError("YAML path cannot be empty") }
    let parts = names(in: path)
    let name = parts.last ?? path
    let missing = TemplateError("\(GoQuote.double(name)) is not a value")
    let table: TemplateMap
    do throws(TemplateError) { table = try Self.table(parts.dropLast(), in: map) } catch { throw missing }
    switch table[name] {
    case nil, .map?: throw missing
    case let value?: return value
    }
  }
}
