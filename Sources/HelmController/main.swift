import Glibc

if CommandLine.arguments.count > 1, CommandLine.arguments[1] == "template" {
  exit(TemplateCommand.run(Array(CommandLine.arguments.dropFirst(2))))
}
// The kinds of this controller are modelled and their definitions are in config/crd; nothing reconciles them yet. The
// program says so instead of running idle.
let message = Array("helm-controller: this version reconciles nothing yet; see the table in README.md\n".utf8)
_ = write(STDERR_FILENO, message, message.count)
exit(1)
