/*
 * Stands between a process and its disk (LD_PRELOAD): each sync takes as many microseconds longer as the environment's
 * SLOW_SYNC_US says. Nothing else is changed.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static int slowly(int fd, long number) {
  const char *longer = getenv("SLOW_SYNC_US");
  int done = syscall(number, fd);
  if (longer != NULL) usleep(atoi(longer));
  return done;
}

int fsync(int fd) { return slowly(fd, SYS_fsync); }
int fdatasync(int fd) { return slowly(fd, SYS_fdatasync); }
