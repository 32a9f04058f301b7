extension Checker {
  mutating func comprehension(_ loop: Comprehension) throws(CompileFailure) -> StaticType {
    let range = try type(of: loop.range)
    let element: StaticType
    switch range {
    case .list(let type), .map(let type, _): element = type
    case .dyn, .parameter: element = .dyn
    case .plain, .optional: throw mismatch("\(loop.kind.rawValue)()", [range], at: loop.range.offset)
    }
    if let predicate = loop.predicate {
      let type = try type(of: predicate, with: loop.variable, element)
      guard type == .bool || type == .dyn else {
        throw mismatch("condition of \(loop.kind.rawValue)()", [type], at: predicate.offset)
      }
    }
    switch loop.kind {
    case .all, .exists, .existsOne: return .bool
    case .filter: return .list(element)
    case .map:
      guard let transform = loop.transform else { return .list(.dyn) }
      return .list(try type(of: transform, with: loop.variable, element))
    }
  }

  mutating func optionalMap(
    _ target: Expression, _ variable: String, _ body: Expression, isFlat: Bool, at offset: Int
  ) throws(CompileFailure) -> StaticType {
    let type = try type(of: target)
    let wrapped: StaticType
    switch type {
    case .optional(let value): wrapped = value
    case .dyn, .parameter: wrapped = .dyn
    default: throw mismatch(isFlat ? "optFlatMap" : "optMap", [type], at: offset)
    }
    let result = try self.type(of: body, with: variable, wrapped)
    guard isFlat else { return .optional(result) }
    switch result {
    case .optional, .dyn: return result
    default: throw mismatch("optFlatMap", [type, result], at: body.offset)
    }
  }
}
