import ControllerSupport
import Helm

/// `helm-controller template`: prints what a chart renders to, offline, as `helm template` does.
///
///     helm-controller template [NAME] CHART [-f FILE]... [--set a=b]... [--namespace N] [--kube-version V] ...
enum TemplateCommand {
  /// Runs the command and returns the exit code. Manifests go to standard output, messages to standard error.
  static func run(_ arguments: [String]) async -> Int32 {
    do {
      let flags = try TemplateFlags(arguments)
      let command = try TemplateRequest(flags)
      try await RenderThread.run { try command.execute() }
      return 0
    } catch let error as UsageError {
      return fail(error.message)
    } catch let error as HelmError {
      return fail(error.message)
    } catch {
      return fail("\(error)")
    }
  }

  private static func fail(_ message: String) -> Int32 {
    StandardStream.error.write("Error: \(message)\n")
    return 1
  }
}
