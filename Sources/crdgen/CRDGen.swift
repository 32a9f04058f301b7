import Glibc

/// Writes `config/crd/bases` from the models in `Sources/GitOpsAPI`, or checks that it is up to date.
@main enum CRDGen {
  static func main() {
    do {
      let options = try Options(CommandLine.arguments.dropFirst())
      if options.wantsHelp { return print(Options.help) }
      let files = Manifests.files(validations: options.includesValidations)
      if options.checks {
        try Manifests.check(files, in: "\(options.directory)/bases")
      } else {
        try Manifests.write(files, to: "\(options.directory)/bases")
      }
    } catch {
      print("crdgen: \(error)")
      exit(1)
    }
  }
}

/// What the command line asks for.
struct Options {
  var directory = "config/crd"
  var checks = false
  var includesValidations = true
  var wantsHelp = false

  static let help = """
    crdgen [DIRECTORY] [--check] [--without-validations]

      DIRECTORY               where bases/ with the definitions is; config/crd by default
      --check                 write nothing, fail when a definition is not up to date
      --without-validations   leave out x-kubernetes-validations, which API servers before 1.23 do not know
                              and `kubectl apply` therefore refuses to send them
    """

  init(_ arguments: some Sequence<String>) throws {
    for argument in arguments {
      switch argument {
      case "--check": checks = true
      case "--without-validations": includesValidations = false
      case "--help", "-h": wantsHelp = true
      case _ where argument.hasPrefix("-"): throw Failure("unknown argument \(argument); see --help")
      default: directory = argument
      }
    }
  }
}

/// What went wrong, for people.
struct Failure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
