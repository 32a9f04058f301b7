import Synchronization

/// Takes secrets out of text before it is logged: the user part of URLs always, and the values it was told of.
///
/// This is the last net. Secrets should not reach a message in the first place.
public final class Redactor: Sendable {
  /// What stands where a secret stood.
  public static let placeholder = "***"

  /// Shorter values are not remembered: they would tear holes into ordinary words.
  private static let minimumSecretBytes = 8
  private static let maximumSecrets = 4_096

  private let secrets = Mutex<Set<String>>([])

  public init() {}

  /// Remembers a value that must not appear in logs.
  public func remember(_ secret: String) {
    guard secret.utf8.count >= Redactor.minimumSecretBytes else { return }
    secrets.withLock { if $0.count < Redactor.maximumSecrets { $0.insert(secret) } }
  }

  /// Forgets a value, once its Secret is gone.
  public func forget(_ secret: String) { secrets.withLock { _ = $0.remove(secret) } }

  /// The text without secrets.
  public func redact(_ text: String) -> String {
    let known = secrets.withLock { $0 }
    var bytes = Redactor.withoutUserInfo(Array(text.utf8))
    for secret in known { bytes = Redactor.replacing(Array(secret.utf8), in: bytes) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// `https://user:word@host/` becomes `https://***@host/`.
  private static func withoutUserInfo(_ text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var position = 0
    while position < text.count {
      result.append(text[position])
      position += 1
      guard result.count >= 3, result.suffix(3).elementsEqual("://".utf8) else { continue }
      if let at = endOfUserInfo(text, from: position) {
        result += placeholder.utf8
        position = at
      }
    }
    return result
  }

  /// Where the last `@` of the authority is; passwords may hold a bare `@`.
  private static func endOfUserInfo(_ text: [UInt8], from start: Int) -> Int? {
    var last: Int?
    for position in start..<text.count {
      switch text[position] {
      case UInt8(ascii: "@"): last = position
      case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "\""), 0...0x20: return last
      default: break
      }
    }
    return last
  }

  private static func replacing(_ secret: [UInt8], in text: [UInt8]) -> [UInt8] {
    guard let first = secret.first, text.count >= secret.count else { return text }
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var position = 0
    while position < text.count {
      let fits = text[position] == first && text.count - position >= secret.count
      if fits, text[position..<position + secret.count].elementsEqual(secret) {
        result += placeholder.utf8
        position += secret.count
      } else {
        result.append(text[position])
        position += 1
      }
    }
    return result
  }
}
