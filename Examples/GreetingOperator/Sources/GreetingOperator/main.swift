// A whole operator: a kind of its own, an object that it owns, status and events.
//
//   kubectl apply -f greeting-crd.yaml
//   KUBECONFIG=... swift run GreetingOperator

import Logging
import OperatorKit

TerminationSignal.listen()

let client = KubernetesClient(try .automatic())
let greetings = Informer<Greeting>(client: client)
let configMaps = Informer<OwnedConfigMap>(
  client: client,
  scope: .init(labelSelector: try LabelSelector(GreetingReconciler.label), representation: .metadata))
let events = EventRecorder(component: "greeting-operator", sink: KubernetesEventSink(client))

let controller = Controller(
  name: "greeting", concurrency: 2,
  reconciler: GreetingReconciler(greetings: greetings, client: client, events: events))
controller.watches(greetings)
controller.owns(configMaps, as: Greeting.resourceType)

var manager = Manager()
manager.add(greetings)
manager.add(configMaps)
manager.add(controller)
manager.add(service: { await events.run() })
try await manager.runUntilSignalled()
