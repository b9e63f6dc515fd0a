#pragma once
#include <stdint.h>

// How many statements SQLite runs, over all connections that are opened after `statement_count_begin`. Those of other
// threads are counted too.
void statement_count_begin(void);
uint64_t statement_count(void);
