/*
 * Stands between a process and its disk (LD_PRELOAD) for the fault tests of the store.
 *
 * It looks only at files of the log, those with "/log.sqlite" in their path, and at the folder that holds them. Everything
 * else passes. Orders come as text written to a file whose path holds "/disk-orders":
 *
 *   pass              count and trace nothing
 *   fail <n> <kind>   the n-th write, sync or truncation from now on goes wrong, once:
 *                       eio      fails and does nothing
 *                       enospc   fails and does nothing, the disk is full
 *                       short    writes one half and says so; a sync just works
 *                       torn     writes one half and fails
 *                       lost     does nothing and says that it did
 *   trace <path>      every call is written to <path>, see trace_call; syncs do not reach the disk, for speed
 *   trace-unsynced <path>   the same, but syncs are said to have worked and leave no trace
 *
 * Writes to a file with "/acknowledged" in its path are traced as marks between the calls.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum call { WRITE = 1, SYNC = 2, TRUNCATE = 3, MARK = 4, RENAME = 5, UNLINK = 6 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long calls_to_fault = 0;
static char fault_kind[16] = "";
static int trace_file = -1;
static int hide_syncs = 0;

static int path_of(int fd, char *path, size_t size) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, size - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return 1;
}

static int is_log(const char *path) {
  return strstr(path, "/log.sqlite") != NULL && strstr(path, "-shm") == NULL;
}

static void put(const void *bytes, size_t length) {
  const char *at = bytes;
  while (length > 0) {
    ssize_t wrote = syscall(SYS_write, trace_file, at, length);
    if (wrote <= 0) return;
    at += wrote;
    length -= wrote;
  }
}

/* call, length of path, length of content (all 32 bit), offset (64 bit), path, content; in the machine's byte order. */
static void trace_call(enum call call, const char *path, const void *content, size_t length, int64_t offset) {
  if (trace_file < 0) return;
  uint32_t header[3] = {call, (uint32_t)strlen(path), (uint32_t)length};
  pthread_mutex_lock(&lock);
  put(header, sizeof header);
  put(&offset, sizeof offset);
  put(path, header[1]);
  if (length > 0) put(content, length);
  pthread_mutex_unlock(&lock);
}

static void obey(const char *text, size_t length) {
  char order[1024] = "", argument[1000] = "";
  if (length >= sizeof order) return;
  memcpy(order, text, length);
  if (trace_file >= 0) syscall(SYS_close, trace_file);
  trace_file = -1;
  hide_syncs = 0;
  calls_to_fault = 0;
  if (sscanf(order, "fail %ld %15s", &calls_to_fault, fault_kind) == 2) return;
  if (sscanf(order, "trace-unsynced %999s", argument) == 1) hide_syncs = 1;
  else if (sscanf(order, "trace %999s", argument) != 1) return;
  trace_file = syscall(SYS_openat, AT_FDCWD, argument, O_WRONLY | O_CREAT | O_APPEND, 0600);
}

/* The kind of fault that this call must suffer, or NULL. */
static const char *fault(void) {
  pthread_mutex_lock(&lock);
  int now = calls_to_fault > 0 && --calls_to_fault == 0;
  pthread_mutex_unlock(&lock);
  return now ? fault_kind : NULL;
}

static int failing(const char *kind) {
  if (strcmp(kind, "enospc") == 0) errno = ENOSPC;
  else errno = EIO;
  return strcmp(kind, "eio") == 0 || strcmp(kind, "enospc") == 0 || strcmp(kind, "torn") == 0;
}

/* offset < 0: at the file's own place. */
static ssize_t really_write(int fd, const void *bytes, size_t length, int64_t offset) {
  return offset < 0 ? syscall(SYS_write, fd, bytes, length) : syscall(SYS_pwrite64, fd, bytes, length, offset);
}

static ssize_t watched_write(int fd, const void *bytes, size_t length, int64_t offset) {
  char path[1024];
  if (!path_of(fd, path, sizeof path)) return really_write(fd, bytes, length, offset);
  if (strstr(path, "/disk-orders") != NULL) {
    obey(bytes, length);
    return length;
  }
  if (strstr(path, "/acknowledged") != NULL) trace_call(MARK, path, bytes, length, 0);
  if (!is_log(path)) return really_write(fd, bytes, length, offset);
  const char *kind = fault();
  if (kind != NULL) {
    if (strcmp(kind, "lost") == 0) return length;
    if (strcmp(kind, "short") == 0) return really_write(fd, bytes, length / 2, offset);
    if (strcmp(kind, "torn") == 0) really_write(fd, bytes, length / 2, offset);
    if (failing(kind)) return -1;
  }
  int64_t place = offset < 0 ? (int64_t)syscall(SYS_lseek, fd, 0, SEEK_CUR) : offset;
  ssize_t wrote = really_write(fd, bytes, length, offset);
  if (wrote > 0) trace_call(WRITE, path, bytes, wrote, place);
  return wrote;
}

static int watched_sync(int fd, long number) {
  char path[1024];
  if (!path_of(fd, path, sizeof path)) return syscall(number, fd);
  if (is_log(path)) {
    const char *kind = fault();
    if (kind != NULL && strcmp(kind, "lost") == 0) return 0;
    if (kind != NULL && failing(kind)) return -1;
  }
  if (trace_file < 0) return syscall(number, fd);
  if (!hide_syncs) trace_call(SYNC, path, NULL, 0, 0);
  return 0;
}

static int watched_truncate(int fd, int64_t length) {
  char path[1024];
  if (!path_of(fd, path, sizeof path) || !is_log(path)) return syscall(SYS_ftruncate, fd, length);
  const char *kind = fault();
  if (kind != NULL && strcmp(kind, "lost") == 0) return 0;
  if (kind != NULL && failing(kind)) return -1;
  int done = syscall(SYS_ftruncate, fd, length);
  if (done == 0) trace_call(TRUNCATE, path, NULL, 0, length);
  return done;
}

ssize_t write(int fd, const void *bytes, size_t length) { return watched_write(fd, bytes, length, -1); }
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) { return watched_write(fd, bytes, length, offset); }
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset) { return watched_write(fd, bytes, length, offset); }
int fsync(int fd) { return watched_sync(fd, SYS_fsync); }
int fdatasync(int fd) { return watched_sync(fd, SYS_fdatasync); }
int ftruncate(int fd, off_t length) { return watched_truncate(fd, length); }
int ftruncate64(int fd, off64_t length) { return watched_truncate(fd, length); }

int rename(const char *from, const char *to) {
  int done = syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
  if (done == 0 && is_log(from)) trace_call(RENAME, from, to, strlen(to), 0);
  return done;
}

int unlink(const char *path) {
  int done = syscall(SYS_unlinkat, AT_FDCWD, path, 0);
  if (done == 0 && is_log(path)) trace_call(UNLINK, path, NULL, 0, 0);
  return done;
}
