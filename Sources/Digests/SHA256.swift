/// SHA-256 of short texts (FIPS 180-4), without libcrypto.
///
/// Nearly every chart hashes some of its own files, so that pods start anew when they change. For its first digest
/// libcrypto reads its configuration and sets up its algorithms, which takes 2 MiB: more than a hundred times what is
/// hashed. Where there is much to hash, libcrypto's code for the processor at hand is several times faster than this.
enum SHA256 {
  /// Up to here it is used.
  static let maximumBytes = 64 << 10

  private static let blockBytes = 64
  private typealias State = SIMD8<UInt32>

  static func digest(of bytes: [UInt8]) -> [UInt8] {
    var state = State(
      0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A, 0x510E_527F, 0x9B05_688C, 0x1F83_D9AB, 0x5BE0_CD19)
    // What does not fill a block, a one bit, zeros, and the number of bits fill one block or two.
    let whole = bytes.count / blockBytes * blockBytes
    var last = Array(bytes[whole...]) + [0x80]
    last += [UInt8](repeating: 0, count: (2 * blockBytes - 8 - last.count) % blockBytes)
    withUnsafeBytes(of: (UInt64(bytes.count) * 8).bigEndian) { last += $0 }
    bytes.withUnsafeBytes { compress(UnsafeRawBufferPointer(rebasing: $0[..<whole]), into: &state) }
    last.withUnsafeBytes { compress($0, into: &state) }
    return state.indices.flatMap { index in withUnsafeBytes(of: state[index].bigEndian, Array.init) }
  }

  /// Takes in blocks.
  private static func compress(_ blocks: UnsafeRawBufferPointer, into state: inout State) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: constants.count) { schedule in
      schedule.initialize(repeating: 0)
      for start in stride(from: 0, to: blocks.count, by: blockBytes) {
        for index in 0..<16 {
          let word = blocks.loadUnaligned(fromByteOffset: start + index * 4, as: UInt32.self)
          schedule[index] = UInt32(bigEndian: word)
        }
        for index in 16..<constants.count {
          let (a, b) = (schedule[index - 15], schedule[index - 2])
          schedule[index] =
            schedule[index - 16] &+ schedule[index - 7] &+ (rotated(a, 7) ^ rotated(a, 18) ^ a >> 3)
            &+ (rotated(b, 17) ^ rotated(b, 19) ^ b >> 10)
        }
        state &+= rounds(state, UnsafeBufferPointer(schedule))
      }
    }
  }

  private static func rounds(_ state: State, _ schedule: UnsafeBufferPointer<UInt32>) -> State {
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for (word, constant) in zip(schedule, constants) {
      let first = h &+ (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) &+ (e & f ^ ~e & g) &+ constant &+ word
      let second = (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) &+ (a & b ^ a & c ^ b & c)
      (h, g, f, e) = (g, f, e, d &+ first)
      (d, c, b, a) = (c, b, a, first &+ second)
    }
    return State(a, b, c, d, e, f, g, h)
  }

  private static func rotated(_ word: UInt32, _ bits: UInt32) -> UInt32 { word &>> bits | word &<< (32 &- bits) }

  /// The first 32 bits of the fractions of the cube roots of the first 64 primes.
  private static let constants: [UInt32] = [
    0x428A_2F98, 0x7137_4491, 0xB5C0_FBCF, 0xE9B5_DBA5, 0x3956_C25B, 0x59F1_11F1, 0x923F_82A4, 0xAB1C_5ED5,
    0xD807_AA98, 0x1283_5B01, 0x2431_85BE, 0x550C_7DC3, 0x72BE_5D74, 0x80DE_B1FE, 0x9BDC_06A7, 0xC19B_F174,
    0xE49B_69C1, 0xEFBE_4786, 0x0FC1_9DC6, 0x240C_A1CC, 0x2DE9_2C6F, 0x4A74_84AA, 0x5CB0_A9DC, 0x76F9_88DA,
    0x983E_5152, 0xA831_C66D, 0xB003_27C8, 0xBF59_7FC7, 0xC6E0_0BF3, 0xD5A7_9147, 0x06CA_6351, 0x1429_2967,
    0x27B7_0A85, 0x2E1B_2138, 0x4D2C_6DFC, 0x5338_0D13, 0x650A_7354, 0x766A_0ABB, 0x81C2_C92E, 0x9272_2C85,
    0xA2BF_E8A1, 0xA81A_664B, 0xC24B_8B70, 0xC76C_51A3, 0xD192_E819, 0xD699_0624, 0xF40E_3585, 0x106A_A070,
    0x19A4_C116, 0x1E37_6C08, 0x2748_774C, 0x34B0_BCB5, 0x391C_0CB3, 0x4ED8_AA4A, 0x5B9C_CA4F, 0x682E_6FF3,
    0x748F_82EE, 0x78A5_636F, 0x84C8_7814, 0x8CC7_0208, 0x90BE_FFFA, 0xA450_6CEB, 0xBEF9_A3F7, 0xC671_78F2,
  ]
}
