#pragma once
#include <stdint.h>

// How many statements SQLite runs on files whose path has `name` in it (shorter than 256 bytes), over all connections that
// are opened from `statement_count_begin` to `statement_count_end`; one name at a time.
void statement_count_begin(const char *name);
void statement_count_end(void);
uint64_t statement_count(void);
