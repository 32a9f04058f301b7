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
    guard let script = RepositoryScript.find("scripts/build-control-plane.sh") else {
      throw ControlPlaneError.noBinaries(searched: RepositoryScript.starts)
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
}
