import SemVer

extension ChartMetadata {
  /// Checks what Helm checks when it loads a chart, and cleans texts of characters that no terminal should see.
  ///
  /// - Throws: ``HelmError`` with `validation: ...`.
  public mutating func validate() throws(HelmError) {
    sanitize()
    func fail(_ text: String) -> HelmError { HelmError(.chart, "validation: \(text)") }
    guard !apiVersion.isEmpty else { throw fail("chart.metadata.apiVersion is required") }
    guard !name.isEmpty else { throw fail("chart.metadata.name is required") }
    guard name != ".", name != ".." else { throw fail("chart.metadata.name \"\(name)\" is not allowed") }
    guard !name.utf8.contains(UInt8(ascii: "/")) else { throw fail("chart.metadata.name \"\(name)\" is invalid") }
    guard !version.isEmpty else { throw fail("chart.metadata.version is required") }
    guard (try? SemanticVersion(version)) != nil else { throw fail("chart.metadata.version \"\(version)\" is invalid") }
    guard ["", "application", "library"].contains(type) else {
      throw fail("chart.metadata.type must be application or library")
    }
    var keys: Set<String> = []
    for dependency in dependencies {
      guard dependency.alias.utf8.allSatisfy(Self.mayBeInAlias) else {
        throw fail("dependency \"\(dependency.name)\" has disallowed characters in the alias")
      }
      let key = dependency.alias.isEmpty ? dependency.name : dependency.alias
      guard keys.insert(key).inserted else { throw fail("more than one dependency with name or alias \"\(key)\"") }
    }
  }

  private static func mayBeInAlias(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }

  private mutating func sanitize() {
    for path in [
      \ChartMetadata.name, \.description, \.home, \.icon, \.condition, \.tags, \.appVersion, \.kubeVersion,
    ] as [WritableKeyPath<ChartMetadata, String>] {
      self[keyPath: path] = Self.sanitized(self[keyPath: path])
    }
    sources = sources.map(Self.sanitized)
    keywords = keywords.map(Self.sanitized)
    for index in maintainers.indices {
      maintainers[index].name = Self.sanitized(maintainers[index].name)
      maintainers[index].email = Self.sanitized(maintainers[index].email)
      maintainers[index].url = Self.sanitized(maintainers[index].url)
    }
    for index in dependencies.indices {
      dependencies[index].name = Self.sanitized(dependencies[index].name)
      dependencies[index].version = Self.sanitized(dependencies[index].version)
      dependencies[index].repository = Self.sanitized(dependencies[index].repository)
      dependencies[index].condition = Self.sanitized(dependencies[index].condition)
      dependencies[index].tags = dependencies[index].tags.map(Self.sanitized)
    }
  }

  /// White space becomes a blank, and what cannot be printed is left out.
  static func sanitized(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if scalar.properties.isWhitespace {
        result += " "
        continue
      }
      switch scalar.properties.generalCategory {
      case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: continue
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
