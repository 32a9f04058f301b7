import ControllerSupport

await ControllerProcess.main(KustomizeController.self)
