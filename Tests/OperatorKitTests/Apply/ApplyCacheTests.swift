import JSON
import OperatorKit
import Synchronization
import Testing

@Suite("Apply cache on a control plane")
struct ApplyCacheTests {
  @Test("unchanged objects are proven by reading metadata: one list for many, one get for a few, nothing tried")
  func proof() async throws {
    let cluster = try await ApplyCluster.make()
    let cache = ApplyCache()
    let secret = DynamicObject(.secret, cluster.key("s"))
    let objects = ["a", "b", "c", "d"].map { cluster.configMap($0) } + [secret]
    _ = try await cluster.apply(objects, cache.scope("o"))
    #expect(cache.count == 5)

    let patches = cluster.log.count("PATCH")
    let gets = cluster.log.count("GET")
    let second = try await cluster.apply(objects, cache.scope("o"))
    #expect(second.changes.actions == Array(repeating: .unchanged, count: 5))
    #expect(cluster.log.count("PATCH") == patches)
    #expect(cluster.log.count("GET") == gets + 2)
    #expect(second.requests.description == "1 metadata get, 1 metadata list")
    #expect(second.changes.inventory.count == 5)
    await cluster.remove()
  }

  @Test("drift and a changed manifest are seen through the cache, and only what changed is tried")
  func drift() async throws {
    let cluster = try await ApplyCluster.make()
    let cache = ApplyCache()
    let objects = ["a", "b", "c", "d"].map { cluster.configMap($0) }
    _ = try await cluster.apply(objects, cache.scope("o"))
    try await cluster.client.patch(.configMap, cluster.key("b"), .merge(["data": ["k": "theirs"]]))
    try await cluster.client.delete(.configMap, cluster.key("c"))
    let changed = objects[..<3] + [cluster.configMap("d", ["k": "new"])]
    let second = try await cluster.apply(Array(changed), cache.scope("o"))
    #expect(second.changes.actions == [.unchanged, .configured, .created, .configured])
    #expect(second.requests.dryRuns == 3)
    #expect(try await cluster.client.get(.configMap, cluster.key("b")).json[path: "data", "k"] == "v")
    let third = try await cluster.apply(Array(changed), cache.scope("o"))
    #expect(third.requests.dryRuns == 0)
    await cluster.remove()
  }

  @Test("a removed owner label is drift")
  func label() async throws {
    let cluster = try await ApplyCluster.make()
    let cache = ApplyCache()
    let objects = ["a", "b", "c"].map { cluster.configMap($0) }
    _ = try await cluster.apply(objects, cache.scope("o"))
    try await cluster.client.patch(.configMap, cluster.key("a"), .json([["op": "remove", "path": "/metadata/labels"]]))
    let second = try await cluster.apply(objects, cache.scope("o"))
    #expect(second.changes.actions == [.configured, .unchanged, .unchanged])
    await cluster.remove()
  }

  @Test("a status write of others proves nothing else changed where the generation counts")
  func generation() async throws {
    let cluster = try await ApplyCluster.make()
    let cache = ApplyCache()
    let widget = WidgetDefinition()
    let objects = [widget.definition, widget.object(cluster.key("w"))]
    _ = try await cluster.apply(objects, cache.scope("o"))
    let before = try await cluster.client.get(widget.type, cluster.key("w")).resourceVersion
    let live = try await cluster.client.patch(
      widget.type, cluster.key("w"), .merge(["status": ["seen": 1]]), subresource: "status")
    #expect(live.resourceVersion != before)
    let second = try await cluster.apply(objects, cache.scope("o"))
    #expect(second.changes.actions == [.unchanged, .unchanged])
    #expect(second.requests.dryRuns == 0)
    try await cluster.client.patch(
      widget.type, cluster.key("w"), .json([["op": "remove", "path": "/metadata/labels"]]))
    let labelled = try await cluster.apply(objects, cache.scope("o"))
    #expect(labelled.changes.actions == [.unchanged, .configured], "labels are not counted by the generation")
    try await cluster.client.patch(widget.type, cluster.key("w"), .merge(["spec": ["size": 2]]))
    let third = try await cluster.apply(objects, cache.scope("o"))
    #expect(third.changes.actions == [.unchanged, .configured])
    _ = try await cluster.pruner().prune(third.changes.inventory.entries)
    await cluster.remove()
  }

  @Test("changed options, time, and another owner's key end a proof")
  func ends() async throws {
    let cluster = try await ApplyCluster.make()
    let time = Mutex<Int64>(0)
    let cache = ApplyCache(capacity: 100, lifetime: .seconds(100)) { time.withLock { $0 } }
    let objects = [cluster.configMap("a")]
    _ = try await cluster.apply(objects, cache.scope("o"))
    #expect(try await cluster.apply(objects, cache.scope("o")).requests.dryRuns == 0)
    #expect(try await cluster.apply(objects, cache.scope("p")).requests.dryRuns == 1)
    let rule = IgnoreRule(paths: [], name: "new")
    #expect(try await cluster.apply(objects, cache.scope("o")) { $0.ignoreRules = [rule] }.requests.dryRuns == 1)
    time.withLock { $0 = 89 }
    #expect(try await cluster.apply(objects, cache.scope("p")).requests.dryRuns == 0)
    time.withLock { $0 = 100 }
    #expect(try await cluster.apply(objects, cache.scope("p")).requests.dryRuns == 1)
    cache.forget("p")
    #expect(try await cluster.apply(objects, cache.scope("p")).requests.dryRuns == 1)
    await cluster.remove()
  }

  @Test("the objects of the owners seen longest ago are forgotten first")
  func bounded() async throws {
    let cluster = try await ApplyCluster.make()
    let cache = ApplyCache(capacity: 2)
    for (owner, name) in [("o", "a"), ("p", "b"), ("q", "c")] {
      _ = try await cluster.apply([cluster.configMap(name)], cache.scope(owner))
    }
    #expect(cache.count == 2)
    #expect(try await cluster.apply([cluster.configMap("c")], cache.scope("q")).requests.dryRuns == 0)
    #expect(try await cluster.apply([cluster.configMap("a")], cache.scope("o")).requests.dryRuns == 1)
    await cluster.remove()
  }
}
