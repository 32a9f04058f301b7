import ApplierSupport
import Digests
import GitOpsAPI
import Helm
import Logging
import OperatorKit

/// What an action works with. In one place, because everything that waits has it in hand.
final class ActionContext: Sendable {
  let object: HelmRelease
  let options: HelmOptions
  /// Of the cluster and as the identity that the objects are for.
  let client: KubernetesClient
  let store: ReleaseStore
  let chart: ChartHandle
  let values: ReleaseValues
  let expressions: HealthExpressions?
  let capabilities: ClusterCapabilities
  let pause: Pause
  let events: HelmEvents
  let logger: Logger

  init(
    object: HelmRelease, options: HelmOptions, client: KubernetesClient, store: ReleaseStore, chart: ChartHandle,
    values: ReleaseValues, expressions: HealthExpressions?, capabilities: ClusterCapabilities, pause: Pause,
    events: HelmEvents, logger: Logger
  ) {
    self.object = object
    self.options = options
    self.client = client
    self.store = store
    self.chart = chart
    self.values = values
    self.expressions = expressions
    self.capabilities = capabilities
    self.pause = pause
    self.events = events
    self.logger = logger
  }

  var releaseName: String { store.name }
  var namespace: String { object.releaseNamespace }
  var ownership: Ownership { Ownership(release: releaseName, namespace: namespace) }
  var reader: ManifestReader { ManifestReader(client: client, namespace: namespace) }
  var retriesByDefault: Bool { options.has(HelmOptions.Gate.defaultToRetryOnFailure) }
  var settings: SettingRules {
    SettingRules(object: object, usesHelm3Defaults: options.has(HelmOptions.Gate.useHelm3Defaults))
  }
  var algorithm: DigestAlgorithm { options.digestAlgorithm }
}

extension ActionContext {
  /// What the chart is rendered for.
  func renderRequest(
    revision: Int, former: Release?, values: ReleaseValues, skipsSchemaValidation: Bool
  ) async throws -> RenderRequest {
    let resolvesHost: (@Sendable (String) -> String)? =
      options.has(HelmOptions.Gate.allowDNSLookups) ? { @Sendable in HostLookup.address(of: $0) } : nil
    return RenderRequest(
      releaseName: releaseName, namespace: former?.namespace ?? namespace, revision: revision,
      isUpgrade: former != nil, values: values.values, skipsSchemaValidation: skipsSchemaValidation,
      capabilities: try await capabilities.of(client), lookup: ClusterLookup(client: client).function,
      resolvesHost: resolvesHost,
      postRenderStrategy: settings.postRenderStrategy, object: object)
  }
}

/// Ends a wait because something newer is wanted (H-21-08).
struct Superseded: Error, CustomStringConvertible {
  /// `HelmChart/apps/shop`.
  let trigger: String
  var description: String { "canceled: new reconciliation triggered by \(trigger)" }
}
