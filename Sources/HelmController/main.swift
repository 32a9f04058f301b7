import ControllerSupport
import Glibc

if CommandLine.arguments.count > 1, CommandLine.arguments[1] == "template" {
  // Without running exit handlers: the thread of the rendering may still be at work.
  _exit(await TemplateCommand.run(Array(CommandLine.arguments.dropFirst(2))))
}
await ControllerProcess.main(HelmController.self)
