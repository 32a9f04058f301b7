import GitOpsAPI
import JSON
import OperatorKit

/// The filters of a Receiver, for one call. The body is read once for all of them, and only if there are any.
struct CallFilters: Sendable {
  private let common: ResourceFilter?
  private let single: [Int: ResourceFilter]
  private let call: [String: JSONValue]

  /// Throws `CELCompileError`, ``CallBodyError``.
  init(_ spec: Receiver.Spec, _ call: VerifiedCall) throws {
    let hasClaims = spec.type == .genericOIDC
    common = try spec.resourceFilter.map { try ResourceFilter($0, hasClaims: hasClaims) }
    var single: [Int: ResourceFilter] = [:]
    for (index, resource) in spec.resources.enumerated() {
      if let filter = resource.filter { single[index] = try ResourceFilter(filter, hasClaims: hasClaims) }
    }
    self.single = single
    guard common != nil || !single.isEmpty else {
      self.call = [:]
      return
    }
    var variables: [String: JSONValue] = ["req": .object(try call.request())]
    if hasClaims { variables["claims"] = .object(call.claims) }
    self.call = variables
  }

  /// Whether anything is to be known about the objects of an entry before they are touched.
  func applies(to index: Int) -> Bool { common != nil || single[index] != nil }

  /// Whether an object of an entry is meant: both filters must hold. Throws `CELEvaluationError`.
  func accept(_ object: DynamicObject, of index: Int) throws -> Bool {
    var variables = call
    variables["res"] = object.json
    for filter in [common, single[index]] {
      if let filter, try !filter.accepts(variables) { return false }
    }
    return true
  }
}
