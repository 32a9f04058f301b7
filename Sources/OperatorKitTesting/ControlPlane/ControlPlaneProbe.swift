/// Asks the API server small questions with the `curl` command, before anything of ours is known to work.
struct ControlPlaneProbe: Sendable {
  let files: ControlPlaneFiles

  /// The body of a successful answer; `nil` for every failure.
  func get(_ path: String) async -> String? {
    try? await curl([files.serverURL + path])
  }

  /// Creates an object from JSON; false if that failed.
  func post(_ path: String, json: String) async -> Bool {
    await (try? curl(["-H", "Content-Type: application/json", "-d", json, files.serverURL + path])) != nil
  }

  private func curl(_ arguments: [String]) async throws -> String {
    let identity = [
      "--cacert", files.authority.certificatePath, "--cert", files.admin.certificatePath, "--key", files.admin.keyPath,
    ]
    let configuration = ProcessConfiguration(
      "curl", ["-q", "-sf", "--noproxy", "*", "--max-time", "5"] + identity + arguments)
    return try await ChildProcess.run(configuration).text
  }
}
