/// Texts from the cluster, made harmless for what shows them: a commit message must not mention a channel, hide a link
/// or write HTML.
enum Markup {
  /// Slack's control sequences: `<!channel>`, `<@user>`, `<url|text>`.
  static func slack(_ text: String) -> String { escape(text, ["&": "&amp;", "<": "&lt;", ">": "&gt;"]) }

  /// As ``slack(_:)``, for servers that take its form of message and notify everybody where a text says so.
  static func withoutMentions(_ text: String) -> String {
    var result = slack(text)
    for name in ["everyone", "here", "all", "channel"] {
      let parts = result.split(separator: "@\(name)", omittingEmptySubsequences: false)
      result = parts.joined(separator: "@\u{200b}\(name)")
    }
    return result
  }

  /// HTML.
  static func html(_ text: String) -> String {
    escape(text, ["&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&#34;", "'": "&#39;"])
  }

  /// Markdown that is shown on Git servers and in chats: links, images, mentions, HTML, and what would end a list item.
  static func markdown(_ text: String) -> String {
    var result = escape(
      text,
      [
        "\\": "\\\\", "`": "\\`", "*": "\\*", "_": "\\_", "[": "\\[", "]": "\\]", "<": "&lt;", ">": "&gt;",
        "&": "&amp;", "@": "@\u{200b}", "#": "\\#", "|": "\\|", "~": "\\~",
      ])
    result = result.split(separator: "\n", omittingEmptySubsequences: false).map(withoutIndent).joined(separator: "\n")
    return result
  }

  /// A key between back-ticks.
  static func code(_ text: String) -> String {
    String(text.map { $0 == "`" || $0.isNewline ? "'" : $0 })
  }

  /// Telegram's MarkdownV2.
  static func telegram(_ text: String) -> String {
    var result = ""
    for character in text {
      if "\\.-_[]()~>`#+=|{}!*".contains(character) { result.append("\\") }
      result.append(character)
    }
    return result
  }

  /// On one line.
  static func line(_ text: String) -> String { String(text.map { $0.isNewline ? " " : $0 }) }

  /// The first line.
  static func firstLine(_ text: String) -> String {
    text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false).first.map(String.init) ?? ""
  }

  /// Four spaces at the beginning would make code of a line.
  private static func withoutIndent(_ line: Substring) -> String {
    let spaces = line.prefix { $0 == " " }.count
    return spaces < 4 ? String(line) : "   " + line.dropFirst(spaces)
  }

  private static func escape(_ text: String, _ replacements: [Character: String]) -> String {
    var result = ""
    for character in text {
      if let replacement = replacements[character] { result += replacement } else { result.append(character) }
    }
    return result
  }
}
