import GitOpsAPI
import HTTP
import HTTPServer
import JSON
import Testing

@testable import NotificationController

/// Texts from the cluster that are meant to be more than text.
@Suite struct MarkupTests {
  private static let hostile =
    "<!channel> <@U1> @everyone [click](http://evil.example) <b>bold</b> ![x](y) `code` *b* _i_ ~s~ # h | &amp;"

  private static var event: ControllerEvent {
    Samples.event(
      .error, message: hostile, metadata: ["change_request": "7", "revision": Samples.revision, hostile: hostile])
  }

  /// What a chat is sent about the hostile event, as text.
  private func told(_ type: String, path: String = "/hook") async throws -> String {
    let seen = try await ScriptedServer.asked([Self.event]) {
      try Samples.notifier(type, "\($0)\(path)") { ($0.token, $0.channel) = ("t", "c/t") }
    }
    if type == "zulip" { return Form.fields(try #require(seen.last).body)["content"] ?? "" }
    return try #require(seen.last?.json).serializedString()
  }

  @Test("Slack's control sequences are harmless where its form is shown", arguments: ["slack", "discord", "rocket"])
  func slack(_ type: String) async throws {
    let text = try await told(type)
    for bad in ["<!", "<@", "<b", "&amp;amp;amp;"] { #expect(!text.contains(bad), "\(bad)") }
    #expect(text.contains("&lt;!channel&gt;") && text.contains("&amp;amp;"))
  }

  @Test("nobody is mentioned by a text", arguments: ["discord", "rocket"])
  func mentions(_ type: String) async throws {
    let text = try await told(type)
    #expect(text.contains("@\u{200b}everyone") && !text.contains("@everyone"))
  }

  @Test("HTML is harmless in googlechat")
  func html() async throws {
    let text = try await told("googlechat")
    #expect(!text.contains("<b>") && !text.contains("<!channel>") && text.contains("&lt;b&gt;"))
    // The one tag is ours.
    #expect(text.split(separator: "<font").count == 2)
  }

  /// Without what stands between back-ticks, which is shown as it is.
  private func withoutCode(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.hasPrefix("* `") ? line.dropFirst(3).drop { $0 != "`" } : line
    }.joined(separator: "\n")
  }

  @Test("Markdown is harmless in chats that show it", arguments: ["webex", "lark", "msteams", "zulip"])
  func markdown(_ type: String) async throws {
    let text = withoutCode(try await told(type))
    for bad in ["<b>", "<!channel>", "[click](", "@everyone", "@sha1"] { #expect(!text.contains(bad), "\(bad)") }
  }

  @Test("telegram shows what was said and nothing else")
  func telegram() {
    let escaped = Markup.telegram(Self.hostile)
    var isEscaped = false
    for character in escaped {
      if !isEscaped { #expect(!"_*[]()~`>#+-=|{}.!".contains(character) || character == "\\") }
      isEscaped = !isEscaped && character == "\\"
    }
    #expect(escaped.replacing("\\", with: "") == Self.hostile)
  }

  @Test("a comment's list cannot be broken out of")
  func comments() {
    let text = StatusText.markdown(Samples.notification(Self.event))
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.filter { $0.hasPrefix("* `") }.count == 2 && !withoutCode(text).contains("<b>"))
    #expect(!withoutCode(text).contains("[click]("))
    let broken = Samples.event(message: "a\n    code\n\n# head", metadata: ["k`\n# x": "v\n# y"])
    let other = StatusText.markdown(Samples.notification(broken))
    #expect(!other.contains("\n    code") && !other.contains("\n# ") && other.contains("\n* `k''# x`: v \\# y\n"))
  }

  @Test("a marker of another comment cannot be forged by a message")
  func marker() {
    let marker = "<!-- flux-pr-comment-key:1/Kustomization/apps/other -->"
    #expect(!StatusText.markdown(Samples.notification(Samples.event(message: marker))).contains(marker))
  }
}
