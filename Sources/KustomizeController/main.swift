import ControllerSupport
import Glibc

if CommandLine.arguments.count > 1, CommandLine.arguments[1] == "build" {
  exit(BuildCommand.run(Array(CommandLine.arguments.dropFirst(2))))
}
await ControllerProcess.main(KustomizeController.self)
