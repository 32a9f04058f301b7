import YAML

/// The objects of a build, in order, no two with the same id.
struct ResourceSet: Sendable {
  private(set) var resources: [Resource] = []
  /// The ids of all resources; `nil` while a change may have made it wrong.
  private var ids: Set<ResourceID>? = []

  var count: Int { resources.count }

  subscript(index: Int) -> Resource { resources[index] }

  init() {}

  init(_ resources: [Resource]) throws {
    for resource in resources { try append(resource) }
  }

  /// Adds an object.
  ///
  /// - Throws: when there is one with the same id.
  mutating func append(_ resource: Resource) throws {
    var known = ids ?? Set(resources.map(\.id))
    ids = nil
    defer { ids = known }
    let id = resource.id
    guard known.insert(id).inserted else {
      throw KustomizeError("may not add resource with an already registered id: \(id)").located(resource.source)
    }
    resources.append(resource)
  }

  mutating func append(contentsOf other: ResourceSet) throws {
    if resources.isEmpty {
      self = other
      return
    }
    for resource in other.resources { try append(resource) }
  }

  /// Changes one object in place.
  ///
  /// - Parameter keepsID: whether the change is known to leave the id alone, which spares a check of all ids.
  mutating func mutate<Result>(
    _ index: Int, keepsID: Bool = false, _ change: (inout Resource) throws -> Result
  ) rethrows -> Result {
    if !keepsID { ids = nil }
    return try change(&resources[index])
  }

  /// Changes all objects in place. Their ids may change.
  mutating func mutateAll(_ change: (inout Resource) throws -> Void) rethrows {
    ids = nil
    for index in resources.indices { try change(&resources[index]) }
  }

  mutating func removeAll(where shouldRemove: (Resource) throws -> Bool) rethrows {
    ids = nil
    try resources.removeAll(where: shouldRemove)
  }

  /// Removes objects that a patch has emptied.
  mutating func dropEmpty() {
    guard resources.contains(where: \.isEmpty) else { return }
    removeAll(where: \.isEmpty)
  }

  /// Puts the objects in another order.
  mutating func sort(by precedes: (Resource, Resource) -> Bool) { resources.sort(by: precedes) }

  /// Empties the set and gives what was in it.
  mutating func takeAll() -> [Resource] {
    ids = []
    let taken = resources
    resources = []
    return taken
  }

  mutating func replaceAll(with other: [Resource]) {
    resources = other
    ids = nil
  }

  /// - Throws: when two objects have the same id.
  mutating func checkUniqueIDs() throws {
    if ids != nil { return }
    var known = Set<ResourceID>(minimumCapacity: resources.count)
    for resource in resources {
      let id = resource.id
      guard known.insert(id).inserted else {
        throw KustomizeError("may not add resource with an already registered id: \(id)").located(resource.source)
      }
    }
    ids = known
  }

  /// The positions of objects that have or had an id for which the condition holds.
  func indices(anyID matches: (ResourceID) -> Bool) -> [Int] {
    resources.indices.filter { index in
      let resource = resources[index]
      return matches(resource.id) || resource.previousIDs.contains(where: matches)
    }
  }

  /// The positions of objects that have or had an id.
  func indices(of id: ResourceID) -> [Int] {
    resources.indices.filter { index in
      let resource = resources[index]
      // Names are compared first, as that is cheap and nearly always enough.
      guard resource.name == id.name || resource.previous.contains(where: { $0.name == id.name }) else { return false }
      return resource.id == id || resource.previousIDs.contains(id)
    }
  }

  /// The position of the one object that has or had an id.
  func index(of id: ResourceID) throws -> Int {
    let found = indices(of: id)
    if let only = found.first, found.count == 1 { return only }
    let problem = found.isEmpty ? "no matches for Id \(id)" : "multiple matches for Id \(id)"
    throw KustomizeError("\(problem); failed to find unique target for patch \(id)")
  }
}

extension Resource {
  /// Whether nothing is left of the object.
  var isEmpty: Bool { node.isNull || node.entries.isEmpty }
}

extension KustomizeError {
  func located(_ source: SourcePosition?) -> KustomizeError {
    source.map { located(file: $0.file, line: $0.line) } ?? self
  }
}
