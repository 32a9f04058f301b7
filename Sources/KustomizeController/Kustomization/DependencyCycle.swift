package import OperatorKit

/// Finds dependencies that can never be met because they lead back to where they began.
package enum DependencyCycle {
  /// The shortest way from an object over its dependencies back to itself, with the object at both ends.
  package static func find(from start: ObjectKey, dependencies: (ObjectKey) -> [ObjectKey]) -> [ObjectKey]? {
    var parents: [ObjectKey: ObjectKey] = [:]
    var next = [start]
    while !next.isEmpty {
      var later: [ObjectKey] = []
      for key in next {
        for dependency in dependencies(key) {
          if dependency == start { return path(to: key, from: start, parents) + [start] }
          guard parents[dependency] == nil else { continue }
          parents[dependency] = key
          later.append(dependency)
        }
      }
      next = later
    }
    return nil
  }

  private static func path(to end: ObjectKey, from start: ObjectKey, _ parents: [ObjectKey: ObjectKey]) -> [ObjectKey] {
    var path = [end]
    var key = end
    while key != start, let parent = parents[key] {
      path.append(parent)
      key = parent
    }
    return path.reversed()
  }
}
