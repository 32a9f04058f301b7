import Glibc

// The kinds of this controller are modelled and their definitions are in config/crd; nothing reconciles them yet. The
// program says so instead of running idle.
let message = Array("notification-controller: this version reconciles nothing yet; see the table in README.md\n".utf8)
_ = write(STDERR_FILENO, message, message.count)
exit(1)
