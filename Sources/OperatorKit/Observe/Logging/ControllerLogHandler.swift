public import Logging

/// Writes log lines with the keys that Flux's and controller-runtime's log lines have (`level`, `ts`, `logger`,
/// `msg`, then the metadata), as JSON or for reading on a console.
///
/// Every line passes the ``Redactor`` before it is written, whole, to the sink.
public struct ControllerLogHandler: LogHandler {
  public var metadata: Logger.Metadata = [:]
  public var metadataProvider: Logger.MetadataProvider?
  public var logLevel: Logger.Level

  private let name: String
  private let encoding: LogOptions.Encoding
  private let redactor: Redactor
  private let sink: any LogSink

  /// `name` is the value of the `logger` key; an empty one is left out.
  public init(
    name: String, options: LogOptions = LogOptions(), redactor: Redactor = Redactor(),
    sink: any LogSink = StandardErrorSink.shared
  ) {
    self.name = name
    self.redactor = redactor
    self.sink = sink
    encoding = options.encoding
    logLevel = options.level.threshold
  }

  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  public func log(event: LogEvent) {
    let line = LogLine(
      level: LogOptions.Level(event.level), time: .now(), logger: name,
      message: redactor.redact(event.message.description), fields: fields(of: event))
    switch encoding {
    case .json: sink.write(line: line.json())
    case .console: sink.write(line: line.console())
    }
  }

  /// The metadata by key, with the known keys of a reconcile first and `error` last.
  private func fields(of event: LogEvent) -> [(String, LogValue)] {
    var merged = metadata
    if let provided = metadataProvider?.get() { merged.merge(provided) { $1 } }
    if let own = event.metadata { merged.merge(own) { $1 } }
    if let error = event.error { merged["error"] = .string("\(error)") }
    return merged.map { ($0.key, LogValue($0.value, redactor)) }
      .sorted { (ControllerLogHandler.rank($0.0), $0.0) < (ControllerLogHandler.rank($1.0), $1.0) }
  }

  private static func rank(_ key: String) -> Int {
    if key == "error" { return 99 }
    return ["controller", "controllerGroup", "controllerKind"].firstIndex(of: key)
      ?? ["namespace", "name", "reconcileID"].firstIndex(of: key).map { $0 + 11 }
      ?? (key.first?.isUppercase == true ? 10 : 50)
  }
}

extension LoggingSystem {
  /// Makes every logger of the process write such lines. Call once, first thing in `main`.
  public static func bootstrapController(
    _ options: LogOptions, redactor: Redactor = Redactor(), sink: any LogSink = StandardErrorSink.shared
  ) {
    bootstrap { name in ControllerLogHandler(name: name, options: options, redactor: redactor, sink: sink) }
  }
}

extension Logger {
  /// A logger whose lines carry the keys of one reconcile (`controller`, `controllerKind`, the object under its
  /// kind, `namespace`, `name`, `reconcileID`).
  public func forReconcile(controller: String, type: ResourceType, key: ObjectKey, id: String) -> Logger {
    var logger = self
    logger[metadataKey: "controller"] = .string(controller)
    logger[metadataKey: "controllerGroup"] = .string(type.group)
    logger[metadataKey: "controllerKind"] = .string(type.kind)
    logger[metadataKey: type.kind] = ["name": .string(key.name), "namespace": .string(key.namespace)]
    logger[metadataKey: "namespace"] = .string(key.namespace)
    logger[metadataKey: "name"] = .string(key.name)
    logger[metadataKey: "reconcileID"] = .string(id)
    return logger
  }
}
