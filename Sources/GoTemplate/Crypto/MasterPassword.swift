import CCrypto
import Digests

/// The Master Password algorithm: a password for a site, made of one that is remembered.
enum MasterPassword {
  private static let seed = Array("com.lyndir.masterpassword".utf8)

  /// What each kind of password looks like, letter by letter; see ``characters``.
  static func templates(_ type: String) -> [String]? {
    switch type {
    case "maximum": ["anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"]
    case "long":
      [
        "CvcvnoCvcvCvcv", "CvcvCvcvnoCvcv", "CvcvCvcvCvcvno", "CvccnoCvcvCvcv", "CvccCvcvnoCvcv", "CvccCvcvCvcvno",
        "CvcvnoCvccCvcv", "CvcvCvccnoCvcv", "CvcvCvccCvcvno", "CvcvnoCvcvCvcc", "CvcvCvcvnoCvcc", "CvcvCvcvCvccno",
        "CvccnoCvccCvcv", "CvccCvccnoCvcv", "CvccCvccCvcvno", "CvcvnoCvccCvcc", "CvcvCvccnoCvcc", "CvcvCvccCvccno",
        "CvccnoCvcvCvcc", "CvccCvcvnoCvcc", "CvccCvcvCvccno",
      ]
    case "medium": ["CvcnoCvc", "CvcCvcno"]
    case "short": ["Cvcn"]
    case "basic": ["aaanaaan", "aannaaan", "aaannaaa"]
    case "pin": ["nnnn"]
    default: nil
    }
  }

  private static func characters(_ letter: UInt8) -> String {
    switch letter {
    case UInt8(ascii: "V"): "AEIOU"
    case UInt8(ascii: "C"): "BCDFGHJKLMNPQRSTVWXYZ"
    case UInt8(ascii: "v"): "aeiou"
    case UInt8(ascii: "c"): "bcdfghjklmnpqrstvwxyz"
    case UInt8(ascii: "a"): "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz"
    case UInt8(ascii: "n"): "0123456789"
    case UInt8(ascii: "o"): "@&%?,=[]_:-+*$#!'^~;()/."
    default: "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()"
    }
  }

  /// - Returns: `nil` when libcrypto cannot derive the key.
  static func derive(
    counter: UInt32, templates: [String], password: [UInt8], user: [UInt8], site: [UInt8]
  ) -> [UInt8]? {
    guard let key = scrypt(password, salt: seed + bigEndian(user.count) + user) else { return nil }
    let message = seed + bigEndian(site.count) + site + bigEndian(Int(counter))
    let digest = DigestAlgorithm.sha256.authenticationCode(of: message, key: key)
    guard let first = digest.first else { return nil }
    let template = templates[Int(first) % templates.count]
    return zip(template.utf8, digest.dropFirst()).map { letter, byte in
      let choice = Array(characters(letter).utf8)
      return choice[Int(byte) % choice.count]
    }
  }

  private static func bigEndian(_ value: Int) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - $0 * 8)) }
  }

  /// 64 bytes with the parameters of the algorithm; takes 32 MiB while it runs.
  private static func scrypt(_ password: [UInt8], salt: [UInt8]) -> [UInt8]? {
    var key = [UInt8](repeating: 0, count: 64)
    let status = password.withUnsafeBytes { bytes in
      EVP_PBE_scrypt(
        bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count, salt, salt.count, 32768, 8, 2, 64 << 20,
        &key, key.count)
    }
    return status == 1 ? key : nil
  }
}
