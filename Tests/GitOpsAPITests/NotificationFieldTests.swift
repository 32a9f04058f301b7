import GitOpsAPI
import JSON
import OperatorKit
import Testing

/// Single facts about the fields of the notification kinds and of HelmRelease.
@Suite struct NotificationFieldTests {
  private static let kinds = [
    "Bucket", "GitRepository", "Kustomization", "HelmRelease", "HelmChart", "HelmRepository", "ImageRepository",
    "ImagePolicy", "ImageUpdateAutomation", "OCIRepository", "ArtifactGenerator", "ExternalArtifact",
  ]

  @Test("N-API-09 N-API-10 references name a known kind, a name and perhaps namespace, version and labels")
  func references() throws {
    let lists: [(any DefinedKind.Type, String)] = [(Alert.self, "eventSources"), (Receiver.self, "resources")]
    for (kind, list) in lists {
      let path = "spec.\(list)"
      #expect(try kind.field("\(path).kind").isRequired)
      #expect(try kind.field("\(path).kind").schema.allowed == Self.kinds)
      #expect(try kind.field("\(path).name").isRequired)
      #expect(try kind.field("\(path).name").lengths == 1...253)
      #expect(try !kind.field("\(path).namespace").isRequired)
      #expect(try kind.field("\(path).namespace").lengths == 1...253)
      #expect(try !kind.field("\(path).apiVersion").isRequired)
      #expect(try kind.field("\(path).matchLabels").schema.shape == .map(.string))
    }
  }

  @Test("N-RS-01 the types of receivers")
  func receiverTypes() throws {
    let type = try Receiver.field("spec.type")
    #expect(type.isRequired)
    #expect(
      type.schema.allowed == [
        "generic", "generic-hmac", "generic-oidc", "github", "gitlab", "bitbucket", "harbor", "dockerhub", "quay",
        "gcr", "nexus", "acr", "cdevents",
      ])
  }

  @Test("N-RS-14 the audience of tokens is the controller's name unless given")
  func audience() {
    var provider = Receiver.OIDCProvider(issuerURL: "https://issuer.example.com", validations: [])
    #expect(provider.effectiveAudience == "notification-controller")
    provider.audience = "flux"
    #expect(provider.effectiveAudience == "flux")
  }

  @Test("N-RS-18 four rules bind type, token and OIDC providers of a receiver")
  func receiverRules() throws {
    #expect(
      try Receiver.field("spec").rules == [
        "self.type != 'generic-oidc' || (has(self.oidcProviders) && size(self.oidcProviders) > 0)",
        "self.type == 'generic-oidc' || !has(self.oidcProviders) || size(self.oidcProviders) == 0",
        "self.type != 'generic-oidc' || !has(self.secretRef)",
        "self.type == 'generic-oidc' || has(self.secretRef)",
      ])
  }

  @Test("N-PS-01 34 types of providers")
  func providerTypes() throws {
    #expect(try Provider.field("spec.type").isRequired)
    #expect(try Provider.field("spec.type").schema.allowed.count == 34)
  }

  @Test("H-01-04 finalizer and first status of a HelmRelease")
  func helmStatus() throws {
    #expect(FinalizerName.gitOps == "finalizers.fluxcd.io")
    #expect(try HelmRelease.field("status").schema.defaultValue == ["observedGeneration": -1])
  }

  @Test("H-01-05 a HelmRelease has exactly one of chart and chartRef")
  func helmChart() throws {
    #expect(
      try HelmRelease.field("spec").rules
        == ["(has(self.chart) && !has(self.chartRef)) || (!has(self.chart) && has(self.chartRef))"])
  }
}
