import GoQuoting
import GoTemplate
import JSON

/// The functions whose meaning depends on one rendering: `include`, `tpl`, `lookup`.
enum RenderRun {
  /// How often a template may be included within itself.
  private static let includeLimit = 1000

  /// How many times each template is being included at the moment.
  private final class Includes {
    var counts: [String: Int] = [:]
  }

  static func prepare(_ run: TemplateRun, _ options: RenderOptions) {
    let includes = Includes()
    run.replace(
      "include",
      with: TemplateFunction([.string, .any]) { call throws(TemplateError) in
        let name = call.string(0)
        if let count = includes.counts[name] {
          if count > includeLimit {
            throw TemplateError(
              "rendering template has a nested reference name: \(name): unable to execute template")
          }
          includes.counts[name] = count + 1
        } else {
          includes.counts[name] = 1
        }
        defer { includes.counts[name]? -= 1 }
        return try call.run.render(name, data: call[1])
      })
    run.replace(
      "tpl",
      with: TemplateFunction([.string, .any]) { call throws(TemplateError) in
        let text = call.string(0)
        // Nothing to execute, which is what most values given to `tpl` are.
        if !text.utf8.contains(UInt8(ascii: "{")) { return .string(withoutNoValue(text)) }
        do throws(TemplateError) {
          let result = try call.run.renderText(text, data: call[1], name: "gotpl")
          return result.stringValue.map { .string(withoutNoValue($0)) } ?? result
        } catch {
          throw wrapped(error, text)
        }
      })
    if let lookup = options.lookup { addLookup(run, lookup) }
    if let resolve = options.resolvesHost {
      run.replace("getHostByName", with: TemplateFunction([.string]) { call in .string(resolve(call.string(0))) })
    }
  }

  private static func addLookup(_ run: TemplateRun, _ lookup: @escaping RenderOptions.Lookup) {
    run.replace(
      "lookup",
      with: TemplateFunction([.string, .string, .string, .string]) { call throws(TemplateError) in
        do {
          let found = try lookup(call.string(0), call.string(1), call.string(2), call.string(3))
          return .map(found.objectValue.map { TemplateMap($0) } ?? TemplateMap())
        } catch {
          throw TemplateError("\(error)")
        }
      })
  }

  private static func wrapped(_ error: TemplateError, _ text: String) -> TemplateError {
    switch error.kind {
    case .parse: TemplateError("cannot parse template \(GoQuote.double(text)): \(error.message)")
    case .limit, .cancelled: error
    case .execution, .function:
      TemplateError("error during tpl function execution for \(GoQuote.double(text)): \(error.message)")
    }
  }

  private static func withoutNoValue(_ text: String) -> String {
    text.utf8.contains(UInt8(ascii: "<")) ? text.replacing("<no value>", with: "") : text
  }
}
