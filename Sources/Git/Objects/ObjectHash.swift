import Digests

/// Names objects by their content.
enum ObjectHash {
  /// A digest that has seen the object's head and expects its content.
  static func begin(_ format: ObjectFormat, _ kind: ObjectKind, size: UInt64) -> StreamingDigest {
    let digest = StreamingDigest(format.algorithm)
    digest.update(Array("\(kind.name) \(size)\u{0}".utf8))
    return digest
  }

  /// - Returns: `nil` only if libcrypto lacks the algorithm.
  static func name(_ format: ObjectFormat, _ kind: ObjectKind, _ content: UnsafeRawBufferPointer) -> ObjectID? {
    let digest = begin(format, kind, size: UInt64(content.count))
    digest.update(content)
    return ObjectID(format, bytes: digest.finish())
  }
}
