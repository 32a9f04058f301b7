/// What a header of an archive announces.
package struct TarEntry: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    case file, directory, symbolicLink, hardLink, characterDevice, blockDevice, fifo
    case unknown(UInt8)
  }

  package var path: [UInt8]
  package var kind: Kind
  package var size: UInt64
  package var executable: Bool
  /// Where a link points to.
  package var target: [UInt8]
}

extension TarEntry.Kind {
  init(typeFlag: UInt8) {
    switch typeFlag {
    case 0, UInt8(ascii: "0"), UInt8(ascii: "7"): self = .file
    case UInt8(ascii: "1"): self = .hardLink
    case UInt8(ascii: "2"): self = .symbolicLink
    case UInt8(ascii: "3"): self = .characterDevice
    case UInt8(ascii: "4"): self = .blockDevice
    case UInt8(ascii: "5"): self = .directory
    case UInt8(ascii: "6"): self = .fifo
    default: self = .unknown(typeFlag)
    }
  }

  /// As it stands in messages.
  package var name: String {
    switch self {
    case .file: "file"
    case .directory: "directory"
    case .symbolicLink: "symbolic link"
    case .hardLink: "hard link"
    case .characterDevice: "character device"
    case .blockDevice: "block device"
    case .fifo: "FIFO"
    case .unknown(let flag): "entry of unknown type \(flag)"
    }
  }
}

/// Takes what a ``TarParser`` finds. Buffers are valid only during the call.
package protocol TarVisitor: AnyObject {
  func begin(_ entry: TarEntry) throws
  func content(_ bytes: UnsafeRawBufferPointer) throws
  func end() throws
}
