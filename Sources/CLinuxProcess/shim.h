#pragma once
#include <pthread.h>
#include <spawn.h>

// GNU extensions that the Glibc module of the Swift toolchain leaves out, because it is built
// without _GNU_SOURCE. They are part of glibc since 2.34.
extern int pipe2(int descriptors[2], int flags);
extern int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path);
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);
extern int pthread_getattr_np(pthread_t thread, pthread_attr_t *attributes);
