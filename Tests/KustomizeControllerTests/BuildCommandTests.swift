import Glibc
import Kustomize
import KustomizeController
import OperatorKitTesting
import Testing

/// `kustomize-controller build`.
@Suite struct BuildCommandTests {
  private static let flux = """
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: not-this-one}
    ---
    apiVersion: kustomize.toolkit.fluxcd.io/v1
    kind: Kustomization
    metadata: {name: app, namespace: team}
    spec:
      interval: 10m
      prune: true
      path: ./ignored
      sourceRef: {kind: GitRepository, name: fleet}
      targetNamespace: prod
      namePrefix: p-
      commonMetadata: {labels: {team: a}, annotations: {note: b}}
      images: [{name: app, newTag: "2"}]
      patches:
      - {patch: '- {op: add, path: /data/patched, value: "yes"}', target: {kind: ConfigMap}}
      components: [../component]
      postBuild: {substitute: {who: world}, substituteFrom: [{kind: Secret, name: elsewhere}]}
    """

  private func files(_ more: [String: String] = [:]) throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory(prefix: "build")
    let files = [
      "flux.yaml": Self.flux,
      "app/c.yaml":
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {hello: \"${who}\", other: \"${unknown}\"}\n",
      "component/kustomization.yaml":
        "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnameSuffix: -s\n",
    ]
    for (path, text) in files.merging(more, uniquingKeysWith: { $1 }) {
      if let slash = path.firstIndex(of: "/") { mkdir("\(directory.path)/\(path[..<slash])", 0o700) }
      try directory.write(text, to: path)
    }
    return directory
  }

  @Test("what the Flux Kustomization adds is in the build, substitution too")
  func kustomization() async throws {
    let files = try files()
    let output = try await BuildCommand.output(["--kustomization", "\(files.path)/flux.yaml", "\(files.path)/app"])
    #expect(
      String(decoding: output, as: UTF8.self) == """
        apiVersion: v1
        data:
          hello: world
          other: null
          patched: "yes"
        kind: ConfigMap
        metadata:
          annotations:
            note: b
          labels:
            kustomize.toolkit.fluxcd.io/name: app
            kustomize.toolkit.fluxcd.io/namespace: team
            team: a
          name: p-c-s
          namespace: prod

        """)
  }

  @Test("variables without a value are errors when asked for, and so is a file without a Kustomization")
  func problems() async throws {
    let files = try files(["none.yaml": "a: b\n"])
    func problem(_ arguments: String...) async throws -> String {
      "\(try await #require(throws: KustomizeError.self) { try await BuildCommand.output(arguments) })"
    }
    let strict = try await problem(
      "--strict-substitute", "--kustomization=\(files.path)/flux.yaml", "\(files.path)/app")
    #expect(strict.contains("variable not set (strict mode): \"unknown\""))
    #expect(try await problem("--kustomization=\(files.path)/none.yaml", files.path).contains("has no Kustomization"))
    #expect(try await problem("--kustomization=\(files.path)/gone.yaml", files.path).contains("gone.yaml"))
    #expect(try await problem("--unknown", files.path).hasPrefix("usage:"))
    #expect(try await problem("a", "b").hasPrefix("usage:"))
    #expect(try await problem("--diff", files.path).hasPrefix("usage:"))
    #expect(try await problem("--kubeconfig=k", "--kustomization=\(files.path)/flux.yaml").hasPrefix("usage:"))
  }

  @Test("without a Flux Kustomization it is kustomize build, which reads nothing from other machines unless allowed")
  func plain() async throws {
    let files = try files(["over/kustomization.yaml": "resources: ['https://127.0.0.1:1/a.yaml']\n"])
    for arguments in [[], ["--no-remote-bases"], ["--no-remote-bases=true"]] {
      let error = try await #require(throws: KustomizeError.self) {
        try await BuildCommand.output(arguments + ["\(files.path)/over"])
      }
      #expect("\(error)".contains("is not supported"))
    }
    let error = try await #require(throws: KustomizeError.self) {
      try await BuildCommand.output(["--no-remote-bases=false", "\(files.path)/over"])
    }
    #expect(!"\(error)".contains("is not supported") && "\(error)".contains("127.0.0.1:1"))
  }
}
