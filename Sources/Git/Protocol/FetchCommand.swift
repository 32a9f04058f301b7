/// The request for a pack, in either protocol version.
///
/// Formats: Git's gitprotocol-v2 "fetch", gitprotocol-pack "Packfile Negotiation".
package enum FetchCommand {
  /// - Parameter depth: How many commits of history, or `nil` for all. Left out when the server cannot do it.
  package static func request(wants: [ObjectID], depth: Int?, _ capabilities: ServerCapabilities) throws -> [UInt8] {
    let depth = capabilities.supportsShallow ? depth : nil
    return capabilities.version == .v2 ? v2(wants, depth, capabilities) : try v0(wants, depth, capabilities)
  }

  private static func v2(_ wants: [ObjectID], _ depth: Int?, _ capabilities: ServerCapabilities) -> [UInt8] {
    var request = PktLine.line("command=fetch") + Request.common(capabilities) + PktLine.delimiter
    request += PktLine.line("no-progress") + PktLine.line("ofs-delta")
    for want in wants { request += PktLine.line("want \(want)") }
    if let depth { request += PktLine.line("deepen \(depth)") }
    return request + PktLine.line("done") + PktLine.flush
  }

  private static func v0(_ wants: [ObjectID], _ depth: Int?, _ capabilities: ServerCapabilities) throws -> [UInt8] {
    guard capabilities.contains("side-band-64k") else {
      throw GitError.unsupported("lacks side-band-64k; it is too old")
    }
    var features = ["side-band-64k", "ofs-delta", "no-progress", "shallow", "object-format"].filter {
      capabilities.contains($0)
    }
    if let index = features.firstIndex(of: "object-format") {
      features[index] += "=\((capabilities.objectFormat ?? .sha1).rawValue)"
    }
    if capabilities.contains("agent") { features.append(Request.agent) }
    var request: [UInt8] = []
    for (index, want) in wants.enumerated() {
      request += PktLine.line(index == 0 ? "want \(want) \(features.joined(separator: " "))" : "want \(want)")
    }
    if let depth { request += PktLine.line("deepen \(depth)") }
    return request + PktLine.flush + PktLine.line("done")
  }
}
