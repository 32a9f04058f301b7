/// Who holds room and who waits for it, in order. Knows nothing about tasks.
struct AdmissionLine {
  enum Status: Equatable { case waiting, admitted, cancelled }

  let total: Int
  private(set) var used = 0
  private(set) var waiting: [(ticket: UInt64, bytes: Int)] = []
  private var nextTicket: UInt64 = 0
  /// Tickets that left the line before somebody asked for them.
  private var settled: [UInt64: Status] = [:]

  init(total: Int) { self.total = total }

  /// Takes room at once when there is some and nobody waits, or stands in line.
  mutating func join(_ bytes: Int) -> (ticket: UInt64, admitted: Bool) {
    nextTicket &+= 1
    if waiting.isEmpty, fits(bytes) {
      used = sum(used, bytes)
      return (nextTicket, true)
    }
    waiting.append((nextTicket, bytes))
    return (nextTicket, false)
  }

  /// Gives room back; the tickets that are let in by it.
  mutating func leave(_ bytes: Int) -> [UInt64] {
    used = max(0, used - bytes)
    return admitFront()
  }

  /// Takes a ticket out of the line; the tickets that are let in by it, or `nil` when it no longer waits.
  mutating func cancel(_ ticket: UInt64) -> [UInt64]? {
    guard let position = waiting.firstIndex(where: { $0.ticket == ticket }) else { return nil }
    waiting.remove(at: position)
    settled[ticket] = .cancelled
    return admitFront()
  }

  func status(_ ticket: UInt64) -> Status { settled[ticket] ?? .waiting }

  mutating func forget(_ ticket: UInt64) { settled[ticket] = nil }

  private mutating func admitFront() -> [UInt64] {
    var admitted: [UInt64] = []
    while let first = waiting.first, fits(first.bytes) {
      waiting.removeFirst()
      used = sum(used, first.bytes)
      settled[first.ticket] = .admitted
      admitted.append(first.ticket)
    }
    return admitted
  }

  private func fits(_ bytes: Int) -> Bool { used == 0 || sum(used, bytes) <= total }

  private func sum(_ a: Int, _ b: Int) -> Int {
    let (sum, overflow) = a.addingReportingOverflow(b)
    return overflow ? .max : sum
  }
}
