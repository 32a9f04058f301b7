import GitOpsAPI
import Glibc
import OperatorKit
import OperatorKitTesting

/// What the notification-controller costs: at rest, and when a thousand objects have very much to say.
enum Events {
  private static let namespaces = 10
  private static let providers = 10
  private static let alerts = 100
  private static let senders = 8
  /// As a controller that posts does it: it tries again when it is told to come back.
  private static let pause: useconds_t = 200_000

  static func idle(_ site: Site) async throws -> [Figure] {
    try await EventSite.run(site) { events in
      try await events.makeNamespace("apps")
      try await events.makeProvider(ObjectKey(namespace: "apps", name: "hook"))
      try await events.makeAlert(ObjectKey(namespace: "apps", name: "all"), provider: "hook", about: "app")
      try await events.warmUp("apps", "app")
      try await Task.sleep(for: .seconds(5))
      return [
        Figure(
          what: "anonymous memory at idle, notification-controller", mustReach: "<= 6 MiB",
          measured: "\(mebibytes(events.anonymous)); \(events.memory)")
      ]
    }
  }

  /// What the senders saw.
  private struct Tally: Sendable {
    var answers: [Duration] = []
    var accepted = 0
    var dropped = 0
    var turnedAway = 0
    var others = 0

    static func + (left: Tally, right: Tally) -> Tally {
      Tally(
        answers: left.answers + right.answers, accepted: left.accepted + right.accepted,
        dropped: left.dropped + right.dropped, turnedAway: left.turnedAway + right.turnedAway,
        others: left.others + right.others)
    }
  }

  static func storm(_ site: Site) async throws -> [Figure] {
    let total = setting("EVENTS", default: 50_000)
    return try await EventSite.run(site) { events in
      try await prepare(events)
      try await events.warmUp("n-0", "app-0")
      let started = ContinuousClock.now
      let port = events.port
      let tally = try await withThrowingTaskGroup(of: Tally.self) { group in
        for sender in 0..<senders {
          group.addTask { try await onOwnThread { try post(sender, total / senders, port) } }
        }
        return try await group.reduce(Tally()) { $0 + $1 }
      }
      let posted = ContinuousClock.now - started
      try? await eventually("all to be delivered", within: .seconds(300), every: .milliseconds(100)) {
        events.inbox.letters >= tally.accepted
      }
      let delivered = ContinuousClock.now - started
      let letters = events.inbox.letters
      let sorted = tally.answers.sorted()
      let p99 = sorted.isEmpty ? .zero : sorted[min(sorted.count - 1, sorted.count * 99 / 100)]
      return [
        Figure(
          what: "\(total) events at full speed, 10 % of them twice, 1,000 Alerts, 100 Providers",
          mustReach: "every sender answered, none lost, duplicates dropped, 32 MiB",
          measured: "\(tally.accepted) accepted, \(tally.dropped) dropped as told before, \(tally.others) others, "
            + "\(tally.turnedAway) times told to come back; \(letters) delivered (\(events.inbox.distinct) different); "
            + "\(Int(Double(total) / (posted / .seconds(1)))) events/s, p99 of the answer \(seconds(p99)), "
            + "p50 \(seconds(median(sorted))); all delivered after \(seconds(delivered)); \(events.memory)")
      ]
    }
  }

  private static func prepare(_ events: EventSite) async throws {
    for number in 0..<namespaces { try await events.makeNamespace("n-\(number)") }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<namespaces {
        group.addTask {
          let namespace = "n-\(number)"
          for provider in 0..<providers {
            try await events.makeProvider(ObjectKey(namespace: namespace, name: "hook-\(provider)"))
          }
          for alert in 0..<alerts {
            try await events.makeAlert(
              ObjectKey(namespace: namespace, name: "alert-\(alert)"), provider: "hook-\(alert % providers)",
              about: "app-\(alert)")
          }
        }
      }
      try await group.waitForAll()
    }
  }

  /// Posts so many events, each tenth of which repeats the one before.
  private static func post(_ sender: Int, _ count: Int, _ port: UInt16) throws -> Tally {
    let connection = try PostingConnection(port: port)
    var tally = Tally()
    var last: [UInt8] = []
    for number in 0..<count {
      let isRepetition = number % 10 == 9
      if !isRepetition {
        let app = number * senders + sender
        last = EventSite.event(
          "n-\(app % namespaces)", "app-\(app / namespaces % alerts)", "applied revision s\(sender)-\(number)",
          revision: "main@sha1:s\(sender)n\(number)")
      }
      while true {
        let started = ContinuousClock.now
        let status = try connection.post(last)
        tally.answers.append(.now - started)
        if status == 503 {
          tally.turnedAway += 1
          usleep(pause)
          continue
        }
        switch status {
        case 202: tally.accepted += 1
        case 429: tally.dropped += 1
        default: tally.others += 1
        }
        break
      }
    }
    return tally
  }
}
