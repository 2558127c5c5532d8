/* masseflyt/masseflyt.h — the whole C API. */
#ifndef MASSEFLYT_MASSEFLYT_H
#define MASSEFLYT_MASSEFLYT_H

#include <masseflyt/c/core.h>

#endif
