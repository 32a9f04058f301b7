import ControllerSupport

await ControllerProcess.main(NotificationController.self)
