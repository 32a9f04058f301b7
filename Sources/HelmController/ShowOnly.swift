import ControllerSupport
import Helm

/// `--show-only`: the documents of some templates.
struct ShowOnly {
  private let patterns: [String]

  init(_ patterns: [String]) { self.patterns = patterns }

  func write(_ text: [UInt8]) throws {
    let documents = ManifestText.documents(text)
    var chosen: [ArraySlice<UInt8>] = []
    for pattern in patterns {
      let matching = documents.filter { document in
        ManifestText.source(document).map { PathMatch.matches(pattern, $0) } ?? false
      }
      if matching.isEmpty { throw UsageError("could not find template \(pattern) in chart") }
      chosen += matching
    }
    for document in chosen {
      StandardStream.output.write("---\n")
      StandardStream.output.write(document)
      StandardStream.output.write("\n")
    }
  }
}
