import GoTemplate

/// The functions that Helm adds to Sprig's, as a table for parsing. Those that depend on a rendering are replaced in
/// its run.
enum HelmFunctions {
  static let table: TemplateFunctions = {
    var table = TemplateFunctions.sprig
    table.remove("env")
    table.remove("expandenv")
    addYAML(&table)
    addJSON(&table)
    addTOML(&table)
    addDurations(&table)
    addChecks(&table)
    // The run brings these; here they only have names.
    table.add("include", [.string, .any]) { _ in .string("not implemented") }
    table.add("tpl", [.string, .any]) { _ in .string("not implemented") }
    table.add("lookup", [.string, .string, .string, .string]) { _ in .map(TemplateMap()) }
    table.add("getHostByName", [.string]) { _ in .string("") }
    return table
  }()

  /// Around the text of `required` and `fail`, so that it can be found in the chain of messages.
  static let messageStart = "HELM_ERR_START"
  static let messageEnd = "HELM_ERR_END"

  private static func addChecks(_ table: inout TemplateFunctions) {
    table.add("required", [.string, .any]) { call throws(TemplateError) in
      let isMissing = call[1].isNull || call[1].stringValue?.isEmpty == true
      if isMissing { throw TemplateError(messageStart + call.string(0) + messageEnd) }
      return call[1]
    }
    table.add("fail", [.string]) { call throws(TemplateError) in
      throw TemplateError(messageStart + call.string(0) + messageEnd)
    }
  }

  private static func addYAML(_ table: inout TemplateFunctions) {
    table.add("toYaml", [.any]) { call in .string((try? YAMLText.text(call[0])) ?? "") }
    table.add("mustToYaml", [.any]) { call throws(TemplateError) in .string(try YAMLText.text(call[0])) }
    table.add("toYamlPretty", [.any]) { call in .string(YAMLText.pretty(call[0])) }
    table.add("fromYaml", [.string]) { call in
      do throws(HelmError) {
        return .map(try YAMLText.map(bytes(call[0])))
      } catch {
        return .map(TemplateMap([("Error", .string(error.message))]))
      }
    }
    table.add("fromYamlArray", [.string]) { call in
      do throws(HelmError) {
        return .list(try YAMLText.list(bytes(call[0])))
      } catch {
        return TemplateValue([.string(error.message)])
      }
    }
  }

  private static func addJSON(_ table: inout TemplateFunctions) {
    table.add("toJson", [.any]) { call in .string((try? JSONText.text(call[0])) ?? "") }
    table.add("mustToJson", [.any]) { call throws(TemplateError) in .string(try JSONText.text(call[0])) }
    table.add("fromJson", [.string]) { call in
      do throws(HelmError) {
        return .map(try JSONText.map(bytes(call[0])))
      } catch {
        return .map(TemplateMap([("Error", .string(error.message))]))
      }
    }
    table.add("fromJsonArray", [.string]) { call in
      do throws(HelmError) {
        return .list(try JSONText.list(bytes(call[0])))
      } catch {
        return TemplateValue([.string(error.message)])
      }
    }
  }

  private static func addTOML(_ table: inout TemplateFunctions) {
    table.add("toToml", [.any]) { call in
      do throws(TemplateError) {
        return .string(try TOMLWriter.text(call[0]))
      } catch {
        return .string(error.message)
      }
    }
    table.add("mustToToml", [.any]) { call throws(TemplateError) in .string(try TOMLWriter.text(call[0])) }
    table.add("fromToml", [.string]) { call in
      do throws(TOMLError) {
        return .map(try TOMLReader.map(bytes(call[0])))
      } catch {
        return .map(TemplateMap([("Error", .string(error.message))]))
      }
    }
  }

  static func bytes(_ value: TemplateValue) -> [UInt8] {
    switch value {
    case .rawString(let bytes), .bytes(let bytes): bytes
    default: Array((value.stringValue ?? "").utf8)
    }
  }
}
