extension Chart {
  /// Checks that a chart may be installed: it is no library, and what Chart.yaml names is there.
  ///
  /// - Throws: ``HelmError`` in Helm's words.
  public func checkInstallable() throws(HelmError) {
    if metadata.type == "library" { throw HelmError(.chart, "library charts are not installable") }
    let present = Set(dependencies.map(\.name))
    let missing = metadata.dependencies.map(\.name).filter { !present.contains($0) }
    guard missing.isEmpty else {
      throw HelmError(
        .chart,
        "an error occurred while checking for chart dependencies. You may need to run 'helm dependency build' to fetch "
          + "missing dependencies: found in Chart.yaml, but missing in charts/ directory: "
          + missing.joined(separator: ", "))
    }
  }
}

/// Names of releases.
public enum ReleaseName {
  /// Checks that a name is one that Kubernetes takes, and not longer than 53 characters.
  ///
  /// - Throws: ``HelmError`` in Helm's words.
  public static func check(_ name: String) throws(HelmError) {
    if name.isEmpty { throw HelmError(.values, "release name check failed: release name \"\": no name provided") }
    let labels = name.split(separator: ".", omittingEmptySubsequences: false)
    guard name.utf8.count <= 53, labels.allSatisfy(isLabel) else {
      throw HelmError(
        .values,
        "release name check failed: release name \"\(name)\": invalid release name, must match regex "
          + #"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$ "#
          + "and the length must not be longer than 53")
    }
  }

  private static func isLabel(_ text: Substring) -> Bool {
    guard let first = text.utf8.first, let last = text.utf8.last, isAlphanumeric(first), isAlphanumeric(last) else {
      return false
    }
    return text.utf8.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z")) || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
  }
}
