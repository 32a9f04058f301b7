import HTTP
import Synchronization

/// The last answer to each read, for serving it again when it is out of date.
final class StaleReads: Sendable {
  struct Answer: Sendable {
    var status: Int
    var headers: HTTPHeaders
    var body: [UInt8]
  }

  private let answers = Mutex<[String: Answer]>([:])

  func answer(to request: ProxiedRequest) -> Answer? { answers.withLock { $0[Self.key(request)] } }

  func keep(_ answer: Answer, for request: ProxiedRequest) { answers.withLock { $0[Self.key(request)] = answer } }

  /// Reads that differ in nothing but the age they allow ask for the same.
  private static func key(_ request: ProxiedRequest) -> String {
    let query = request.query.split(separator: "&").filter {
      !$0.hasPrefix("resourceVersion") && !$0.hasPrefix("timeout")
    }
    return "\(request.path)?\(query.joined(separator: "&"))"
  }
}
