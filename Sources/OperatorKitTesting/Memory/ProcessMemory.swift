public import Glibc

/// What one process holds in memory, from `/proc`, in bytes.
public struct ProcessMemory: Sendable, Hashable {
  /// Anonymous memory that is resident (`RssAnon`).
  public var anonymous: UInt64
  /// Everything resident, shared program code included (`VmRSS`).
  public var resident: UInt64
  /// The most that was ever resident (`VmHWM`).
  public var peakResident: UInt64

  /// Reads the figures of a process; `nil` if there is no such process.
  public init?(of process: pid_t) {
    guard let text = readText("/proc/\(process)/status") else { return nil }
    func kibibytes(_ name: String) -> UInt64? {
      for line in text.split(separator: "\n") where line.hasPrefix(name) {
        let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
        if words.count >= 2, let number = UInt64(words[1]) { return number &* 1024 }
      }
      return nil
    }
    guard let anonymous = kibibytes("RssAnon:"), let resident = kibibytes("VmRSS:"),
      let peak = kibibytes("VmHWM:")
    else { return nil }
    (self.anonymous, self.resident, peakResident) = (anonymous, resident, peak)
  }
}
