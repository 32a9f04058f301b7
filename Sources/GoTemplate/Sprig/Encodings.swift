extension TemplateFunctions {
  mutating func addEncodings() {
    add("b64enc", [.string]) { call in TemplateValue(bytes: Base64Text.encode(call.bytes(0))) }
    add("b32enc", [.string]) { call in TemplateValue(bytes: Base64Text.encode32(call.bytes(0))) }
    // What cannot be decoded becomes the text of the error.
    add("b64dec", [.string]) { call in
      do throws(TemplateError) {
        return TemplateValue(bytes: try Base64Text.decode(call.bytes(0)))
      } catch {
        return .string(error.message)
      }
    }
    add("b32dec", [.string]) { call in
      do throws(TemplateError) {
        return TemplateValue(bytes: try Base64Text.decode32(call.bytes(0)))
      } catch {
        return .string(error.message)
      }
    }
  }
}
