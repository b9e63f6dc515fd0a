#include "faulty_disk.h"

#include <dirent.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define SECTOR 512
#define FILES_MAX 64

struct content {
  uint8_t *bytes;
  size_t size, room;
  int exists;
};

enum change_kind { CHANGE_WRITE, CHANGE_TRUNCATE, CHANGE_SYNC, CHANGE_SYNC_LOST, CHANGE_DELETE, CHANGE_CREATE };

struct change {
  int kind, file;
  uint64_t offset;
  size_t size;
  uint8_t *bytes;
};

struct faulty_disk {
  char folder[512];
  size_t folder_length;
  char names[FILES_MAX][256];
  struct content base[FILES_MAX];
  int file_count;
  struct change *changes;
  size_t change_count, change_room;
  uint8_t *calls;
  size_t call_count, call_room;
  uint64_t target, failures;
  int kind, forever;
  // Files that are open hold it, also when nobody watches any more.
  int open_count, is_forgotten;
  struct faulty_disk *next;
};

// A watched open file; the real one lies behind it in memory.
struct file {
  sqlite3_file base;
  faulty_disk *disk;
  int number;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static faulty_disk *disks;
static sqlite3_vfs vfs;
static sqlite3_vfs *real;

static sqlite3_file *under(sqlite3_file *file) { return (sqlite3_file *)((struct file *)file + 1); }

// Book-keeping.

static int resize(struct content *content, size_t size) {
  if (size > content->room) {
    size_t room = size * 2 + 4096;
    uint8_t *bytes = realloc(content->bytes, room);
    if (!bytes) return 0;
    memset(bytes + content->room, 0, room - content->room);
    content->bytes = bytes;
    content->room = room;
  }
  if (size < content->size) memset(content->bytes + size, 0, content->size - size);
  content->size = size;
  return 1;
}

static int put(struct content *content, uint64_t offset, const uint8_t *bytes, size_t size) {
  if (offset + size > content->size && !resize(content, offset + size)) return 0;
  memcpy(content->bytes + offset, bytes, size);
  content->exists = 1;
  return 1;
}

static void note(faulty_disk *disk, int kind, int file, uint64_t offset, const void *bytes, size_t size) {
  if (disk->change_count == disk->change_room) {
    size_t room = disk->change_room * 2 + 64;
    struct change *changes = realloc(disk->changes, room * sizeof *changes);
    if (!changes) return;
    disk->changes = changes;
    disk->change_room = room;
  }
  uint8_t *copy = NULL;
  if (bytes && size > 0) {
    copy = malloc(size);
    if (!copy) return;
    memcpy(copy, bytes, size);
  }
  disk->changes[disk->change_count++] = (struct change){kind, file, offset, size, copy};
}

static int number_of(faulty_disk *disk, const char *name) {
  for (int i = 0; i < disk->file_count; i++) {
    if (strcmp(disk->names[i], name) == 0) return i;
  }
  if (disk->file_count == FILES_MAX) return -1;
  snprintf(disk->names[disk->file_count], sizeof disk->names[0], "%s", name);
  return disk->file_count++;
}

static int load(struct content *content, const char *path) {
  FILE *in = fopen(path, "rb");
  if (!in) return 0;
  uint8_t buffer[65536];
  size_t count;
  content->exists = 1;
  while ((count = fread(buffer, 1, sizeof buffer, in)) > 0) put(content, content->size, buffer, count);
  fclose(in);
  return 1;
}

// The watched disk that a path is on, and the file's name there; NULL for none.
static faulty_disk *disk_of(const char *path, const char **name) {
  faulty_disk *found = NULL;
  if (!path) return NULL;
  pthread_mutex_lock(&lock);
  for (faulty_disk *disk = disks; disk && !found; disk = disk->next) {
    if (strncmp(path, disk->folder, disk->folder_length) == 0 && path[disk->folder_length] == '/') found = disk;
  }
  pthread_mutex_unlock(&lock);
  if (found) *name = path + found->folder_length + 1;
  return found;
}

// Failing.

static int fits(int kind, int call) {
  switch (kind) {
  case FAULTY_IO: return 1;
  case FAULTY_FULL: return call == FAULTY_CALL_WRITE;
  case FAULTY_SHORT: return call == FAULTY_CALL_WRITE;
  case FAULTY_SYNC: return call == FAULTY_CALL_SYNC;
  default: return 0;
  }
}

// Counts a call; answers the kind of failure that is its turn.
static int count(faulty_disk *disk, int call) {
  if (disk->call_count == disk->call_room) {
    size_t room = disk->call_room * 2 + 256;
    uint8_t *calls = realloc(disk->calls, room);
    if (!calls) return FAULTY_NONE;
    disk->calls = calls;
    disk->call_room = room;
  }
  disk->calls[disk->call_count++] = call;
  if (!disk->target || !fits(disk->kind, call)) return FAULTY_NONE;
  int is_turn = disk->forever ? disk->call_count >= disk->target : disk->call_count == disk->target;
  if (!is_turn) return FAULTY_NONE;
  disk->failures++;
  return disk->kind;
}

// The file's methods.

#define SELF struct file *self = (struct file *)file
#define REAL under(file)->pMethods
#define FAIL(call, code)                                                                                               \
  if (count(self->disk, call)) return code

static void release(faulty_disk *disk) {
  for (size_t i = 0; i < disk->change_count; i++) free(disk->changes[i].bytes);
  for (int i = 0; i < disk->file_count; i++) free(disk->base[i].bytes);
  free(disk->changes);
  free(disk->calls);
  free(disk);
}

static int close_file(sqlite3_file *file) {
  SELF;
  int code = REAL->xClose(under(file));
  pthread_mutex_lock(&lock);
  int is_last = --self->disk->open_count == 0 && self->disk->is_forgotten;
  pthread_mutex_unlock(&lock);
  if (is_last) release(self->disk);
  return code;
}

static int read_file(sqlite3_file *file, void *bytes, int size, sqlite3_int64 offset) {
  SELF;
  FAIL(FAULTY_CALL_READ, SQLITE_IOERR_READ);
  return REAL->xRead(under(file), bytes, size, offset);
}

static int write_file(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 offset) {
  SELF;
  switch (count(self->disk, FAULTY_CALL_WRITE)) {
  case FAULTY_NONE: break;
  case FAULTY_FULL: return SQLITE_FULL;
  case FAULTY_SHORT:
    if (REAL->xWrite(under(file), bytes, size / 2, offset) == SQLITE_OK) {
      note(self->disk, CHANGE_WRITE, self->number, offset, bytes, size / 2);
    }
    return SQLITE_FULL;
  default: return SQLITE_IOERR_WRITE;
  }
  int code = REAL->xWrite(under(file), bytes, size, offset);
  if (code == SQLITE_OK) note(self->disk, CHANGE_WRITE, self->number, offset, bytes, size);
  return code;
}

static int truncate_file(sqlite3_file *file, sqlite3_int64 size) {
  SELF;
  FAIL(FAULTY_CALL_TRUNCATE, SQLITE_IOERR_TRUNCATE);
  int code = REAL->xTruncate(under(file), size);
  if (code == SQLITE_OK) note(self->disk, CHANGE_TRUNCATE, self->number, 0, NULL, size);
  return code;
}

static int sync_file(sqlite3_file *file, int flags) {
  SELF;
  if (count(self->disk, FAULTY_CALL_SYNC)) {
    note(self->disk, CHANGE_SYNC_LOST, self->number, 0, NULL, 0);
    return SQLITE_IOERR_FSYNC;
  }
  int code = REAL->xSync(under(file), flags);
  note(self->disk, CHANGE_SYNC, self->number, 0, NULL, 0);
  return code;
}

static int size_of_file(sqlite3_file *file, sqlite3_int64 *size) {
  SELF;
  FAIL(FAULTY_CALL_SIZE, SQLITE_IOERR_FSTAT);
  return REAL->xFileSize(under(file), size);
}

static int lock_file(sqlite3_file *file, int level) {
  SELF;
  FAIL(FAULTY_CALL_LOCK, SQLITE_IOERR_LOCK);
  return REAL->xLock(under(file), level);
}

static int unlock_file(sqlite3_file *file, int level) { return REAL->xUnlock(under(file), level); }
static int check_lock(sqlite3_file *file, int *out) { return REAL->xCheckReservedLock(under(file), out); }
static int control_file(sqlite3_file *file, int what, void *argument) {
  return REAL->xFileControl(under(file), what, argument);
}
static int sector_size(sqlite3_file *file) { return REAL->xSectorSize(under(file)); }
static int characteristics(sqlite3_file *file) { return REAL->xDeviceCharacteristics(under(file)); }

static int map_shared(sqlite3_file *file, int page, int size, int extends, void volatile **out) {
  SELF;
  FAIL(FAULTY_CALL_SHARED, SQLITE_IOERR_SHMMAP);
  return REAL->xShmMap(under(file), page, size, extends, out);
}

static int lock_shared(sqlite3_file *file, int offset, int size, int flags) {
  SELF;
  // Letting go of a lock can't fail in a way that anybody could answer to.
  if (flags & SQLITE_SHM_LOCK) { FAIL(FAULTY_CALL_LOCK, SQLITE_IOERR_SHMLOCK); }
  return REAL->xShmLock(under(file), offset, size, flags);
}

static void barrier(sqlite3_file *file) { REAL->xShmBarrier(under(file)); }
static int unmap_shared(sqlite3_file *file, int deletes) { return REAL->xShmUnmap(under(file), deletes); }

static const sqlite3_io_methods methods = {
  .iVersion = 2,
  .xClose = close_file,
  .xRead = read_file,
  .xWrite = write_file,
  .xTruncate = truncate_file,
  .xSync = sync_file,
  .xFileSize = size_of_file,
  .xLock = lock_file,
  .xUnlock = unlock_file,
  .xCheckReservedLock = check_lock,
  .xFileControl = control_file,
  .xSectorSize = sector_size,
  .xDeviceCharacteristics = characteristics,
  .xShmMap = map_shared,
  .xShmLock = lock_shared,
  .xShmBarrier = barrier,
  .xShmUnmap = unmap_shared,
};

// The file system's methods.

static int open_file(sqlite3_vfs *ignored, const char *path, sqlite3_file *file, int flags, int *out) {
  (void)ignored;
  const char *name = NULL;
  faulty_disk *disk = disk_of(path, &name);
  if (!disk) return real->xOpen(real, path, file, flags, out);
  SELF;
  memset(self, 0, sizeof *self);
  if (count(disk, FAULTY_CALL_OPEN)) return SQLITE_CANTOPEN;
  int exists = 0;
  real->xAccess(real, path, SQLITE_ACCESS_EXISTS, &exists);
  memset(under(file), 0, real->szOsFile);
  int code = real->xOpen(real, path, under(file), flags, out);
  if (under(file)->pMethods) {
    self->number = number_of(disk, name);
    if (self->number < 0) {
      REAL->xClose(under(file));
      return SQLITE_NOMEM;
    }
    self->base.pMethods = &methods;
    self->disk = disk;
    pthread_mutex_lock(&lock);
    disk->open_count++;
    pthread_mutex_unlock(&lock);
    if (!exists) note(disk, CHANGE_CREATE, self->number, 0, NULL, 0);
  }
  return code;
}

static int delete_file(sqlite3_vfs *ignored, const char *path, int syncs) {
  (void)ignored;
  const char *name = NULL;
  faulty_disk *disk = disk_of(path, &name);
  if (!disk) return real->xDelete(real, path, syncs);
  if (count(disk, FAULTY_CALL_DELETE)) return SQLITE_IOERR_DELETE;
  int code = real->xDelete(real, path, syncs);
  int number = number_of(disk, name);
  if (code == SQLITE_OK && number >= 0) note(disk, CHANGE_DELETE, number, 0, NULL, 0);
  return code;
}

static int access_file(sqlite3_vfs *ignored, const char *path, int flags, int *out) {
  (void)ignored;
  const char *name = NULL;
  faulty_disk *disk = disk_of(path, &name);
  if (disk && count(disk, FAULTY_CALL_ACCESS)) return SQLITE_IOERR_ACCESS;
  return real->xAccess(real, path, flags, out);
}

static int full_path(sqlite3_vfs *ignored, const char *path, int size, char *out) {
  (void)ignored;
  return real->xFullPathname(real, path, size, out);
}

static void install(void) {
  real = sqlite3_vfs_find(NULL);
  vfs = *real;
  vfs.pNext = NULL;
  vfs.zName = "faulty-disk";
  vfs.szOsFile = (int)sizeof(struct file) + real->szOsFile;
  vfs.xOpen = open_file;
  vfs.xDelete = delete_file;
  vfs.xAccess = access_file;
  vfs.xFullPathname = full_path;
  sqlite3_vfs_register(&vfs, 1);
}

// What the tests call.

faulty_disk *faulty_disk_watch(const char *folder) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, install);
  faulty_disk *disk = calloc(1, sizeof *disk);
  if (!disk) return NULL;
  snprintf(disk->folder, sizeof disk->folder, "%s", folder);
  disk->folder_length = strlen(disk->folder);
  DIR *listing = opendir(folder);
  struct dirent *entry;
  while (listing && (entry = readdir(listing))) {
    char path[1024];
    struct stat status;
    snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
    size_t length = strlen(path);
    // Shared memory does not survive.
    if (length > 4 && strcmp(path + length - 4, "-shm") == 0) continue;
    if (stat(path, &status) != 0 || !S_ISREG(status.st_mode)) continue;
    int number = number_of(disk, entry->d_name);
    if (number >= 0) load(&disk->base[number], path);
  }
  if (listing) closedir(listing);
  pthread_mutex_lock(&lock);
  disk->next = disks;
  disks = disk;
  pthread_mutex_unlock(&lock);
  return disk;
}

void faulty_disk_forget(faulty_disk *disk) {
  pthread_mutex_lock(&lock);
  for (faulty_disk **place = &disks; *place; place = &(*place)->next) {
    if (*place == disk) {
      *place = disk->next;
      break;
    }
  }
  disk->is_forgotten = 1;
  int is_last = disk->open_count == 0;
  pthread_mutex_unlock(&lock);
  if (is_last) release(disk);
}

void faulty_disk_arm(faulty_disk *disk, uint64_t call, int kind, int forever) {
  disk->call_count = 0;
  disk->failures = 0;
  disk->target = call;
  disk->kind = kind;
  disk->forever = forever;
}

uint64_t faulty_disk_calls(const faulty_disk *disk) { return disk->call_count; }

int faulty_disk_call(const faulty_disk *disk, uint64_t number) {
  return number >= 1 && number <= disk->call_count ? disk->calls[number - 1] : 0;
}

uint64_t faulty_disk_failures(const faulty_disk *disk) { return disk->failures; }

uint64_t faulty_disk_changes(const faulty_disk *disk) { return disk->change_count; }

// Surviving.

static uint64_t draw(uint64_t *state) {
  // SplitMix64 (Steele, Lea and Flood 2014).
  uint64_t mixed = *state += 0x9E3779B97F4A7C15ull;
  mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9ull;
  mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBull;
  return mixed ^ (mixed >> 31);
}

static int apply(struct content *content, const struct change *change, int torn, uint64_t *random) {
  switch (change->kind) {
  case CHANGE_CREATE:
    content->exists = 1;
    return resize(content, 0);
  case CHANGE_DELETE:
    content->exists = 0;
    return resize(content, 0);
  case CHANGE_TRUNCATE: return resize(content, change->size);
  case CHANGE_WRITE:
    if (!torn) return put(content, change->offset, change->bytes, change->size);
    // The file has grown or not, whatever of the bytes is there.
    if (draw(random) & 1 && change->offset + change->size > content->size) {
      if (!resize(content, change->offset + change->size)) return 0;
    }
    for (size_t from = 0; from < change->size;) {
      size_t to = (change->offset + from) / SECTOR * SECTOR + SECTOR - change->offset;
      if (to > change->size) to = change->size;
      if (draw(random) & 1 && !put(content, change->offset + from, change->bytes + from, to - from)) return 0;
      from = to;
    }
    return 1;
  default: return 1;
  }
}

// One file as it is left. A create and a delete stand at once, as on file systems that keep a journal of names.
static int survive(const faulty_disk *disk, int file, uint64_t count, int survival, uint64_t seed, struct content *out) {
  uint64_t random = seed * 1000003 + file;
  const struct content *base = &disk->base[file];
  if (base->exists && base->size > 0 && !put(out, 0, base->bytes, base->size)) return 0;
  out->exists = base->exists;
  // Up to where an fsync of this file has come, or was said to have come.
  uint64_t settled = 0;
  for (uint64_t i = 0; i < count; i++) {
    const struct change *change = &disk->changes[i];
    if (change->file != file) continue;
    int isName = change->kind == CHANGE_CREATE || change->kind == CHANGE_DELETE;
    if (change->kind != CHANGE_SYNC && change->kind != CHANGE_SYNC_LOST && !isName) continue;
    for (; settled < i; settled++) {
      const struct change *earlier = &disk->changes[settled];
      if (earlier->file != file || (change->kind == CHANGE_SYNC_LOST && survival != FAULTY_ALL)) continue;
      if (!apply(out, earlier, 0, &random)) return 0;
    }
    if (isName && !apply(out, change, 0, &random)) return 0;
    settled = i + 1;
  }
  for (; settled < count; settled++) {
    const struct change *change = &disk->changes[settled];
    if (change->file != file || survival == FAULTY_DROPPED) continue;
    if (survival == FAULTY_REORDERED && draw(&random) & 1) continue;
    if (!apply(out, change, survival == FAULTY_TORN, &random)) return 0;
  }
  return 1;
}

int faulty_disk_survive(const faulty_disk *disk, uint64_t changes, int survival, uint64_t seed, const char *folder) {
  if (changes > disk->change_count) changes = disk->change_count;
  for (int file = 0; file < disk->file_count; file++) {
    struct content content = {0};
    int isDone = survive(disk, file, changes, survival, seed, &content);
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", folder, disk->names[file]);
    if (isDone && content.exists) {
      FILE *out = fopen(path, "wb");
      isDone = out && (content.size == 0 || fwrite(content.bytes, 1, content.size, out) == content.size);
      if (out && fclose(out) != 0) isDone = 0;
    } else if (isDone) {
      remove(path);
    }
    free(content.bytes);
    if (!isDone) return -1;
  }
  return 0;
}
