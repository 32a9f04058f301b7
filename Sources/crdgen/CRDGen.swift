import Glibc

/// Writes `config/crd/bases` from the models in `Sources/GitOpsAPI`, or checks that it is up to date.
@main enum CRDGen {
  static func main() {
    do {
      let options = try Options(CommandLine.arguments.dropFirst())
      if options.wantsHelp { return print(Options.help) }
      let files = Manifests.files(validations: options.includesValidations)
      if options.checks {
        try Manifests.check(files, in: options.directory)
      } else {
        try Manifests.write(files, to: options.directory)
      }
    } catch {
      print("crdgen: \(error)")
      exit(1)
    }
  }
}

/// What the command line asks for.
struct Options {
  var directory = "config/crd/bases"
  var checks = false
  var includesValidations = true
  var wantsHelp = false

  static let help = """
    crdgen [--output DIRECTORY] [--check] [--without-validations]

      --output DIRECTORY      where the definitions are; config/crd/bases by default
      --check                 write nothing, fail when a definition is not up to date
      --without-validations   leave out x-kubernetes-validations, for API servers before 1.25 in strict mode
    """

  init(_ arguments: some Sequence<String>) throws {
    var rest = arguments.makeIterator()
    while let argument = rest.next() {
      switch argument {
      case "--output":
        guard let value = rest.next() else { throw Failure("--output needs a directory") }
        directory = value
      case "--check": checks = true
      case "--without-validations": includesValidations = false
      case "--help", "-h": wantsHelp = true
      default: throw Failure("unknown argument \(argument); see --help")
      }
    }
  }
}

/// What went wrong, for people.
struct Failure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
