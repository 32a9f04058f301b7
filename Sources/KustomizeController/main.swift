import ControllerSupport
import Glibc

if CommandLine.arguments.count > 1, CommandLine.arguments[1] == "build" {
  // Without running exit handlers: threads of libraries may still be at work.
  _exit(await BuildCommand.run(Array(CommandLine.arguments.dropFirst(2))))
}
await ControllerProcess.main(KustomizeController.self)
