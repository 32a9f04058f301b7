import GitOpsAPI
import JSON
import OperatorKit
import Testing

/// Single facts about the fields of the sources.
@Suite struct SourceFieldTests {
  @Test("S-GS-01 the url of a GitRepository is required and is an HTTP(S) or SSH address")
  func gitURL() throws {
    let url = try GitRepository.field("spec.url")
    #expect(url.isRequired)
    #expect(url.pattern == "^(http|https|ssh)://.*$")
  }

  @Test("S-GS-02 the interval of a GitRepository is a required duration")
  func gitInterval() throws {
    let interval = try GitRepository.field("spec.interval")
    #expect(interval.isRequired)
    #expect(interval.pattern == Pattern.duration.expression)
  }

  @Test("S-GS-05 the provider of a GitRepository is one of four, generic when unset")
  func gitProvider() throws {
    let provider = try GitRepository.field("spec.provider").schema
    #expect(provider.allowed == ["generic", "aws", "azure", "github"])
    #expect(provider.defaultValue == nil)
    #expect(GitRepository.Spec(url: "https://git.example.com/a", interval: .seconds(60)).effectiveProvider == .generic)
  }

  @Test("S-GS-13 the verification mode defaults to HEAD, and head means HEAD")
  func gitVerificationMode() throws {
    let mode = try GitRepository.field("spec.verify.mode").schema
    #expect(mode.allowed == ["head", "HEAD", "Tag", "TagAndHEAD"])
    #expect(mode.defaultValue == "HEAD")
    var verification = GitRepository.Verification(secretRef: LocalObjectReference(name: "keys"))
    #expect(verification.effectiveMode == .head)
    verification.mode = .lowerCaseHead
    #expect(verification.effectiveMode == .head)
    verification.mode = .tagAndHead
    #expect(verification.verifiesCommit && verification.verifiesTag)
    verification.mode = .tag
    #expect(!verification.verifiesCommit && verification.verifiesTag)
  }

  @Test("S-GS-14 verification needs a Secret with keys")
  func gitVerificationSecret() throws {
    #expect(try GitRepository.field("spec.verify.secretRef").isRequired)
    #expect(try GitRepository.field("spec.verify.secretRef.name").isRequired)
  }

  @Test("S-GS-03 S-GS-19 a GitRepository has a limit of 60 seconds; an include names its repository")
  func gitTimeout() throws {
    var spec = GitRepository.Spec(url: "https://git.example.com/a", interval: .seconds(60))
    #expect(spec.effectiveTimeout == .seconds(60))
    spec.timeout = .seconds(5)
    #expect(spec.effectiveTimeout == .seconds(5))
    #expect(try GitRepository.field("spec.include.repository").isRequired)
    #expect(try GitRepository.field("spec.include.repository.name").isRequired)
  }

  @Test("S-GT-01 what the status of a GitRepository says")
  func gitStatus() throws {
    let fields = [
      "conditions", "observedGeneration", "lastHandledReconcileAt", "artifact", "includedArtifacts", "observedIgnore",
      "observedRecurseSubmodules", "observedInclude", "observedSparseCheckout", "sourceVerificationMode",
    ]
    for field in fields { #expect(try GitRepository.hasField("status.\(field)"), "\(field)") }
  }

  @Test("S-GS-20 an include goes to a directory named as its repository, unless told otherwise")
  func gitIncludePath() {
    var include = GitRepository.Include(repository: LocalObjectReference(name: "shared"))
    #expect(include.fromPath == nil)
    #expect(include.effectiveToPath == "shared")
    include.toPath = "lib"
    #expect(include.effectiveToPath == "lib")
  }

  @Test("S-CRD-11 intervals know hours, time limits do not")
  func durationPatterns() throws {
    for kind in [GitRepository.self, OCIRepository.self, HelmRepository.self, Bucket.self] as [any DefinedKind.Type] {
      #expect(try kind.field("spec.interval").pattern == #"^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$"#)
      #expect(try kind.field("spec.timeout").pattern == #"^([0-9]+(\.[0-9]+)?(ms|s|m))+$"#)
    }
  }

  @Test("S-CRD-12 an artifact has digest, lastUpdateTime, path, revision and url, and may have size and metadata")
  func artifact() throws {
    guard case .object(let fields) = Artifact.schema.shape else { return }
    #expect(
      fields.filter(\.isRequired).map(\.name).sorted() == ["digest", "lastUpdateTime", "path", "revision", "url"])
    #expect(fields.filter { !$0.isRequired }.map(\.name).sorted() == ["metadata", "size"])
    #expect(try GitRepository.field("status.artifact.size").schema.format == "int64")
    #expect(try GitRepository.field("status.artifact.lastUpdateTime").schema.format == "date-time")
  }

  @Test("S-OS-06 the provider of an OCIRepository is one of four, by default generic")
  func ociProvider() throws {
    let provider = try OCIRepository.field("spec.provider").schema
    #expect(provider.allowed == ["generic", "aws", "azure", "gcp"])
    #expect(provider.defaultValue == "generic")
  }

  @Test("S-HR-01 the url of a HelmRepository is required and is an HTTP(S) or OCI address")
  func helmURL() throws {
    let url = try HelmRepository.field("spec.url")
    #expect(url.isRequired)
    #expect(url.pattern == "^(http|https|oci)://.*$")
  }

  @Test("S-HR-02 S-HR-04 a HelmRepository is an index unless it says oci, with a limit of 60 seconds")
  func helmType() throws {
    #expect(try HelmRepository.field("spec.type").schema.allowed == ["default", "oci"])
    let spec = HelmRepository.Spec(url: "https://charts.example.com")
    #expect(spec.effectiveType == .http)
    #expect(try !HelmRepository.field("spec.timeout").isRequired)
    #expect(spec.effectiveTimeout == .seconds(60))
  }

  @Test("S-HC-01 S-HC-02 S-HC-04 a HelmChart names a chart and an interval, of any version unless told")
  func chart() throws {
    #expect(try HelmChart.field("spec.chart").isRequired)
    #expect(try HelmChart.field("spec.interval").isRequired)
    #expect(try HelmChart.field("spec.version").schema.defaultValue == "*")
  }

  @Test("S-HC-03 a HelmChart comes from one of three kinds in its own namespace")
  func chartSource() throws {
    let kind = try HelmChart.field("spec.sourceRef.kind")
    #expect(kind.isRequired)
    #expect(kind.schema.allowed == ["HelmRepository", "GitRepository", "Bucket"])
    #expect(try HelmChart.field("spec.sourceRef.name").isRequired)
    #expect(try HelmChart.hasField("spec.sourceRef.apiVersion"))
    #expect(try !HelmChart.hasField("spec.sourceRef.namespace"))
  }

  @Test("S-BS-01 the provider of a Bucket is one of four, by default generic")
  func bucketProvider() throws {
    let provider = try Bucket.field("spec.provider").schema
    #expect(provider.allowed == ["generic", "aws", "gcp", "azure"])
    #expect(provider.defaultValue == "generic")
  }

  @Test("S-BS-02 S-BS-07 a Bucket needs name and endpoint, its token service provider and address")
  func bucketRequired() throws {
    #expect(try Bucket.field("spec.bucketName").isRequired)
    #expect(try Bucket.field("spec.endpoint").isRequired)
    #expect(try Bucket.field("spec.sts.provider").isRequired)
    #expect(try Bucket.field("spec.sts.provider").schema.allowed == ["aws", "ldap"])
    #expect(try Bucket.field("spec.sts.endpoint").isRequired)
    #expect(try Bucket.field("spec.sts.endpoint").pattern == "^(http|https)://.*$")
  }

  @Test("S-BS-10 seven rules keep providers, token services and credentials of a Bucket together")
  func bucketRules() throws {
    #expect(
      try Bucket.field("spec").rules == [
        "self.provider == 'aws' || self.provider == 'generic' || !has(self.sts)",
        "self.provider != 'aws' || !has(self.sts) || self.sts.provider == 'aws'",
        "self.provider != 'generic' || !has(self.sts) || self.sts.provider == 'ldap'",
        "!has(self.sts) || self.sts.provider != 'aws' || !has(self.sts.secretRef)",
        "!has(self.sts) || self.sts.provider != 'aws' || !has(self.sts.certSecretRef)",
        "self.provider != 'generic' || !has(self.serviceAccountName)",
        "!has(self.secretRef) || !has(self.serviceAccountName)",
      ])
  }
}
