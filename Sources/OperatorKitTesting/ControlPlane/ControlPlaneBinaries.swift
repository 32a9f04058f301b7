import Glibc

/// The folder with the programs of a control plane, built on first use.
struct ControlPlaneBinaries: Sendable {
  let directory: String

  private static let names = ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubemark"]

  /// Finds the programs, or builds them with their progress on standard error, which takes minutes.
  ///
  /// The script alone knows versions and folders; when all is built it only prints where.
  static func locate() async throws -> ControlPlaneBinaries {
    if let named = ProcessConfiguration.currentEnvironment()["OPERATORKIT_CONTROL_PLANE"], isComplete(named) {
      return ControlPlaneBinaries(directory: named)
    }
    let starts = [workingDirectory(), resolvingLinks(#filePath)]
    guard let script = starts.lazy.compactMap(buildScript).first else {
      throw ControlPlaneError.noBinaries(searched: starts)
    }
    var configuration = ProcessConfiguration(script)
    configuration.errorOutput = .inherited
    let result = try await ChildProcess.run(configuration, timeout: .seconds(3600))
    return ControlPlaneBinaries(directory: result.text)
  }

  func path(_ name: String) -> String { "\(directory)/\(name)" }

  private static func isComplete(_ directory: String) -> Bool {
    names.allSatisfy { access("\(directory)/\($0)", X_OK) == 0 }
  }

  /// The script in this folder or one above it. In a package that depends on this library the source
  /// file lies in a checkout of the whole repository, so the script is above it too.
  private static func buildScript(above start: String) -> String? {
    var parts = start.split(separator: "/")
    while !parts.isEmpty {
      let candidate = "/\(parts.joined(separator: "/"))/scripts/build-control-plane.sh"
      if access(candidate, X_OK) == 0 { return candidate }
      parts.removeLast()
    }
    return nil
  }

  private static func resolvingLinks(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static func workingDirectory() -> String {
    guard let path = getcwd(nil, 0) else { return "/" }
    defer { free(path) }
    return String(cString: path)
  }
}
