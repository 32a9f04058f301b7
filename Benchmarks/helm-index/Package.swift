// swift-tools-version: 6.2
import PackageDescription

/// Built by run.sh. The sources are linked in by symbolic links, so that a benchmark of indexes does not build a web
/// framework: of OperatorKit only the time stamps.
let package = Package(
  name: "helm-index-bench",
  targets: [
    .systemLibrary(name: "CLibcurl", path: "Linked/CLibcurl", pkgConfig: "libcurl"),
    .systemLibrary(name: "CLibyaml", path: "Linked/CLibyaml", pkgConfig: "yaml-0.1"),
    .systemLibrary(name: "CCrypto", path: "Linked/CCrypto", pkgConfig: "libcrypto"),
    .target(name: "JSON", path: "Linked/JSON", swiftSettings: settings),
    .target(name: "YAML", dependencies: ["JSON", "CLibyaml"], path: "Linked/YAML", swiftSettings: settings),
    .target(name: "Digests", dependencies: ["CCrypto"], path: "Linked/Digests", swiftSettings: settings),
    .target(name: "HTTP", dependencies: ["CLibcurl", "Digests"], path: "Linked/HTTP", swiftSettings: settings),
    .target(name: "SemVer", path: "Linked/SemVer", swiftSettings: settings),
    .target(name: "OperatorKit", path: "Linked/OperatorKit", swiftSettings: settings),
    .target(
      name: "HelmIndex", dependencies: ["YAML", "SemVer", "OperatorKit"], path: "Linked/HelmIndex",
      swiftSettings: settings),
    .executableTarget(
      name: "helm-index-bench", dependencies: ["HelmIndex", "HTTP", "Digests"], swiftSettings: settings),
  ]
)

var settings: [SwiftSetting] {
  [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
  ]
}
