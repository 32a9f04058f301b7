extension TemplateFunctions {
  mutating func addMerging() {
    addMust("merge", "mustMerge", [.map], variadic: .map) { call throws(TemplateError) in
      try Merging.merge(call, overwrites: false)
    }
    addMust("mergeOverwrite", "mustMergeOverwrite", [.map], variadic: .map) { call throws(TemplateError) in
      try Merging.merge(call, overwrites: true)
    }
  }
}

/// Merging as the library mergo does it: into the first map, in place.
enum Merging {
  static func merge(_ call: TemplateCall, overwrites: Bool) throws(TemplateError) -> TemplateValue {
    guard case .map(var target) = call[0] else { return call[0] }
    // Go's merge makes a map where there is none.
    if target.isNil { target = TemplateMap() }
    for source in call.rest(from: 1) {
      if let source = source.mapValue {
        try merge(source, into: target, overwrites, call.run, depth: TemplateLimits.valueDepth)
      }
    }
    return .map(target)
  }

  private static func merge(
    _ source: TemplateMap, into target: TemplateMap, _ overwrites: Bool, _ run: TemplateRun, depth: Int
  ) throws(TemplateError) {
    guard depth > 0 else { throw TemplateError("merge: nested too deeply") }
    if source === target { return }
    try run.spend(source.count)
    for (key, value) in source.members {
      if value.isNull {
        if overwrites { target[key] = value }
        continue
      }
      let known = target[key]
      if case .map(let inner) = value, case .map(let outer)? = known, !outer.isNil {
        try merge(inner, into: outer, overwrites, run, depth: depth - 1)
        if !outer.isEmpty { continue }
      }
      if overwrites || known.map({ Defaults.isEmpty($0) }) ?? true { target[key] = value }
    }
  }
}
