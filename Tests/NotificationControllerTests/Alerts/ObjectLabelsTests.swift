import GitOpsAPI
import OperatorKit
import Synchronization
import Testing

@testable import NotificationController

/// How often the API server is asked for the labels of objects.
@Suite struct ObjectLabelsTests {
  private struct Gone: Error {}

  /// An API server with one object, that counts.
  private final class Server: Sendable {
    private struct State {
      var reads = 0
      var object: ObjectLabels.State? = ObjectLabels.State(labels: ["team": "a"], resourceVersion: "10")
    }
    private let state = Mutex(State())

    var reads: Int { state.withLock { $0.reads } }

    func change(_ object: ObjectLabels.State?) { state.withLock { $0.object = object } }

    func get(_ type: ResourceType, _ key: ObjectKey) throws -> ObjectLabels.State {
      try state.withLock { state in
        state.reads += 1
        guard type.plural == "kustomizations", key.name == "shop", let object = state.object else { throw Gone() }
        return object
      }
    }
  }

  private let server = Server()

  private func labels(lifetime: Duration = .seconds(3600)) -> ObjectLabels {
    ObjectLabels(lifetime: lifetime) { [server] in try server.get($0, $1) }
  }

  private func object(_ version: String?, name: String = "shop") -> EventObject {
    var object = Samples.event().involvedObject
    object.resourceVersion = version
    object.name = name
    return object
  }

  @Test("a burst about one object is one request; a newer state of it is another")
  func bursts() async throws {
    let labels = labels()
    for number in 0..<100 { #expect(try await labels.read(object("\(number % 11)")) == ["team": "a"]) }
    #expect(server.reads == 1)
    server.change(ObjectLabels.State(labels: ["team": "b"], resourceVersion: "12"))
    #expect(try await labels.read(object("11")) == ["team": "b"])
    #expect(try await labels.read(object("12")) == ["team": "b"])
    #expect(server.reads == 2)
  }

  @Test("what is known is forgotten, and nothing is known for an event that names no state")
  func lifetime() async throws {
    let forgetful = labels(lifetime: .zero)
    for _ in 0..<3 { _ = try await forgetful.read(object("1")) }
    #expect(server.reads == 3)
    let labels = labels()
    for version in [nil, "", "not a number", nil] { _ = try await labels.read(object(version)) }
    #expect(server.reads == 7)
  }

  @Test("that an object is gone is remembered as well, for events of its time")
  func gone() async throws {
    let labels = labels()
    for _ in 0..<10 {
      await #expect(throws: ObjectLabels.Unreadable.self) { try await labels.read(object("3", name: "gone")) }
    }
    #expect(server.reads == 1)
    await #expect(throws: ObjectLabels.Unreadable.self) { try await labels.read(object("4", name: "gone")) }
    #expect(server.reads == 2)
  }

  @Test("objects with very many labels are not remembered")
  func large() async throws {
    let many = Dictionary(uniqueKeysWithValues: (0..<200).map { ("label-\($0)", "a value of some length") })
    server.change(ObjectLabels.State(labels: many, resourceVersion: "10"))
    let labels = labels()
    for _ in 0..<3 { #expect(try await labels.read(object("1")).count == 200) }
    #expect(server.reads == 3)
  }

  @Test("kinds are found under their plural")
  func plurals() {
    #expect(ObjectLabels.plural("GitRepository") == "gitrepositories")
    #expect(ObjectLabels.plural("ImagePolicy") == "imagepolicies")
    #expect(ObjectLabels.plural("HelmChart") == "helmcharts")
  }
}
