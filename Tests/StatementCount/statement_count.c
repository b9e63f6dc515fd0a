#include "statement_count.h"
#include <sqlite3.h>
#include <stdatomic.h>

static _Atomic uint64_t statements;

static int note(unsigned event, void *context, void *statement, void *text) {
  (void)context, (void)statement, (void)text;
  if (event == SQLITE_TRACE_STMT) atomic_fetch_add(&statements, 1);
  return 0;
}

static int watch(sqlite3 *database) {
  return sqlite3_trace_v2(database, SQLITE_TRACE_STMT, note, 0);
}

void statement_count_begin(void) { sqlite3_auto_extension((void (*)(void))watch); }

uint64_t statement_count(void) { return atomic_load(&statements); }
