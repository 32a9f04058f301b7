// The demo behind `make demo`:
//
//   demo FOLDER-OF-BINARIES FOLDER-OF-CRDS
//
// KEEP=1 leaves everything running until return is pressed; CLUSTER=existing uses the cluster of KUBECONFIG.

import Glibc
import OperatorKitTesting

let arguments = CommandLine.arguments
guard arguments.count == 3 else {
  print("usage: demo FOLDER-OF-BINARIES FOLDER-OF-CRDS")
  exit(2)
}
let keep = ProcessConfiguration.currentEnvironment()["KEEP"] == "1"
do {
  try await Demo(binaries: arguments[1], definitions: arguments[2], keep: keep).run()
} catch {
  print("\nthe demo failed: \(error)")
  exit(1)
}
