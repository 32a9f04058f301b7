import GitOpsAPI
import Glibc
import HTTP
import JSON

/// `NOTIFIER_GITEA_DEBUG=true` makes each call for a status seen in the log.
enum GiteaDebug {
  static let isOn = getenv("NOTIFIER_GITEA_DEBUG").map { String(cString: $0) == "true" } ?? false
}
