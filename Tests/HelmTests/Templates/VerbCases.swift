extension TemplateCases {
  /// Every verb with every kind of value, plain and with flags.
  static func verbs() -> [String] {
    let values = [
      "1", "-42", "(int64 7)", "1.5", "-0.0", "1e21", "1e-7", "\"h\\u00e9\\n\\\"q\\\"\"", "\"\"", "(b64dec \"/w==\")",
      "true", "nil",
      "(list 1 \"a\" nil)", "(list)", "(dict \"a\" 1 \"b\" (list 2))", ".Values.l", ".Values.m", ".Values.z",
      "(until 2)",
      "(splitList \",\" \"a,b\")", "(index \"abc\" 1)", "(urlParse \"http://h/p\")", "128512",
    ]
    let verbs = [
      "v", "+v", "#v", "T", "t", "d", "+d", "05d", "-5d", "b", "o", "O", "#o", "x", "X", "#x", "c", "q", "U", "#U", "e",
      "E",
      "f", ".2f", "8.3f", "+08.2f", "g", "G", ".3g", "#g", "s", "10s", "-10s", ".2s", "q", "#q", "+q", "% x", "# X",
      "z", "5t", "5v", "05s",
    ]
    return values.map { value in
      // A pipe character between, for the eye.
      "{{ $v := \(value) }}" + verbs.map { "{{ printf \"%\($0)|\" $v }}" }.joined()
    } + [
      #"{{ printf "%d %d" 1 }}"#, #"{{ printf "%d" 1 2 "x" }}"#, #"{{ printf "%[2]d %[1]d" 1 2 }}"#,
      #"{{ printf "%[3]d" 1 2 }}"#, #"{{ printf "%[x]d" 1 }}"#, #"{{ printf "%[1" 1 }}"#,
      #"{{ printf "%*d|%-*d|%.*f" 5 1 5 2 2 3.14159 }}"#,
      #"{{ printf "%*d" "a" 1 }}"#, #"{{ printf "%.*d" -1 1 }}"#, #"{{ printf "%" }}"#, #"{{ printf "%5" 1 }}"#,
      #"{{ printf "%-" }}"#,
      #"{{ printf "%%|%5%|%-%" }}"#, #"{{ printf "%!" 1 }}"#, #"{{ printf "%é" 1 }}"#, #"{{ printf "%99999999d" 1 }}"#,
      #"{{ printf "%.0d|%.0f|%.f" 0 2.5 2.5 }}"#, #"{{ printf "% d|%+.2e|%+q|%#q" 5 12345.678 "é" "a`b" }}"#,
      #"{{ printf "%6.2f|%-8.3s|%08.3f|%+5d|%x|%X|% X" 3.14159 "abcdef" -3.14159 42 "hi" "hi" "hi" }}"#,
      #"{{ printf "%v %v %v" 1e6 1e20 1e21 }}{{ printf "%v" 123456789.0 }}{{ printf "%6v|%-6v|%06v" 1.5 1.5 -1.5 }}"#,
    ]
  }
}
