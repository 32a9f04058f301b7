import CEL
import GitOpsAPI
import HTTP
import JSON
import OperatorKit

/// The name of a commit's status and what it says.
enum StatusName {
  /// `kustomization/shop/1a2b3c4d`: the object, and which cluster's Provider speaks of it.
  static func standard(_ event: ControllerEvent, providerUID: String) -> String {
    let object = event.involvedObject
    let cluster = providerUID.split(separator: "-", omittingEmptySubsequences: false).first ?? ""
    return "\(object.kind ?? "")/\(object.name ?? "")/\(cluster)".lowercased()
  }

  /// The name for a notification, by the Provider's expression where it has one. Throws for an expression that cannot
  /// be compiled or evaluated.
  static func name(_ notification: Notification, _ provider: Provider) throws -> String {
    guard provider.spec.type.reportsCommitStatus else { return "" }
    guard let expression = provider.spec.commitStatusExpr else {
      return standard(notification.event, providerUID: provider.metadata.uid ?? "")
    }
    do {
      let program = try CELProgram(
        compiling: expression, variables: ["event", "alert", "provider"], result: .possibly(.string))
      return try program.evaluateString([
        "event": notification.event.json, "alert": try JSONEncoding.encode(notification.alert),
        "provider": try JSONEncoding.encode(provider),
      ])
    } catch {
      throw DeliveryError.unfit("failed to evaluate the spec.commitStatusExpr CEL expression for the event: \(error)")
    }
  }

  /// `kustomization/shop` and `reconciliation succeeded`.
  static func nameAndDescription(_ event: ControllerEvent) -> (name: String, description: String) {
    let object = event.involvedObject
    return ("\(object.kind ?? "")/\(object.name ?? "")".lowercased(), words(event.reason).lowercased())
  }

  /// The words of a text in camel case, apart.
  static func words(_ text: String) -> String {
    var runs: [[Character]] = []
    var last: Int?
    for character in text {
      let kind = kind(of: character)
      if kind == last, !runs.isEmpty { runs[runs.count - 1].append(character) } else { runs.append([character]) }
      last = kind
    }
    // The last capital of several belongs to the word that follows: `HTTPServer` is `HTTP Server`.
    for position in runs.indices.dropLast() where runs[position].first?.isUppercase == true {
      guard runs[position + 1].first?.isLowercase == true, let capital = runs[position].popLast() else { continue }
      runs[position + 1].insert(capital, at: 0)
    }
    return runs.filter { !$0.isEmpty }.map { String($0) }.joined(separator: " ")
  }

  private static func kind(of character: Character) -> Int {
    if character.isLowercase { return 1 }
    if character.isUppercase { return 2 }
    return character.isNumber ? 3 : 4
  }
}
