import Glibc

/// An address to listen on, in the notation of Go: `:8080`, `127.0.0.1:8080`, `[::1]:0`; `0` for not listening.
public struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
  /// Empty for all addresses of the machine.
  public let host: String
  /// `nil` when nothing is served; 0 for a port that is free.
  public let port: Int?

  /// Throws ``FlagError`` that names the flag.
  public init(_ text: String, flag: String) throws {
    if text == "0" || text.isEmpty {
      (host, port) = ("", nil)
      return
    }
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
      throw FlagError.badValue(flag: flag, value: text, expected: "an address such as :8080 or 127.0.0.1:8080")
    }
    var host = String(text[..<colon])
    if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
    self.host = host
    self.port = Int(port)
  }

  /// The hosts to bind, the first that works. All addresses are `::` where the machine has IPv6, which then takes
  /// IPv4 too.
  public var hosts: [String] { host.isEmpty ? ["::", "0.0.0.0"] : [host] }

  public var description: String { port.map { "\(host):\($0)" } ?? "off" }
}

/// The name of this machine, which is the pod's name in a cluster.
public enum HostName {
  public static var current: String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
