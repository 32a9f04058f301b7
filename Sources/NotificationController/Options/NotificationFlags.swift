import ControllerSupport

/// The flags that only the notification-controller has.
struct NotificationFlags: Sendable {
  let eventsAddress, receiverAddress: Flag<String>
  let rateLimitInterval: Flag<Duration>
  let exportsPaths: Flag<Bool>

  init(_ flags: inout FlagSet) {
    eventsAddress = flags.string("events-addr", default: ":9090", help: "Address of the server that takes events.")
    receiverAddress = flags.string("receiverAddr", default: ":9292", help: "Address of the server for webhooks.")
    rateLimitInterval = flags.duration(
      "rate-limit-interval", default: .seconds(300), help: "How long equal events are dropped after the first.")
    exportsPaths = flags.boolean(
      "export-http-path-metrics", help: "Show the paths of requests as labels of the servers' metrics.")
  }
}
