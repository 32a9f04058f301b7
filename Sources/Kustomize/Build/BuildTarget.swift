import GoQuoting
import YAML

/// One kustomization directory of a build.
struct BuildTarget {
  let loader: Loader
  let kustomization: Kustomization
  let fileName: String
  let schema: SchemaInUse
  /// Where the directory is, for `buildMetadata`; `nil` unless that is used.
  let origin: Origin?

  /// Gathers what the directory asks for.
  ///
  /// - Parameter parent: for a component, what its user has gathered so far, which it changes.
  func accumulate(into parent: Accumulator = Accumulator()) throws -> Accumulator {
    var result = parent
    try prefixing("accumulating resources") {
      for path in kustomization.resources { try accumulate(path, into: &result) }
    }
    try mergeConfigurations(into: &result)
    try runGenerators(into: &result)
    try prefixing("accumulating components") {
      for path in kustomization.components { try accumulateComponent(path, into: &result) }
    }
    try runTransformers(on: &result)
    try runValidators(on: &result)
    try result.merge(kustomization.variables)
    return result
  }

  private func mergeConfigurations(into result: inout Accumulator) throws {
    var config = TransformerConfig.standard
    for path in kustomization.configurations {
      let text = try loader.load(path)
      do { try config.merge(try TransformerConfigReader.read(text, limits: loader.budget.limits.yaml)) } catch {
        throw KustomizeError.from(error).located(file: path)
      }
    }
    try prefixing("merging config") { try result.config.merge(config) }
    for path in kustomization.crds {
      let config = try prefixing("loading CRDs [\(kustomization.crds.joined(separator: " "))]") {
        try SchemaConfigReader.read(try loader.load(path), limits: loader.budget.limits.yaml)
      }
      try prefixing("merging CRDs") { try result.config.merge(config) }
    }
  }
}

// MARK: Resources

extension BuildTarget {
  /// The objects at paths, added to others.
  func accumulate(_ paths: [String], after set: ResourceSet) throws -> ResourceSet {
    var result = Accumulator()
    result.set = set
    for path in paths { try accumulate(path, into: &result) }
    return result.set
  }

  /// Adds what is at a path: a file with objects, or else a directory.
  private func accumulate(_ path: String, into result: inout Accumulator) throws {
    do { return try accumulateFile(path, into: &result) } catch {
      let fileError = KustomizeError.from(error)
      if [.limit, .decoding, .remote].contains(fileError.kind) { throw fileError }
      let child: Loader
      do { child = try loader.child(path) } catch {
        // With text that is no YAML, the path was meant as a file; that it is no directory helps nobody.
        if fileError.kind == .malformedYAML { throw fileError }
        let directoryError = KustomizeError.from(error)
        throw directoryError.prefixed("accumulation err='\(fileError.message)'")
          .located(file: fileError.file ?? directoryError.file ?? path, line: fileError.line)
      }
      do { try accumulateDirectory(child, path, into: &result) } catch {
        throw KustomizeError.from(error).prefixed("accumulation err='\(fileError.message)'")
      }
    }
  }

  private func accumulateFile(_ path: String, into result: inout Accumulator) throws {
    var resources = try prefixing("accumulating resources from '\(path)'") {
      let text = try loader.load(path)
      let reader = ResourceReader(limits: loader.budget.limits.yaml, file: displayPath(path))
      do { return try reader.read(text) } catch {
        let error = KustomizeError.from(error).located(file: displayPath(path))
        throw kustomization.isGenerated ? error.asDecodingFailure(of: displayPath(path)) : error
      }
    }
    try loader.budget.addResources(resources.count)
    if let origin {
      let fileOrigin = origin.appending(path)
      for index in resources.indices { resources[index].origin = fileOrigin }
    }
    try prefixing("merging resources from '\(path)'") {
      for resource in resources { try result.set.append(resource) }
    }
  }

  /// A file's path from the root of the file system, or as written while that says enough.
  private func displayPath(_ path: String) -> String {
    loader.isTop && !kustomization.isGenerated ? path : FilePath.join(loader.root, path)
  }

  private func accumulateComponent(_ path: String, into result: inout Accumulator) throws {
    let child: Loader
    do { child = try loader.child(path) } catch {
      let error = KustomizeError.from(error)
      throw KustomizeError("loader.New \(GoQuote.double(error.message))", file: error.file, line: error.line)
    }
    do {
      let target = try target(child, path, isComponent: true)
      result = try prefixing("recursed accumulation of path '\(child.root)'") { try target.accumulate(into: result) }
    } catch {
      let error = KustomizeError.from(error)
      throw KustomizeError(
        "accumulateDirectory: \(GoQuote.double(error.message))", file: error.file, line: error.line, kind: error.kind)
    }
  }

  private func accumulateDirectory(_ child: Loader, _ path: String, into result: inout Accumulator) throws {
    let target = try target(child, path, isComponent: false)
    let gathered = try prefixing("recursed accumulation of path '\(child.root)'") { try target.accumulate() }
    try prefixing("recursed merging from path '\(child.root)'") { try result.merge(gathered) }
  }

  private func target(_ child: Loader, _ path: String, isComponent: Bool) throws -> BuildTarget {
    try child.budget.enterDirectory()
    let (fileName, kustomization) = try prefixing("couldn't make target for path '\(child.root)'") {
      try KustomizationFile.load(child)
    }
    let target = BuildTarget(
      loader: child, kustomization: kustomization, fileName: fileName, schema: schema, origin: origin?.appending(path))
    // The first kustomization that names a schema decides for all. Below the top it adds to what Kubernetes has.
    if !schema.isAdopted, let custom = try SchemaReader.custom(kustomization, child) {
      schema.adopt(custom.extended(by: .builtin))
    }
    if isComponent && !kustomization.isComponent {
      throw KustomizeError("expected kind 'Component' for path '\(child.root)' but got '\(kustomization.kind)'")
    }
    if !isComponent && kustomization.isComponent {
      throw KustomizeError("expected kind != 'Component' for path '\(child.root)'")
    }
    return target
  }
}

// MARK: Generators, transformers, validators

extension BuildTarget {
  private func runGenerators(into result: inout Accumulator) throws {
    for (generator, origin) in try builtinGenerators() + PluginLoader(target: self).generators(kustomization.generators)
    {
      var generated = try generator.generate()
      try loader.budget.addResources(generated.count)
      if let origin {
        for index in generated.indices where generated[index].origin == nil { generated[index].origin = origin }
      }
      do { try result.absorb(generated) } catch { throw KustomizeError.from(error).prefixed("merging from generator") }
    }
  }

  private func builtinGenerators() -> [(any Generator, Origin?)] {
    func make(_ rules: [GeneratorRule], _ kind: MapGenerator.Kind, _ name: String) -> [(any Generator, Origin?)] {
      rules.map { rule in
        var rule = rule
        rule.options = GeneratorOptions.merged(rule.options, kustomization.generatorOptions)
        return (MapGenerator(kind: kind, rule: rule, loader: loader), origin?.configured(in: fileName, builtin: name))
      }
    }
    return make(kustomization.configMapGenerator, .configMap, "ConfigMapGenerator")
      + make(kustomization.secretGenerator, .secret, "SecretGenerator")
  }

  private func runTransformers(on result: inout Accumulator) throws {
    var transformers = try BuiltinTransformers(target: self, config: result.config).all()
    transformers += try PluginLoader(target: self).transformers(kustomization.transformers)
    for transformer in transformers { try transformer.transform(&result.set) }
  }

  private func runValidators(on result: inout Accumulator) throws {
    for validator in try PluginLoader(target: self).transformers(kustomization.validators) {
      var copy = result.set
      try validator.transform(&copy)
      let isUnchanged =
        copy.count == result.set.count
        && zip(copy.resources, result.set.resources).allSatisfy {
          $0.node == $1.node
        }
      guard isUnchanged else { throw KustomizeError("validator shouldn't modify the resource map") }
    }
  }
}

extension KustomizeError {
  fileprivate func asDecodingFailure(of file: String) -> KustomizeError {
    KustomizeError("failed to decode Kubernetes YAML from \(file): \(message)", file: file, line: line, kind: .decoding)
  }
}
