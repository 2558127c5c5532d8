/* CHECK(condition): unlike assert(), also in release builds. */
#ifndef MASSEFLYT_TESTS_C_CHECK_H
#define MASSEFLYT_TESTS_C_CHECK_H

#include <stdio.h>
#include <stdlib.h>

#define CHECK(condition)                                                        \
  do {                                                                          \
    if (!(condition)) {                                                         \
      fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition); \
      exit(EXIT_FAILURE);                                                       \
    }                                                                           \
  } while (0)

#endif
