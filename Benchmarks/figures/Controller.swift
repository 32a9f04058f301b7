import Glibc
import OperatorKitTesting

/// A controller's process under the hard memory limit.
struct Controller {
  static let limit: UInt64 = 64 << 20

  let name: String
  /// In bytes.
  let limit: UInt64
  let process: ChildProcess
  let cgroup: MemoryCgroup?
  /// The port that is kept for it, if any.
  var port: PortReservation?

  /// Resident anonymous memory in bytes.
  var anonymous: UInt64 { ProcessMemory(of: process.processID)?.anonymous ?? 0 }

  /// How often the limit ended it, which must be never, and whether it ran at all until now.
  var survival: String {
    let kills = cgroup?.usage().kills ?? 0
    return process.isRunning && kills == 0 ? "" : " ENDED (\(kills) kills at the limit)"
  }

  /// The short name, the most that was charged (page cache included) or resident, and what is held now.
  var memory: String {
    let resident = ProcessMemory(of: process.processID)?.peakResident ?? 0
    let charged = cgroup?.usage().peak.map { "charged at most \(mebibytes($0)) of \(mebibytes(limit)), " } ?? ""
    return
      "\(name): \(charged)resident at most \(mebibytes(resident)), anonymous now \(mebibytes(anonymous))\(survival)"
  }

  /// Time on a processor since the start, in all threads.
  var processorTime: Duration {
    // The name in parentheses may hold spaces; utime and stime are the 12th and 13th fields after it.
    guard let text = readSmallFile("/proc/\(process.processID)/stat"), let end = text.lastIndex(of: ")") else {
      return .zero
    }
    let fields = text[end...].split(separator: " ")
    guard fields.count > 13, let user = Int64(fields[12]), let system = Int64(fields[13]) else { return .zero }
    return .milliseconds((user + system) * 1_000 / Int64(max(1, sysconf(Int32(_SC_CLK_TCK)))))
  }
}

/// The first 4 KiB of a file.
private func readSmallFile(_ path: String) -> String? {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return nil }
  defer { close(descriptor) }
  var buffer = [UInt8](repeating: 0, count: 4_096)
  let count = read(descriptor, &buffer, buffer.count)
  return count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : nil
}
