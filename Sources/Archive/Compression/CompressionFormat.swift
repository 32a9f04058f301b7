/// What is wrapped around deflated bytes.
package enum CompressionFormat: Sendable {
  /// RFC 1952, with a time stamp of zero when written.
  case gzip
  /// RFC 1950, as Git stores its objects.
  case zlib

  var windowBits: Int32 { self == .gzip ? 15 + 16 : 15 }
}

/// Takes the bytes of a stream piece by piece; the buffer is valid only during the call.
public typealias ByteSink = (UnsafeRawBufferPointer) throws -> Void
