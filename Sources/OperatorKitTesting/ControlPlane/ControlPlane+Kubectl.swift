extension ControlPlane {
  /// Runs `kubectl` against this cluster as administrator and returns what it printed.
  ///
  /// - Throws: ``ProcessError/failed(program:status:output:)`` with kubectl's message.
  @discardableResult
  public func kubectl(_ arguments: String..., input: String = "") async throws -> String {
    var configuration = ProcessConfiguration("kubectl", arguments)
    configuration.environment["KUBECONFIG"] = kubeconfigPath
    configuration.input = Array(input.utf8)
    return try await ChildProcess.run(configuration).text
  }

  /// Applies manifests in YAML or JSON with `kubectl apply`.
  public func apply(_ manifests: String) async throws {
    try await kubectl("apply", "-f", "-", input: manifests)
  }
}
