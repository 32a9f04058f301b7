public import OperatorKit

extension HelmRelease {
  /// Settings for `helm test`.
  public struct Test: Codable, Hashable, Sendable {
    @OrEmpty public var enable: Bool
    @OrEmpty public var filters: [TestFilter]
    @OrEmpty public var ignoreFailures: Bool
    public var timeout: GoDuration?

    public init() {}

    package static let schema = Schema.object("Settings for helm test.") {
      Field("enable", .boolean, "Run the chart's tests after install and upgrade.")
      Field("filters", .list(TestFilter.schema), "Which tests to run; by default all.")
      Field("ignoreFailures", .boolean, "Do not count failed tests.")
      Field("timeout", .duration, "Limit for the action; by default that of the release.")
    }
  }

  /// Names one test of a chart.
  public struct TestFilter: Codable, Hashable, Sendable {
    /// Whether the test is left out rather than chosen.
    @OrEmpty public var exclude: Bool
    public var name: String

    public init(name: String, exclude: Bool = false) {
      self.name = name
      self.exclude = exclude
    }

    package static let schema = Schema.object("Names one test.") {
      Field("exclude", .boolean, "Leave the test out.")
      Field("name", required: .string(1...253), "Name of the test.")
    }
  }
}
