public import OperatorKit

/// What makes a controller's program its own: its flags, and what it puts into the manager.
///
/// ```swift
/// struct SourceController: ControllerProgram {
///   static let profile = ControllerProfile(name: "source-controller", defaultConcurrency: 2, featureGates: [...])
///   let storagePath: Flag<String>
///   init(flags: inout FlagSet) { storagePath = flags.string("storage-path", default: "/data", help: "...") }
///   func configure(_ manager: inout Manager, _ context: ControllerContext) async throws { ... }
/// }
/// await ControllerProcess.main(SourceController.self)
/// ```
public protocol ControllerProgram: Sendable {
  static var profile: ControllerProfile { get }

  /// Registers the flags that only this controller has.
  init(flags: inout FlagSet)

  /// Checks the flags and adds informers, controllers and services. Throw ``FlagError/invalid(_:)`` for flags that do
  /// not go together; the process then exits with code 1 and the message.
  func configure(_ manager: inout Manager, _ context: ControllerContext) async throws
}
