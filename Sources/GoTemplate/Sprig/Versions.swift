import GoQuoting
import SemVer

extension TemplateFunctions {
  mutating func addVersions() {
    add("semver", [.string]) { call throws(TemplateError) in .object(try VersionObject(call.string(0))) }
    add("semverCompare", [.string, .string]) { call throws(TemplateError) in
      let constraint: VersionConstraint
      do throws(SemVerError) {
        constraint = try VersionConstraint(call.string(0))
      } catch {
        throw TemplateError("improper constraint: \(GoQuote.double(call.string(0)))")
      }
      return .bool(constraint.contains(try VersionObject(call.string(1)).version))
    }
  }
}

/// A version in the hands of a template: `(semver "1.2.3").Minor`.
final class VersionObject: TemplateObject {
  let version: SemanticVersion

  init(_ text: String) throws(TemplateError) {
    do throws(SemVerError) {
      version = try SemanticVersion(text)
    } catch {
      throw TemplateError("invalid semantic version")
    }
  }

  private init(_ version: SemanticVersion) { self.version = version }

  var typeName: String { "*semver.Version" }
  var kind: TemplateKind { .ptr }
  var text: String { version.description }

  func member(_ name: String) -> TemplateMember? {
    let version = version
    switch name {
    case "Major": return Self.method { _ in .uint64(version.major) }
    case "Minor": return Self.method { _ in .uint64(version.minor) }
    case "Patch": return Self.method { _ in .uint64(version.patch) }
    case "Prerelease": return Self.method { _ in .string(version.prerelease) }
    case "Metadata": return Self.method { _ in .string(version.metadata) }
    case "Original": return Self.method { _ in .string(version.original) }
    case "String": return Self.method { _ in .string(version.description) }
    case "Compare": return Self.comparison { .int(version == $0 ? 0 : version < $0 ? -1 : 1) }
    case "Equal": return Self.comparison { .bool(version == $0) }
    case "LessThan": return Self.comparison { .bool(version < $0) }
    case "LessThanEqual": return Self.comparison { .bool(version <= $0) }
    case "GreaterThan": return Self.comparison { .bool(version > $0) }
    case "GreaterThanEqual": return Self.comparison { .bool(version >= $0) }
    case "IncMajor": return increment("\(version.major &+ 1).0.0")
    case "IncMinor": return increment("\(version.major).\(version.minor &+ 1).0")
    case "IncPatch":
      // A prerelease becomes its release.
      return increment(
        "\(version.major).\(version.minor).\(version.prerelease.isEmpty ? version.patch &+ 1 : version.patch)")
    default: return nil
    }
  }

  private static func method(_ body: @escaping TemplateFunction.Body) -> TemplateMember {
    .method(TemplateFunction([], body))
  }

  private static func comparison(_ body: @escaping (SemanticVersion) -> TemplateValue) -> TemplateMember {
    .method(
      TemplateFunction([.object("*semver.Version")]) { call throws(TemplateError) in
        guard case .object(let object) = call[0], let other = object as? VersionObject else {
          throw Lists.nilDereference
        }
        return body(other.version)
      })
  }

  private func increment(_ text: String) -> TemplateMember {
    let prefix = version.original.hasPrefix("v") ? "v" : ""
    return Self.method { _ throws(TemplateError) in .object(try VersionObject(prefix + text)) }
  }
}
