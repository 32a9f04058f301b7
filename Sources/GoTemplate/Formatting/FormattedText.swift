import GoQuoting

/// Go's `fmt` for other modules.
public enum FormattedText {
  /// The character at a place as `%q` shows it.
  public static func quotedCharacter(_ bytes: [UInt8], at index: Int) -> String {
    let scalar = Scalars.decode(bytes, at: index)?.0 ?? "\u{FFFD}"
    return String(decoding: FormatText.print(Array("%q".utf8), [.int(Int(scalar.value))]) ?? [], as: UTF8.self)
  }
}
