#include "statement_count.h"
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <string.h>

// Other tests of the same process run statements too: only those of files in the named folder are counted.
static char folder[256];
static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static _Atomic uint64_t statements;

static int note(unsigned event, void *context, void *statement, void *text) {
  (void)context, (void)text;
  if (event != SQLITE_TRACE_STMT) return 0;
  const char *file = sqlite3_db_filename(sqlite3_db_handle(statement), "main");
  pthread_rwlock_rdlock(&lock);
  if (file && folder[0] && strstr(file, folder)) atomic_fetch_add(&statements, 1);
  pthread_rwlock_unlock(&lock);
  return 0;
}

static int watch(sqlite3 *database) {
  return sqlite3_trace_v2(database, SQLITE_TRACE_STMT, note, 0);
}

void statement_count_begin(const char *name) {
  pthread_rwlock_wrlock(&lock);
  strncpy(folder, name, sizeof folder - 1);
  pthread_rwlock_unlock(&lock);
  sqlite3_auto_extension((void (*)(void))watch);
}

void statement_count_end(void) { sqlite3_cancel_auto_extension((void (*)(void))watch); }

uint64_t statement_count(void) { return atomic_load(&statements); }
