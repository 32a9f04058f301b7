import ControllerSupport
import Glibc
import Kustomize
import OperatorKit

/// `kustomize-controller build`: prints a build, as `kustomize build` and `flux build kustomization` do, or what it would
/// change, as `flux diff kustomization` does.
package struct BuildCommand {
  private let arguments: BuildArguments
  /// The directory to build, absolute and free of links.
  private let directory: String

  /// Runs the command and returns the exit code. Objects go to standard output, messages to standard error.
  static func run(_ arguments: [String]) async -> Int32 {
    guard let arguments = BuildArguments(arguments) else {
      StandardStream.error.write(BuildArguments.usage)
      return 2
    }
    do {
      let command = try BuildCommand(arguments)
      guard arguments.comparesWithCluster else {
        try await command.run { StandardStream.output.write($0[...]) }
        return 0
      }
      let hasChanges = try await command.compare { StandardStream.output.write($0) }
      if hasChanges {
        StandardStream.error.write("⚠️ identified at least one change, exiting with non-zero exit code\n")
      }
      return hasChanges ? 1 : 0
    } catch {
      StandardStream.error.write("Error: \(error)\n")
      return arguments.comparesWithCluster ? 2 : 1
    }
  }

  /// What the command prints for arguments. Throws `KustomizeError`, also for arguments that are not understood.
  package static func output(_ arguments: [String]) async throws -> [UInt8] {
    guard let arguments = BuildArguments(arguments) else { throw KustomizeError(BuildArguments.usage) }
    var output: [UInt8] = []
    try await BuildCommand(arguments).run { output += $0 }
    return output
  }

  private init(_ arguments: BuildArguments) throws {
    self.arguments = arguments
    let resolved = realpath(arguments.directory, nil)
    defer { free(resolved) }
    directory = resolved.map { String(cString: $0) } ?? Self.absolute(arguments.directory)
  }

  /// The path of a directory that is not there, for the build to say so.
  private static func absolute(_ path: String) -> String {
    guard !path.hasPrefix("/"), let working = getcwd(nil, 0) else { return path }
    defer { free(working) }
    return FilePath.join(String(cString: working), path)
  }

  /// Hands out the text of one object after the other, once all of them are made.
  private func run(_ print: ([UInt8]) -> Void) async throws {
    let flux = try arguments.kustomization.map { try FluxKustomizationFile($0) }
    var documents = try await withRemoteBases { try build(flux, remote: $0) }
    var isFirst = true
    while let document = documents.next() {
      if !isFirst { print(Array("---\n".utf8)) }
      print(document)
      isFirst = false
    }
  }

  /// Prints what applying the build would change, and returns whether it would change anything.
  private func compare(_ print: (String) -> Void) async throws -> Bool {
    let flux = try FluxKustomizationFile(arguments.kustomization ?? "")
    let configuration =
      try arguments.kubeconfig.map { try ClientConfiguration.kubeconfig(path: $0, context: arguments.context) }
      ?? .automatic()
    let comparison = try ClusterComparison(flux.object, KubernetesClient(configuration))
    let variables = try await comparison.variables()
    let set = try await withRemoteBases { remote in
      let files = DiskFileSystem(root: "/")
      let objects = try flux.objects(
        files, directory, variables: variables.values, strict: arguments.isStrict, remote: remote)
      return try BuildStep.applySet(objects, of: flux.object)
    }
    let differences = try await comparison.differences(set)
    for difference in differences { print(difference.description) }
    return differences.contains { $0.isChange }
  }

  private func withRemoteBases<Built: Sendable>(
    _ work: @Sendable (RemoteFiles?) async throws -> Built
  ) async throws -> Built {
    guard !arguments.forbidsRemoteBases else { return try await work(nil) }
    return try await RemoteBases(root: Self.scratch()).build { try await work($0) }
  }

  /// The texts of objects, each made when it is its turn.
  private struct Documents: Sendable {
    private var resources: [Resource] = []
    private var texts: [[UInt8]] = []

    init(_ resources: [Resource]) { self.resources = resources.reversed() }

    init(_ texts: [[UInt8]]) { self.texts = texts.reversed() }

    mutating func next() -> [UInt8]? { resources.popLast()?.encoded() ?? texts.popLast() }
  }

  private func build(_ flux: FluxKustomizationFile?, remote: RemoteFiles?) throws -> Documents {
    let files = DiskFileSystem(root: "/")
    if let flux { return Documents(try flux.build(files, directory, strict: arguments.isStrict, remote: remote)) }
    var options = BuildOptions(loadRestriction: arguments.restriction)
    options.remote = remote
    return Documents(try KustomizeBuild(files, directory: directory, options: options).run())
  }

  /// A directory of this process only.
  private static func scratch() throws -> String {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? ""
    var template = Array("\(parent.isEmpty ? "/tmp" : parent)/kustomize-build-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw KustomizeError("cannot make a temporary directory: \(String(cString: strerror(errno)))")
    }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
