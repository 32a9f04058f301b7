import ControllerSupport
import Glibc

if CommandLine.arguments.count > 1, CommandLine.arguments[1] == "template" {
  exit(await TemplateCommand.run(Array(CommandLine.arguments.dropFirst(2))))
}
await ControllerProcess.main(HelmController.self)
