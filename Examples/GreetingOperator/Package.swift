// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "greeting-operator",
  dependencies: [
    .package(name: "flux-swift", path: "../.."),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
  ],
  targets: [
    .executableTarget(
      name: "GreetingOperator",
      dependencies: [
        .product(name: "OperatorKit", package: "flux-swift"), .product(name: "Logging", package: "swift-log"),
      ])
  ]
)
