import Glibc

/// A library that is loaded into the process under test before all others (`LD_PRELOAD`), counts its calls that make
/// files durable or visible, and kills it at the n-th one.
///
/// It works with every program that is linked dynamically to glibc, which includes Swift programs with a static
/// standard library. Calls of child processes count too, but kill only the child.
public final class CrashPreload: Sendable {
  /// The calls that can be counted.
  public enum Call: String, Sendable, Hashable, CaseIterable {
    case fsync, fdatasync, rename, link, unlink, mkdir
  }

  /// When the process dies.
  public enum Moment: String, Sendable, Hashable {
    /// The call is never made.
    case before
    /// The call was made, its result is never seen.
    case after
  }

  private let directory: TemporaryDirectory
  private var libraryPath: String { "\(directory.path)/crash.so" }
  private var recordPath: String { "\(directory.path)/calls" }

  /// Compiles the library with the machine's C compiler.
  ///
  /// - Throws: ``ProcessError`` if there is none or it fails.
  public init() async throws {
    directory = try TemporaryDirectory(prefix: "operatorkit-crash")
    let source = try directory.write(Self.source, to: "crash.c")
    try await ChildProcess.run("cc", "-shared", "-fPIC", "-O1", "-o", "\(directory.path)/crash.so", source, "-ldl")
  }

  /// Prepares a process to be killed at its n-th call from now on; with `nil` the calls are only recorded.
  public func arm(
    _ configuration: inout ProcessConfiguration, at call: Int?, of calls: Set<Call> = Set(Call.allCases),
    _ moment: Moment = .before
  ) {
    unlink(recordPath)
    configuration.environment["LD_PRELOAD"] = libraryPath
    configuration.environment["CRASH_CALLS"] = calls.map(\.rawValue).sorted().joined(separator: ",")
    configuration.environment["CRASH_AT_CALL"] = "\(call ?? 0)"
    configuration.environment["CRASH_MOMENT"] = moment.rawValue
    configuration.environment["CRASH_RECORD"] = recordPath
  }

  /// The calls since ``arm(_:at:of:_:)``, oldest first, such as `rename /data/a.tmp`.
  public func calls() -> [String] {
    (readFile(recordPath) ?? []).split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Records have one size and are appended, so that the length of the file tells each call its number, across
  /// threads and processes.
  private static let source = #"""
    #define _GNU_SOURCE
    #include <dlfcn.h>
    #include <fcntl.h>
    #include <signal.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    #include <sys/stat.h>
    #include <unistd.h>

    enum { record_size = 256 };

    static int is_counted(const char *name) {
      const char *list = getenv("CRASH_CALLS");
      size_t length = strlen(name);
      for (const char *at = list; at && *at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL)
        if (strncmp(at, name, length) == 0 && (at[length] == ',' || at[length] == 0)) return 1;
      return 0;
    }

    static long count(const char *name, const char *what) {
      const char *path = getenv("CRASH_RECORD");
      if (!path || !is_counted(name)) return 0;
      char record[record_size] = {0};
      snprintf(record, sizeof record, "%s %s", name, what ? what : "");
      int file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
      if (file < 0) return 0;
      long number = 0;
      if (write(file, record, sizeof record) == sizeof record) number = lseek(file, 0, SEEK_CUR) / record_size;
      close(file);
      return number;
    }

    static void die_if(long number, const char *moment) {
      const char *at = getenv("CRASH_AT_CALL"), *when = getenv("CRASH_MOMENT");
      if (number > 0 && at && when && atol(at) == number && strcmp(when, moment) == 0) {
        kill(getpid(), SIGKILL);
        for (;;) pause();
      }
    }

    static const char *path_of(int file, char *buffer, size_t size) {
      char link[64];
      snprintf(link, sizeof link, "/proc/self/fd/%d", file);
      ssize_t length = readlink(link, buffer, size - 1);
      buffer[length > 0 ? length : 0] = 0;
      return buffer;
    }

    #define WRAP(name, counted_as, what, parameters, arguments)                          \
      int name parameters {                                                             \
        static int(*original) parameters;                                               \
        if (!original) original = (int(*) parameters)dlsym(RTLD_NEXT, #name);           \
        char buffer[200];                                                               \
        (void)buffer;                                                                   \
        long number = count(counted_as, what);                                          \
        die_if(number, "before");                                                       \
        int result = original arguments;                                                \
        die_if(number, "after");                                                        \
        return result;                                                                  \
      }

    WRAP(fsync, "fsync", path_of(file, buffer, sizeof buffer), (int file), (file))
    WRAP(fdatasync, "fdatasync", path_of(file, buffer, sizeof buffer), (int file), (file))
    WRAP(rename, "rename", from, (const char *from, const char *to), (from, to))
    WRAP(renameat, "rename", from, (int d, const char *from, int e, const char *to), (d, from, e, to))
    WRAP(renameat2, "rename", from, (int d, const char *from, int e, const char *to, unsigned f), (d, from, e, to, f))
    WRAP(link, "link", from, (const char *from, const char *to), (from, to))
    WRAP(linkat, "link", from, (int d, const char *from, int e, const char *to, int f), (d, from, e, to, f))
    WRAP(unlink, "unlink", path, (const char *path), (path))
    WRAP(mkdir, "mkdir", path, (const char *path, mode_t mode), (path, mode))
    WRAP(mkdirat, "mkdir", path, (int d, const char *path, mode_t mode), (d, path, mode))
    WRAP(unlinkat, "unlink", path, (int d, const char *path, int f), (d, path, f))
    """#
}
