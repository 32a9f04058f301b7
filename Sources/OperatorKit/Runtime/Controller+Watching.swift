extension Controller {
  /// Enqueues the objects of an informer when they change.
  ///
  /// `isWorthwhile` filters; without it a new generation, other finalizers, the beginning of deletion and new objects count, so that
  /// the controller's own status writes do not wake it.
  public func watches<Value: KubernetesObject>(
    _ informer: Informer<Value>,
    isWorthwhile: @escaping @Sendable (_ old: Value, _ new: Value) -> Bool = Controller.hasNewGeneration
  ) {
    informer.onChange { [weak self] change in
      guard let self else { return }
      switch (change.old, change.new) {
      case (nil, .some), (.some, nil), (_, .unreadable): self.enqueue(change.key, priority: .background(change))
      case (.object(let old), .object(let new)):
        if isWorthwhile(old, new) { self.enqueue(change.key) }
      case (.unreadable, .object): self.enqueue(change.key)
      case (nil, nil): break
      }
    }
  }

  /// Enqueues what a change of another object maps to: its owner, or those who refer to it.
  public func watches<Value: Sendable>(
    _ informer: Informer<Value>, mapping: @escaping @Sendable (StoreChange<Cached<Value>>) -> [ObjectKey]
  ) {
    informer.onChange { [weak self] change in
      guard let self else { return }
      for key in mapping(change) { self.enqueue(key, priority: .background(change)) }
    }
  }

  /// Enqueues the owner, of a kind, of objects that change.
  public func owns<Value: KubernetesObject>(_ informer: Informer<Value>, as owner: ResourceType) {
    watches(informer) { change in
      let metadata = (change.new?.object ?? change.old?.object)?.metadata
      let reference = metadata?.ownerReferences?.first { $0.controller == true && $0.kind == owner.kind }
      guard let metadata, let reference else { return [] }
      return [ObjectKey(namespace: owner.isNamespaced ? metadata.namespace ?? "" : "", name: reference.name)]
    }
  }

  /// A new generation, other finalizers, or the beginning of deletion.
  public static func hasNewGeneration<Value: KubernetesObject>(_ old: Value, _ new: Value) -> Bool {
    old.metadata.generation != new.metadata.generation
      || old.metadata.deletionTimestamp != new.metadata.deletionTimestamp
      || old.metadata.finalizers != new.metadata.finalizers
  }
}

extension Priority {
  /// What a list brings waits behind what has just changed.
  static func background<Value>(_ change: StoreChange<Value>) -> Priority { change.isFromList ? .background : .normal }
}
