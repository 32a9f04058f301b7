/// Collects the chunks of a body until handing them on is worth a switch of threads.
package struct BlockBuffer {
  private static let size = 256 * 1024
  private var bytes: [UInt8] = []

  package init() {}

  /// Takes a chunk; returns a block when one is full.
  package mutating func append(_ chunk: [UInt8]) -> [UInt8]? {
    bytes += chunk
    return bytes.count >= BlockBuffer.size ? take() : nil
  }

  /// What is left, or `nil` when that is nothing.
  package mutating func take() -> [UInt8]? {
    defer { bytes = [] }
    return bytes.isEmpty ? nil : bytes
  }
}
