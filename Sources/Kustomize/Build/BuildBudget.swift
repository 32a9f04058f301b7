import Synchronization
public import YAML

/// Bounds for building what somebody else wrote.
public struct BuildLimits: Sendable, Hashable {
  /// Bases below bases.
  public var depth: Int
  /// Kustomization directories visited in one build, each as often as it is visited.
  public var directories: Int
  /// Objects in one build.
  public var resources: Int
  /// Bytes read in one build.
  public var bytes: Int
  public var yaml: YAMLLimits

  public init(
    depth: Int = 50, directories: Int = 5000, resources: Int = 200_000, bytes: Int = 256 << 20,
    yaml: YAMLLimits = YAMLLimits()
  ) {
    self.depth = depth
    self.directories = directories
    self.resources = resources
    self.bytes = bytes
    self.yaml = yaml
  }
}

/// What a build has used up of its limits. Shared by all parts of one build.
final class BuildBudget: Sendable {
  let limits: BuildLimits
  private let used = Mutex((directories: 0, resources: 0, bytes: 0))

  init(_ limits: BuildLimits) { self.limits = limits }

  func enterDirectory() throws {
    let count = used.withLock { used in
      used.directories += 1
      return used.directories
    }
    guard count <= limits.directories else {
      throw KustomizeError("more than \(limits.directories) kustomization directories in one build", kind: .limit)
    }
  }

  func addResources(_ more: Int) throws {
    let count = used.withLock { used in
      used.resources += more
      return used.resources
    }
    guard count <= limits.resources else {
      throw KustomizeError("more than \(limits.resources) objects in one build", kind: .limit)
    }
  }

  func read(_ more: Int) throws {
    let count = used.withLock { used in
      used.bytes += more
      return used.bytes
    }
    guard count <= limits.bytes else {
      throw KustomizeError("more than \(limits.bytes) bytes read in one build", kind: .limit)
    }
  }
}
