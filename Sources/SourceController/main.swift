import ControllerSupport

await ControllerProcess.main(SourceController.self)
