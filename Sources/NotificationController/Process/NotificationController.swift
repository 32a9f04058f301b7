import ControllerSupport
import GitOpsAPI
import OperatorKit

/// The notification-controller: takes events in and sends them on, and takes webhooks in and asks for reconciles.
struct NotificationController: ControllerProgram {
  static let profile = NotificationOptions.profile

  private let flags: NotificationFlags

  init(flags: inout FlagSet) { self.flags = NotificationFlags(&flags) }

  func configure(_ manager: inout Manager, _ context: ControllerContext) async throws {
    let options = try NotificationOptions(context.flags, flags, common: context.options)
    let secrets = WatchedSecrets.informer(options, context.client)
    if let secrets { manager.add(everywhere: secrets) }
    Events(options, context, secrets).install(in: &manager)
    Receivers(options, context, secrets).install(in: &manager)
  }
}
