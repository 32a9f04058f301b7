import Glibc

extension TemplateFunctions {
  mutating func addNetwork() {
    add("getHostByName", [.string]) { call throws(TemplateError) in
      var hints = addrinfo()
      hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
      var found: UnsafeMutablePointer<addrinfo>?
      guard getaddrinfo(call.string(0), nil, &hints, &found) == 0, let first = found else {
        throw TemplateError("invalid argument to Intn")
      }
      defer { freeaddrinfo(first) }
      var name = [CChar](repeating: 0, count: Int(NI_MAXHOST))
      let status = getnameinfo(
        first.pointee.ai_addr, first.pointee.ai_addrlen, &name, socklen_t(name.count), nil, 0, NI_NUMERICHOST)
      guard status == 0 else { throw TemplateError("invalid argument to Intn") }
      return .string(String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }
  }
}
