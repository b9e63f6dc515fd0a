// Counts every call by which a program changes something outside itself, and kills the program at the n-th.
//
// Loaded into a program with LD_PRELOAD; the tests build it with the C compiler at hand. A file that the test and the
// program both map (KILLPOINTS names it) holds the counters, so that they survive the kill, and so that a server can
// be armed while it runs. Calls on the -shm file of SQLite are left out: it is shared memory, no storage.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind {
  KIND_WRITE, KIND_SYNC, KIND_TRUNCATE, KIND_RENAME, KIND_UNLINK, KIND_MKDIR, KIND_LINK, KIND_CREATE, KIND_MODE,
  KIND_SEND, KIND_OUTPUT, KIND_SHUTDOWN, KIND_COUNT
};

enum how { BEFORE = 0, HALF = 1, AFTER = 2 };

// Written by the test: target and how. Written here: all the rest.
struct shared {
  _Atomic uint64_t count;       // calls so far
  _Atomic uint64_t target;      // the call to die at, from 1; 0 for none
  _Atomic uint64_t how;         // enum how
  _Atomic uint64_t killed_kind; // 1 + the kind of the call that was died at
  _Atomic uint64_t kinds[KIND_COUNT];
};

static struct shared *shared;

__attribute__((constructor)) static void begin(void) {
  const char *path = getenv("KILLPOINTS");
  if (!path) return;
  int file = open(path, O_RDWR | O_CLOEXEC);
  if (file < 0) return;
  void *mapped = mmap(0, sizeof(struct shared), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (mapped != MAP_FAILED) shared = mapped;
}

static void die(int kind) {
  atomic_store(&shared->killed_kind, 1 + kind);
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

// Counts a call. Dies, or answers whether this is the one to do by half (1) or to die after (2).
static int point(int kind) {
  if (!shared) return 0;
  uint64_t number = atomic_fetch_add(&shared->count, 1) + 1;
  atomic_fetch_add(&shared->kinds[kind], 1);
  if (number != atomic_load(&shared->target)) return 0;
  uint64_t how = atomic_load(&shared->how);
  if (how == BEFORE) die(kind);
  return how == HALF ? 1 : 2;
}

#define REAL(type, name, ...)                                                                                          \
  static type (*real)(__VA_ARGS__);                                                                                    \
  if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

static int ends(const char *text, const char *end) {
  size_t length = strlen(text), size = strlen(end);
  return length >= size && strcmp(text + length - size, end) == 0;
}

// What a descriptor is: a kind, or -1 for what does not count (shared memory, event and timer descriptors, devices).
static int kind_of(int file) {
  struct stat status;
  if (!shared || fstat(file, &status) != 0) return -1;
  int saved = errno;
  if (S_ISSOCK(status.st_mode)) return KIND_SEND;
  if (file == 1 || file == 2) return KIND_OUTPUT;
  if (!S_ISREG(status.st_mode)) return -1;
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t size = readlink(link, path, sizeof path - 1);
  errno = saved;
  if (size <= 0) return -1;
  path[size] = 0;
  return ends(path, "-shm") ? -1 : KIND_WRITE;
}

// Runs a call that puts out `size` bytes; `CALL` may use `count` for how many.
#define PUTTING_OUT(file, size, CALL)                                                                                  \
  int kind = kind_of(file);                                                                                            \
  size_t count = (size);                                                                                               \
  if (kind < 0) return CALL;                                                                                           \
  int now = point(kind);                                                                                               \
  if (now == 1) count /= 2;                                                                                            \
  ssize_t result = now == 1 && count == 0 ? 0 : CALL;                                                                  \
  if (now) die(kind);                                                                                                  \
  return result

#define DOING(kind, CALL)                                                                                              \
  int now = point(kind);                                                                                               \
  __typeof__(CALL) result = CALL;                                                                                      \
  if (now) die(kind);                                                                                                  \
  return result

ssize_t write(int file, const void *bytes, size_t size) {
  REAL(ssize_t, "write", int, const void *, size_t);
  PUTTING_OUT(file, size, real(file, bytes, count));
}

ssize_t pwrite(int file, const void *bytes, size_t size, off_t offset) {
  REAL(ssize_t, "pwrite", int, const void *, size_t, off_t);
  PUTTING_OUT(file, size, real(file, bytes, count, offset));
}

ssize_t pwrite64(int file, const void *bytes, size_t size, off64_t offset) {
  REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
  PUTTING_OUT(file, size, real(file, bytes, count, offset));
}

ssize_t send(int file, const void *bytes, size_t size, int flags) {
  REAL(ssize_t, "send", int, const void *, size_t, int);
  PUTTING_OUT(file, size, real(file, bytes, count, flags));
}

ssize_t sendto(int file, const void *bytes, size_t size, int flags, const struct sockaddr *to, socklen_t length) {
  REAL(ssize_t, "sendto", int, const void *, size_t, int, const struct sockaddr *, socklen_t);
  PUTTING_OUT(file, size, real(file, bytes, count, flags, to, length));
}

static size_t total(const struct iovec *pieces, size_t pieceCount) {
  size_t size = 0;
  for (size_t i = 0; i < pieceCount; i++) size += pieces[i].iov_len;
  return size;
}

// The first bytes of the pieces, in pieces of their own.
static size_t prefix(const struct iovec *pieces, size_t pieceCount, size_t size, struct iovec *out, size_t outMax) {
  size_t used = 0;
  for (size_t i = 0; i < pieceCount && used < outMax && size > 0; i++) {
    out[used] = pieces[i];
    if (out[used].iov_len > size) out[used].iov_len = size;
    size -= out[used].iov_len;
    used++;
  }
  return used;
}

ssize_t writev(int file, const struct iovec *pieces, int pieceCount) {
  REAL(ssize_t, "writev", int, const struct iovec *, int);
  int kind = kind_of(file);
  if (kind < 0) return real(file, pieces, pieceCount);
  int now = point(kind);
  if (now == 1) {
    struct iovec some[64];
    size_t used = prefix(pieces, pieceCount, total(pieces, pieceCount) / 2, some, 64);
    if (used > 0) real(file, some, used);
    die(kind);
  }
  ssize_t result = real(file, pieces, pieceCount);
  if (now) die(kind);
  return result;
}

ssize_t sendmsg(int file, const struct msghdr *message, int flags) {
  REAL(ssize_t, "sendmsg", int, const struct msghdr *, int);
  int kind = kind_of(file);
  if (kind < 0) return real(file, message, flags);
  int now = point(kind);
  if (now == 1) {
    struct iovec some[64];
    struct msghdr less = *message;
    less.msg_iovlen = prefix(message->msg_iov, message->msg_iovlen, total(message->msg_iov, message->msg_iovlen) / 2,
      some, 64);
    less.msg_iov = some;
    if (less.msg_iovlen > 0) real(file, &less, flags);
    die(kind);
  }
  ssize_t result = real(file, message, flags);
  if (now) die(kind);
  return result;
}

int fsync(int file) {
  REAL(int, "fsync", int);
  DOING(KIND_SYNC, real(file));
}

int fdatasync(int file) {
  REAL(int, "fdatasync", int);
  DOING(KIND_SYNC, real(file));
}

int ftruncate(int file, off_t size) {
  REAL(int, "ftruncate", int, off_t);
  if (kind_of(file) < 0) return real(file, size);
  DOING(KIND_TRUNCATE, real(file, size));
}

int ftruncate64(int file, off64_t size) {
  REAL(int, "ftruncate64", int, off64_t);
  if (kind_of(file) < 0) return real(file, size);
  DOING(KIND_TRUNCATE, real(file, size));
}

int rename(const char *from, const char *to) {
  REAL(int, "rename", const char *, const char *);
  DOING(KIND_RENAME, real(from, to));
}

int renameat(int fromFolder, const char *from, int toFolder, const char *to) {
  REAL(int, "renameat", int, const char *, int, const char *);
  DOING(KIND_RENAME, real(fromFolder, from, toFolder, to));
}

int renameat2(int fromFolder, const char *from, int toFolder, const char *to, unsigned flags) {
  REAL(int, "renameat2", int, const char *, int, const char *, unsigned);
  DOING(KIND_RENAME, real(fromFolder, from, toFolder, to, flags));
}

int unlink(const char *path) {
  REAL(int, "unlink", const char *);
  if (ends(path, "-shm")) return real(path);
  DOING(KIND_UNLINK, real(path));
}

int unlinkat(int folder, const char *path, int flags) {
  REAL(int, "unlinkat", int, const char *, int);
  if (ends(path, "-shm")) return real(folder, path, flags);
  DOING(KIND_UNLINK, real(folder, path, flags));
}

int rmdir(const char *path) {
  REAL(int, "rmdir", const char *);
  DOING(KIND_UNLINK, real(path));
}

int mkdir(const char *path, mode_t mode) {
  REAL(int, "mkdir", const char *, mode_t);
  DOING(KIND_MKDIR, real(path, mode));
}

int mkdirat(int folder, const char *path, mode_t mode) {
  REAL(int, "mkdirat", int, const char *, mode_t);
  DOING(KIND_MKDIR, real(folder, path, mode));
}

int link(const char *from, const char *to) {
  REAL(int, "link", const char *, const char *);
  DOING(KIND_LINK, real(from, to));
}

int linkat(int fromFolder, const char *from, int toFolder, const char *to, int flags) {
  REAL(int, "linkat", int, const char *, int, const char *, int);
  DOING(KIND_LINK, real(fromFolder, from, toFolder, to, flags));
}

int chmod(const char *path, mode_t mode) {
  REAL(int, "chmod", const char *, mode_t);
  DOING(KIND_MODE, real(path, mode));
}

int fchmod(int file, mode_t mode) {
  REAL(int, "fchmod", int, mode_t);
  DOING(KIND_MODE, real(file, mode));
}

// NIO ends one direction of a connection with it.
int shutdown(int file, int direction) {
  REAL(int, "shutdown", int, int);
  DOING(KIND_SHUTDOWN, real(file, direction));
}

#define OPENING(name, first, pass)                                                                                     \
  mode_t mode = 0;                                                                                                     \
  if (flags & (O_CREAT | O_TMPFILE)) {                                                                                 \
    va_list rest;                                                                                                      \
    va_start(rest, flags);                                                                                             \
    mode = va_arg(rest, mode_t);                                                                                       \
    va_end(rest);                                                                                                      \
  }                                                                                                                    \
  struct stat status;                                                                                                  \
  int makes = (flags & O_CREAT) && shared && !ends(path, "-shm") && fstatat(first, path, &status, 0) != 0;             \
  int empties = (flags & O_TRUNC) && shared && !makes;                                                                 \
  if (!makes && !empties) return pass;                                                                                 \
  DOING(makes ? KIND_CREATE : KIND_TRUNCATE, pass)

int open(const char *path, int flags, ...) {
  REAL(int, "open", const char *, int, ...);
  OPENING("open", AT_FDCWD, real(path, flags, mode));
}

int open64(const char *path, int flags, ...) {
  REAL(int, "open64", const char *, int, ...);
  OPENING("open64", AT_FDCWD, real(path, flags, mode));
}

int openat(int folder, const char *path, int flags, ...) {
  REAL(int, "openat", int, const char *, int, ...);
  OPENING("openat", folder, real(folder, path, flags, mode));
}

int openat64(int folder, const char *path, int flags, ...) {
  REAL(int, "openat64", int, const char *, int, ...);
  OPENING("openat64", folder, real(folder, path, flags, mode));
}
