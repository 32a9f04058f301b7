// swift-tools-version: 6.2
import PackageDescription

/// Swift 6 language mode comes with the tools version; these go further, and warnings are errors.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]

let nio = "swift-nio"
let log: Target.Dependency = .product(name: "Logging", package: "swift-log")

/// A library target of ours with the project's settings.
func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func executable(_ name: String, _ dependencies: [Target.Dependency], path: String? = nil) -> Target {
  .executableTarget(name: name, dependencies: dependencies, path: path, swiftSettings: strict)
}

/// How the controllers are linked for release, for the sake of memory: relative relocations in their short form, which
/// LLVM's linker writes and glibc reads since 2.36 (1.3 MiB less to read at the start of every process), and no table
/// of all symbols for libraries that might look for some (1.6 MiB; Swift's driver asks for it).
let compactLinking: [LinkerSetting] = [
  .unsafeFlags(
    ["-use-ld=lld", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs", "-Xlinker", "--no-export-dynamic"],
    .when(platforms: [.linux], configuration: .release))
]

func controller(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(name: name, dependencies: dependencies, swiftSettings: strict, linkerSettings: compactLinking)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

let package = Package(
  name: "flux-swift",
  products: [
    .library(name: "OperatorKit", targets: ["OperatorKit"]),
    .library(name: "OperatorKitTesting", targets: ["OperatorKitTesting"]),
    .executable(name: "source-controller", targets: ["SourceController"]),
    .executable(name: "kustomize-controller", targets: ["KustomizeController"]),
    .executable(name: "helm-controller", targets: ["HelmController"]),
    .executable(name: "notification-controller", targets: ["NotificationController"]),
    .executable(name: "demo", targets: ["Demo"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
  ],
  targets: [
    // System libraries: a module map each, no code.
    .systemLibrary(name: "CLibyaml", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CLinuxProcess"),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CTLS", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CSSL", pkgConfig: "libssl", providers: [.apt(["libssl-dev"])]),
    // Loads libcurl when the first request needs it. Debian: libcurl4-openssl-dev, at run time libcurl4.
    .target(name: "CLibcurl"),

    // Engines: no Kubernetes in them.
    library("JSON"),
    library("YAML", ["GoQuoting", "JSON", "CLibyaml"]),
    library("Digests", ["CCrypto"]),
    library("FileTree"),
    library("HTTP", ["CLibcurl", "CTLS", "Digests"]),
    library(
      "HTTPServer",
      [
        "HTTP",
        .product(name: "NIOCore", package: nio), .product(name: "NIOPosix", package: nio),
        .product(name: "NIOHTTP1", package: nio),
      ]),
    library("SemVer"),
    library("Archive", ["CZlib", "Digests"]),
    library("CEL", ["JSON", "RegularExpressions"]),
    library("Kustomize", ["GoQuoting", "JSON", "YAML", "Digests", "RegularExpressions"]),
    library("Git", ["Archive", "CZlib", "Digests", "HTTP", "SemVer"]),
    library("RegularExpressions"),
    library("GoQuoting"),
    library(
      "GoTemplate", ["GoQuoting", "JSON", "RegularExpressions", "SemVer", "Digests", "CCrypto", "CLinuxProcess"]),
    library("JSONSchema", ["GoQuoting", "JSON", "RegularExpressions"]),
    library("Registry", ["HTTP", "JSON", "Digests", "SemVer"]),
    library(
      "Helm",
      [
        "GoTemplate", "GoQuoting", "JSONSchema", "Kustomize", "YAML", "JSON", "SemVer", "Archive", "Digests",
        "RegularExpressions",
      ]),

    // The operator library.
    library("OperatorKit", ["JSON", "YAML", "HTTP", "HTTPServer", "Digests", log]),
    library(
      "OperatorKitTesting",
      [
        "CLinuxProcess", "Digests", "FileTree", "HTTP", "JSON",
        .product(name: "NIOCore", package: nio), .product(name: "NIOPosix", package: nio),
        .product(name: "NIOHTTP1", package: nio),
      ]),

    // What the controllers share.
    library("GitOpsAPI", ["OperatorKit", "JSON"]),
    library(
      "ControllerSupport", ["GitOpsAPI", "OperatorKit", "Archive", "Digests", "HTTP", "HTTPServer", "JSON", log]),

    // What the controllers that apply objects share.
    library(
      "ApplierSupport",
      ["ControllerSupport", "GitOpsAPI", "OperatorKit", "Kustomize", "CEL", "Digests", "HTTP", "JSON"]),

    // The controllers.
    controller(
      "SourceController",
      [
        "ControllerSupport", "GitOpsAPI", "OperatorKit", "Git", "Registry", "Helm", "CEL", "Archive", "Digests",
        "FileTree",
        "HTTP", "HTTPServer", "JSON", "YAML", "SemVer", log,
      ]),
    controller(
      "KustomizeController",
      [
        "ApplierSupport", "ControllerSupport", "GitOpsAPI", "OperatorKit", "Kustomize", "Git", "Archive", "CEL",
        "Digests",
        "FileTree", "HTTP", "JSON", "YAML", log,
      ]),
    controller(
      "HelmController",
      [
        "ApplierSupport", "ControllerSupport", "GitOpsAPI", "OperatorKit", "Helm", "Kustomize", "CEL", "Archive",
        "Digests", "HTTP", "JSON", "YAML",
        "SemVer", log,
      ]),
    controller(
      "NotificationController",
      [
        "ControllerSupport", "GitOpsAPI", "OperatorKit", "CEL", "RegularExpressions", "CCrypto", "CSSL", "Digests",
        "HTTP", "HTTPServer", "JSON", "YAML", log,
      ]),

    // Writes config/crd from the models; `make manifests`.
    executable("crdgen", ["GitOpsAPI", "YAML", "JSON"]),

    // What `make demo` runs.
    executable("Demo", ["OperatorKit", "OperatorKitTesting", "GitOpsAPI", "JSON"]),

    // What `make bench` runs.
    executable(
      "Figures", ["OperatorKit", "OperatorKitTesting", "GitOpsAPI", "Digests", "HTTPServer", "JSON"],
      path: "Benchmarks/figures"),

    // Directories and archives that tests work with.
    .target(name: "TestSupport", dependencies: ["Archive", "FileTree"], path: "Tests/Support", swiftSettings: strict),

    tests("JSONTests", ["JSON"]),
    tests("YAMLTests", ["YAML", "JSON"]),
    tests("HTTPTests", ["TestSupport", "HTTP", "HTTPServer", "Digests"]),
    tests("SemVerTests", ["SemVer"]),
    tests("FileTreeTests", ["FileTree", "OperatorKitTesting"]),
    tests("ArchiveTests", ["TestSupport", "Archive", "Digests"]),
    tests("CELTests", ["CEL", "JSON"]),
    tests("KustomizeTests", ["Kustomize", "OperatorKitTesting", "YAML", "JSON"]),
    tests("RegularExpressionsTests", ["RegularExpressions"]),
    tests("GoTemplateTests", ["GoTemplate", "OperatorKitTesting", "JSON"]),
    tests("JSONSchemaTests", ["JSONSchema", "JSON"]),
    tests("RegistryTests", ["Registry", "OperatorKitTesting", "HTTP", "HTTPServer", "Digests", "JSON"]),
    tests(
      "HelmTests", ["TestSupport", "Helm", "GoTemplate", "OperatorKitTesting", "Archive", "Digests", "YAML", "JSON"]),
    tests("GitTests", ["TestSupport", "Git", "HTTP", "Archive", "Digests"]),
    tests("OperatorKitTests", ["TestSupport", "OperatorKit", "OperatorKitTesting", "JSON", "HTTP", "HTTPServer", log]),
    tests("OperatorKitTestingTests", ["OperatorKitTesting", "HTTP", "JSON"]),
    tests("GitOpsAPITests", ["GitOpsAPI", "OperatorKit", "OperatorKitTesting", "JSON", "YAML"]),
    tests(
      "ControllerSupportTests",
      [
        "ControllerSupport", "GitOpsAPI", "OperatorKit", "OperatorKitTesting", "Archive", "Digests", "HTTP",
        "HTTPServer", "JSON", log,
      ]),

    tests(
      "SourceControllerTests",
      [
        "SourceController", "ControllerSupport", "GitOpsAPI", "OperatorKit", "OperatorKitTesting", "Git", "Archive",
        "Helm",
        "HTTP", "SemVer", "YAML", "Digests", "JSON",
      ]),

    tests(
      "KustomizeControllerTests",
      [
        "KustomizeController", "ApplierSupport", "ControllerSupport", "GitOpsAPI", "OperatorKit", "OperatorKitTesting",
        "Kustomize", "HTTP", "HTTPServer", "JSON",
      ]),
    tests(
      "HelmControllerTests",
      [
        "HelmController", "Helm", "ControllerSupport", "GitOpsAPI", "OperatorKit", "OperatorKitTesting", "Archive",
        "Digests", "HTTP",
        "HTTPServer", "JSON", "YAML", log,
      ]),
    tests(
      "NotificationControllerTests",
      [
        "NotificationController", "ControllerSupport", "GitOpsAPI", "OperatorKit", "OperatorKitTesting", "CEL",
        "CCrypto", "CSSL", "Digests", "HTTP", "HTTPServer", "JSON", log,
      ]),

    // The controllers as they are built, on a real control plane.
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "SourceController", "KustomizeController", "HelmController", "NotificationController", "Helm", "GitOpsAPI",
        "OperatorKit", "OperatorKitTesting", "Archive", "Digests", "HTTP", "HTTPServer", "JSON", "YAML",
      ],
      path: "Tests/EndToEnd", swiftSettings: strict),
  ]
)
