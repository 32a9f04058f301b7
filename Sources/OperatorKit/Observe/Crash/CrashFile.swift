import Glibc
import JSON

/// The two files of ``CrashGuard``: fixed slots for the keys in hand and a mark for a trap behind them, and the ledger.
///
/// Both are read without trust: what does not parse is as good as absent.
final class CrashFile: Sendable {
  static let slotCount = 128
  private static let slotBytes = 1024
  private static let maximumLedgerBytes = 1 << 20

  private let slots: Int32
  private let ledgerPath: String

  init?(directory: String) {
    mkdir(directory, 0o700)
    let descriptor = open(directory + "/in-hand", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { return nil }
    guard CrashFile.lock(descriptor), ftruncate(descriptor, CrashFile.markOffset + 1) == 0 else {
      close(descriptor)
      return nil
    }
    slots = descriptor
    ledgerPath = directory + "/crash-ledger.json"
  }

  deinit {
    TrapMark.stop(slots)
    close(slots)
  }

  /// Where the mark of a trap is.
  private static let markOffset = off_t(slotCount * slotBytes)

  /// Two processes in one directory would take each other's keys for their own.
  private static func lock(_ descriptor: Int32) -> Bool {
    var lock = flock()
    lock.l_type = Int16(F_WRLCK)
    lock.l_whence = Int16(SEEK_SET)
    return fcntl(descriptor, F_SETLK, &lock) == 0
  }

  /// Whether the last process ended by a trap. Takes the mark away.
  func readTrapMark() -> Bool {
    var mark: UInt8 = 0
    let isMarked = pread(slots, &mark, 1, CrashFile.markOffset) == 1 && mark == TrapMark.byte
    var none: UInt8 = 0
    _ = pwrite(slots, &none, 1, CrashFile.markOffset)
    return isMarked
  }

  func markTraps() { TrapMark.start(slots, CrashFile.markOffset) }

  // MARK: Slots

  func write(_ subject: CrashGuard.Subject, run: Int64, slot: Int) {
    var object = subject.json
    object["run"] = JSONValue(Int(run))
    let text = JSONValue.object(object).serialized()
    guard text.count <= CrashFile.slotBytes else { return }
    put(text + Array(repeating: 0, count: CrashFile.slotBytes - text.count), slot)
  }

  func clear(slot: Int) { put(Array(repeating: 0, count: CrashFile.slotBytes), slot) }

  func clearSlots() {
    for slot in 0..<CrashFile.slotCount { clear(slot: slot) }
  }

  func readSlots() -> [(subject: CrashGuard.Subject, run: Int64)] {
    var found: [(subject: CrashGuard.Subject, run: Int64)] = []
    var buffer = [UInt8](repeating: 0, count: CrashFile.slotBytes)
    for slot in 0..<CrashFile.slotCount {
      let count = pread(slots, &buffer, buffer.count, off_t(slot * CrashFile.slotBytes))
      guard count == buffer.count, let end = buffer.firstIndex(of: 0), end > 0,
        let value = try? JSONValue(parsing: Array(buffer[0..<end])),
        let subject = CrashGuard.Subject(value), let run = value["run"]?.int64Value
      else { continue }
      found.append((subject, run))
    }
    return found
  }

  private func put(_ bytes: [UInt8], _ slot: Int) {
    _ = pwrite(slots, bytes, bytes.count, off_t(slot * CrashFile.slotBytes))
  }

  // MARK: Ledger

  func readLedger() -> SavedLedger {
    guard let text = SmallFile.read(ledgerPath, limit: CrashFile.maximumLedgerBytes),
      let value = try? JSONValue(parsing: text)
    else { return SavedLedger() }
    return SavedLedger(value)
  }

  /// Replaces the ledger in one step.
  func write(_ ledger: SavedLedger) {
    let temporary = ledgerPath + ".new"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { return }
    let isWritten = FileOutput.writeAll(ledger.json.serialized(), to: descriptor)
    close(descriptor)
    if isWritten { rename(temporary, ledgerPath) }
  }
}

extension CrashGuard.Subject {
  init?(_ value: JSONValue) {
    guard let kind = value["kind"]?.stringValue, let name = value["name"]?.stringValue,
      let namespace = value["namespace"]?.stringValue
    else { return nil }
    self.init(
      kind: kind, key: ObjectKey(namespace: namespace, name: name), generation: value["generation"]?.int64Value)
  }

  var json: JSONObject {
    var object: JSONObject = [
      "kind": .string(kind), "namespace": .string(key.namespace), "name": .string(key.name),
    ]
    if let generation { object["generation"] = JSONValue(Int(generation)) }
    return object
  }
}

extension SavedLedger {
  init(_ value: JSONValue) {
    run = value["run"]?.int64Value ?? 0
    for item in value["suspects"]?.arrayValue ?? [] {
      guard let subject = CrashGuard.Subject(item), let points = item["points"]?.intValue,
        (1...1_000).contains(points)
      else { continue }
      suspects.append(Suspect(subject: subject, points: points))
    }
    for item in value["quarantines"]?.arrayValue ?? [] {
      guard let subject = CrashGuard.Subject(item), let until = item["until"]?.stringValue.flatMap({ Timestamp($0) })
      else { continue }
      quarantines.append(CrashGuard.Quarantine(subject: subject, until: until))
    }
  }

  var json: JSONValue {
    [
      "run": JSONValue(Int(run)),
      "suspects": .array(
        suspects.map { suspect in
          var object = suspect.subject.json
          object["points"] = JSONValue(suspect.points)
          return .object(object)
        }),
      "quarantines": .array(
        quarantines.map { quarantine in
          var object = quarantine.subject.json
          object["until"] = .string(quarantine.until.microTime)
          return .object(object)
        }),
    ]
  }
}
