// swift-tools-version: 6.2
import PackageDescription

/// Built by run.sh. The sources of the engines are linked in by symbolic links, so that a benchmark of Git does
/// not build a web framework.
let package = Package(
  name: "git-bench",
  targets: [
    .systemLibrary(name: "CLibcurl", path: "Linked/CLibcurl", pkgConfig: "libcurl"),
    .systemLibrary(name: "CZlib", path: "Linked/CZlib", pkgConfig: "zlib"),
    .systemLibrary(name: "CCrypto", path: "Linked/CCrypto", pkgConfig: "libcrypto"),
    .target(name: "Digests", dependencies: ["CCrypto"], path: "Linked/Digests", swiftSettings: settings),
    .target(name: "HTTP", dependencies: ["CLibcurl", "Digests"], path: "Linked/HTTP", swiftSettings: settings),
    .target(name: "SemVer", path: "Linked/SemVer", swiftSettings: settings),
    .target(name: "Archive", dependencies: ["CZlib", "Digests"], path: "Linked/Archive", swiftSettings: settings),
    .target(
      name: "Git", dependencies: ["Archive", "CZlib", "Digests", "HTTP", "SemVer"], path: "Linked/Git",
      swiftSettings: settings),
    .executableTarget(name: "git-bench", dependencies: ["Git", "HTTP", "Archive", "Digests"], swiftSettings: settings),
  ]
)

var settings: [SwiftSetting] {
  [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
  ]
}
