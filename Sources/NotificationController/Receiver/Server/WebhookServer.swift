import GitOpsAPI
import HTTPServer
import Logging
import OperatorKit

/// Answers webhooks: finds the Receiver by the path, checks the caller, and asks for reconciles.
///
/// Guarantees: a path that nobody has costs a look-up in memory, and no byte of the body is read. Neither paths nor
/// tokens are logged.
struct WebhookServer: Sendable {
  private let receivers: ObjectStore<Cached<ReceiverEntry>>
  private let loader: ReceiverLoader
  private let callers: CallerChecks
  private let targets: ReconcileTargets
  private let turns = BodyTurns()
  private let refusals: RefusalLog
  private let logger: Logger

  init(
    receivers: ObjectStore<Cached<ReceiverEntry>>, loader: ReceiverLoader, callers: CallerChecks,
    targets: ReconcileTargets, logger: Logger
  ) {
    self.receivers = receivers
    self.loader = loader
    self.callers = callers
    self.targets = targets
    self.logger = logger
    refusals = RefusalLog(logger)
  }

  /// Any method; the bodies of all answers are empty.
  func handle(_ request: ServerRequest) async -> ServerResponse {
    guard let path = WebhookPath(request) else { return ServerResponse(status: 404) }
    let keys = receivers.keys(index: ReceiverEntry.pathIndex, value: path.indexed)
    guard !keys.isEmpty else { return ServerResponse(status: 404) }
    let reader = BodyReader(request, turns)
    let call = ReceivedCall(headers: request.headers) { try await reader.read() }
    return ServerResponse(status: await answer(call, path, keys))
  }

  /// Names and namespaces are put together without a sign between them, so that two Receivers may have one path. Each
  /// then judges the call on its own, and no one can stand in another one's way.
  private func answer(_ call: ReceivedCall, _ path: WebhookPath, _ keys: Set<ObjectKey>) async -> Int {
    var status = 404
    for key in keys.sorted(by: { "\($0)" < "\($1)" }) {
      let answer = await answer(call, path, key)
      if status != 200 { status = answer }
    }
    return status
  }

  private func answer(_ call: ReceivedCall, _ path: WebhookPath, _ key: ObjectKey) async -> Int {
    do {
      let version = receivers[key]?.object?.version
      guard let loaded = try await loader.load(key, version: version),
        let current = loaded.receiver.status.webhookPath, path.isSame(as: WebhookPath(status: current))
      else { return 404 }
      return await answer(call, loaded)
    } catch {
      refusals.error("unable to read the receiver", key, error)
      return 500
    }
  }

  private func answer(_ call: ReceivedCall, _ loaded: ReceiverLoader.Loaded) async -> Int {
    let receiver = loaded.receiver
    guard !receiver.spec.suspend, receiver.status.conditions.isTrue(ConditionType.ready) else {
      let problem = receiver.spec.suspend ? "receiver is suspended" : "receiver is not ready"
      refusals.error("unable to process request", receiver.key, CallRefusal(problem))
      return 503
    }
    let verified: VerifiedCall
    do {
      verified = try await callers.verify(call, for: receiver, loaded.secret)
    } catch {
      refusals.error("unable to validate payload", receiver.key, error)
      if case .tooLarge? = error as? ServerBodyError { return 413 }
      return 400
    }
    let filters: CallFilters
    do {
      filters = try CallFilters(receiver.spec, verified)
    } catch {
      refusals.error("unable to create resource filters", receiver.key, error)
      return 500
    }
    return await request(receiver, filters) ? 200 : 500
  }

  /// Every entry is tried; says whether all went well.
  private func request(_ receiver: Receiver, _ filters: CallFilters) async -> Bool {
    var succeeded = true
    for index in receiver.spec.resources.indices {
      do {
        try await targets.request(index, of: receiver, filters)
      } catch {
        succeeded = false
        let resource = receiver.spec.resources[index]
        refusals.error(
          "unable to request reconciliation of \(resource.kind.rawValue)/\(resource.name)", receiver.key, error)
      }
    }
    return succeeded
  }
}
