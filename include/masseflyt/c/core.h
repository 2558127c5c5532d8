/* masseflyt/c/core.h — status, errors, diagnostics, cancelling and version: what every call uses.
 *
 * Plain C99. Text is UTF-8. A pointer that a function gives out says whose it is; everything made
 * by mfl_x_create() or filled in as mfl_x** ends with mfl_x_free().
 */
#ifndef MASSEFLYT_C_CORE_H
#define MASSEFLYT_C_CORE_H

#include <stddef.h>
#include <stdint.h>

/** Version of these headers. mfl_version() tells that of the library that runs. */
#define MFL_VERSION_MAJOR 0
#define MFL_VERSION_MINOR 1
#define MFL_VERSION_PATCH 0

/** Goes up when a program has to be compiled again. */
#define MFL_ABI_VERSION 1

#if defined(_WIN32) && defined(masseflyt_c_EXPORTS) /* set while the library itself is built */
#define MFL_API __declspec(dllexport)
#elif defined(_WIN32)
#define MFL_API __declspec(dllimport)
#elif defined(__GNUC__)
#define MFL_API __attribute__((visibility("default")))
#else
#define MFL_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/** What every call that can fail returns. The numbers are those of masseflyt::ErrorCode in C++
 *  and masseflyt.ErrorCode in Python; new ones are added, none ever changes. */
typedef int32_t mfl_status;
enum {
  MFL_OK = 0,
  MFL_INVALID_ARGUMENT = 1,
  MFL_UNIT_MISMATCH = 2,
  MFL_NOT_SORTED = 3,
  MFL_NOT_FOUND = 4,
  MFL_IO = 5,
  MFL_BUFFER_TOO_SMALL = 6,
  MFL_OUT_OF_MEMORY = 7,
  MFL_INTERNAL = 8, /**< masseflyt contradicts itself; please report it with mfl_build_info() */
  MFL_CANCELLED = 9,
  MFL_DEADLINE = 10,
  MFL_INVALID_DOCUMENT = 11, /**< the mfl_diagnostics hold everything that is wrong with it */
  MFL_LIMIT_EXCEEDED = 12,   /**< larger or deeper than we read, or a sum that does not fit */
  MFL_CONFLICT = 13,         /**< contradicts what is recorded already */
  MFL_CORRUPT = 14,
  MFL_BAD_SIGNATURE = 15,
  MFL_UNSUPPORTED_VERSION = 16,
  MFL_RULE_NOT_VERIFIED = 17 /**< strict mode met a rule whose source nobody has checked */
};

/** "invalid_argument" for MFL_INVALID_ARGUMENT, "ok" for MFL_OK, "unknown" for other numbers. */
MFL_API const char* mfl_status_name(mfl_status status);

/* Structs that may grow begin with `struct_size`. The caller sets it to sizeof(the struct) before
 * each call, best with the _INIT macro; the library touches nothing beyond it. So an old program
 * runs with a new library: members are only ever added at the end. */

/** Why a call failed. The caller owns it, so there is no global error state and nothing to free.
 *  Every function takes NULL instead. A call that succeeds leaves it as it is. */
typedef struct mfl_error {
  uint32_t struct_size;
  mfl_status code;
  char message[512]; /**< English, names the culprit; cut between characters if it is longer */
  char path[512];    /**< where in the input: JSON pointer or "file:row:column"; may be "" */
} mfl_error;
#define MFL_ERROR_INIT \
  { sizeof(mfl_error), MFL_OK, "", "" }

/* ---- diagnostics: all that is wrong with one input ----------------------------------------- */

/** Opaque and immutable: may be read from many threads at once. */
typedef struct mfl_diagnostics mfl_diagnostics;

enum { MFL_SEVERITY_NOTE = 1, MFL_SEVERITY_WARNING = 2, MFL_SEVERITY_ERROR = 3 };

/** One fault. The strings are borrowed from the mfl_diagnostics and end with it. */
typedef struct mfl_diagnostic {
  uint32_t struct_size;
  int32_t severity;     /**< MFL_SEVERITY_*; only an error keeps an input from being used */
  mfl_status code;      /**< what kind of fault */
  const char* path;     /**< JSON pointer or "file:row:column" */
  const char* value;    /**< what stands there */
  const char* expected; /**< what should */
} mfl_diagnostic;
#define MFL_DIAGNOSTIC_INIT \
  { sizeof(mfl_diagnostic), 0, MFL_OK, NULL, NULL, NULL }

/** Number of faults, in the order of the input. 0 for NULL. */
MFL_API size_t mfl_diagnostics_count(const mfl_diagnostics* diagnostics);
/** Number of those that are errors. 0 for NULL. */
MFL_API size_t mfl_diagnostics_error_count(const mfl_diagnostics* diagnostics);
/** Fault number i, counted from 0. Errors: MFL_NOT_FOUND (no such i), MFL_INVALID_ARGUMENT (`out`
 *  is NULL or its struct_size is not set). */
MFL_API mfl_status mfl_diagnostics_get(const mfl_diagnostics* diagnostics, size_t i,
                                       mfl_diagnostic* out, mfl_error* error);
/** All faults as a JSON array; "[]" for NULL. Borrowed until mfl_diagnostics_free(). */
MFL_API const char* mfl_diagnostics_json(const mfl_diagnostics* diagnostics);
/** NULL is ignored. */
MFL_API void mfl_diagnostics_free(mfl_diagnostics* diagnostics);

/* ---- text: files and tables that the library writes ------------------------------------------ */

/** Opaque and immutable: may be read from many threads at once. */
typedef struct mfl_text mfl_text;

/** UTF-8 with a terminator; "" for NULL. Borrowed until mfl_text_free(). */
MFL_API const char* mfl_text_data(const mfl_text* text);
/** Bytes, the terminator not counted. 0 for NULL. */
MFL_API size_t mfl_text_size(const mfl_text* text);
/** NULL is ignored. */
MFL_API void mfl_text_free(mfl_text* text);

/* ---- cancelling ---------------------------------------------------------------------------- */

/** Opaque. A flag that stops the calls it is given to: they return MFL_CANCELLED soon after. */
typedef struct mfl_cancel mfl_cancel;

/** On MFL_OK `*out` belongs to the caller. Errors: MFL_INVALID_ARGUMENT (`out` is NULL). */
MFL_API mfl_status mfl_cancel_create(mfl_cancel** out, mfl_error* error);
/** From any thread or signal handler, as often as you like. It cannot be taken back. */
MFL_API void mfl_cancel_set(mfl_cancel* cancel);
/** 1 after mfl_cancel_set(), else 0; 0 for NULL. */
MFL_API int32_t mfl_cancel_is_set(const mfl_cancel* cancel);
/** Only after every call that was given it has returned. NULL is ignored. */
MFL_API void mfl_cancel_free(mfl_cancel* cancel);

/* ---- progress ------------------------------------------------------------------------------ */

/** Told on the thread that called, between two steps of the work. `stage` is English and borrowed
 *  for the call; `share` of that stage is done, 0 to 1. Must return: no exception, no longjmp. */
typedef void (*mfl_progress)(const char* stage, double share, void* user);

/* ---- version ------------------------------------------------------------------------------- */

/** Version of the library that runs, "0.1.0". Static. */
MFL_API const char* mfl_version(void);
/** MFL_ABI_VERSION of the library that runs. Compare it with that of the headers you compiled
 *  with when the library was loaded by hand; a linked one is checked by its SONAME. */
MFL_API int32_t mfl_abi_version(void);
/** Version and components as a JSON object, for bug reports. Static. */
MFL_API const char* mfl_build_info(void);

#ifdef __cplusplus
}
#endif
#endif
