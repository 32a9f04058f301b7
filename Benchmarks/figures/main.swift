// The figures behind `make bench`, on a real control plane:
//
//   figures FOLDER-OF-BINARIES FOLDER-OF-CRDS [SCENARIO...]
//
// Without names all scenarios run. SOAK_SECONDS bounds the soak (180), SOAK_RECONCILES is its goal (10,000); SECRETS and
// DEFINITIONS are the numbers of foreign objects (5,000 and 500), HELM_DEFINITIONS that beside HelmReleases (300). CROWD
// HelmReleases hang (200) for CROWD_SECONDS (20). OBJECTS is the size of the large Kustomization (10,000).

import Glibc

let arguments = CommandLine.arguments
guard arguments.count >= 3 else {
  print("usage: figures FOLDER-OF-BINARIES FOLDER-OF-CRDS [SCENARIO...]\nscenarios: \(Scenario.names)")
  exit(2)
}
let wanted = arguments[3...]
if let unknown = wanted.first(where: { name in !Scenario.all.contains { $0.name == name } }) {
  print("there is no scenario \(unknown); there are \(Scenario.names)")
  exit(2)
}
let site = Site(binaries: arguments[1], definitions: arguments[2])
var failed = false
for scenario in Scenario.all where wanted.isEmpty || wanted.contains(scenario.name) {
  do {
    for figure in try await scenario.run(site) { print(figure.line) }
    fflush(nil)
  } catch {
    failed = true
    print("\(scenario.name): not measured: \(error)")
  }
}
exit(failed ? 1 : 0)
