#pragma once
#include <stdint.h>

// A file system for SQLite that fails on demand, and that knows which bytes a power cut would leave.
//
// It stands before the system's own (sqlite3_vfs_register, as the default one) and carries everything on to it; only
// files in watched folders are counted, failed and kept book of. A disk is used by one thread at a time.

typedef struct faulty_disk faulty_disk;

// What a call asked for; which failures fit it follows from that.
enum faulty_call {
  FAULTY_CALL_OPEN = 1, FAULTY_CALL_DELETE, FAULTY_CALL_ACCESS, FAULTY_CALL_READ, FAULTY_CALL_WRITE,
  FAULTY_CALL_TRUNCATE, FAULTY_CALL_SYNC, FAULTY_CALL_SIZE, FAULTY_CALL_LOCK, FAULTY_CALL_SHARED
};

enum faulty_kind {
  FAULTY_NONE = 0,
  // SQLITE_IOERR_… as fits the call.
  FAULTY_IO = 1,
  // SQLITE_FULL for what writes; nothing is written.
  FAULTY_FULL = 2,
  // Half of the bytes are written; then the disk is full.
  FAULTY_SHORT = 3,
  // An fsync fails, and what it should have made durable never will be, whatever a later one says.
  FAULTY_SYNC = 4
};

// What a power cut leaves of the writes that no fsync has covered.
enum faulty_survival {
  // All: the program ended, the machine went on.
  FAULTY_ALL = 0,
  FAULTY_DROPPED = 1,
  // Each sector of 512 bytes by itself is there or not.
  FAULTY_TORN = 2,
  // Each write as a whole is there or not, whatever came before it.
  FAULTY_REORDERED = 3
};

// Watches a folder; what is in it counts as durable. NULL when there is no memory.
faulty_disk *faulty_disk_watch(const char *folder);
void faulty_disk_forget(faulty_disk *disk);

// Counts anew, and lets call number `call` (from 1) fail, and with `forever` all later ones that the failure fits.
void faulty_disk_arm(faulty_disk *disk, uint64_t call, int kind, int forever);
// How many calls there were since then, and what the n-th was.
uint64_t faulty_disk_calls(const faulty_disk *disk);
int faulty_disk_call(const faulty_disk *disk, uint64_t number);
// How many calls have failed since then.
uint64_t faulty_disk_failures(const faulty_disk *disk);

// How many changes of files there were since it was watched.
uint64_t faulty_disk_changes(const faulty_disk *disk);
// Puts the files as a power cut after so many changes leaves them into a folder that exists. 0 when that worked.
int faulty_disk_survive(const faulty_disk *disk, uint64_t changes, int survival, uint64_t seed, const char *folder);
