/* masseflyt/c/traceability.h — a ledger of masses, and load tickets that are checked offline. */
#ifndef MASSEFLYT_C_TRACEABILITY_H
#define MASSEFLYT_C_TRACEABILITY_H

#include <masseflyt/c/core.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- keys: the library never sees a private one --------------------------------------------- */

enum { MFL_ED25519 = 1, MFL_ECDSA_P256 = 2 };

/** Signs `message` into 64 bytes, elsewhere: key store of a phone, card, other process. Ed25519 as
 *  in RFC 8032; ECDSA P-256 over SHA-256 as r, then s. Returns 0 when it did. Must return: no
 *  exception, no longjmp. */
typedef int32_t (*mfl_sign)(const uint8_t* message, size_t size, uint8_t* signature, void* user);

typedef struct mfl_signer {
  uint32_t struct_size;
  int32_t algorithm;         /**< MFL_ED25519 or MFL_ECDSA_P256 */
  const uint8_t* public_key; /**< 32 bytes, or the compressed point of 33 bytes */
  size_t public_key_size;
  mfl_sign sign;
  void* user; /**< handed to `sign` */
} mfl_signer;
#define MFL_SIGNER_INIT \
  { sizeof(mfl_signer), MFL_ED25519, NULL, 0, NULL, NULL }

/* ---- ledger ---------------------------------------------------------------------------------- */

/** Opaque. One thread at a time; functions with a const ledger may run side by side while no other
 *  runs. Signatures are asked for on the thread that called. */
typedef struct mfl_ledger mfl_ledger;

typedef struct mfl_ledger_options {
  uint32_t struct_size;
  int32_t check_signatures; /**< 0: for trusted bulk data whose events carry none */
  double coverage;          /**< a balance is closed up to max(floor_g, coverage * u) ... */
  double warning;           /**< ... and open up to warning * u */
  int64_t floor_g;          /**< grams */
  int64_t skew_us;          /**< how far clocks may disagree, in microseconds */
} mfl_ledger_options;
#define MFL_LEDGER_OPTIONS_INIT \
  { sizeof(mfl_ledger_options), 1, 2, 3, 0, 0 }

/** Opens a ledger, or makes one. `file` NULL keeps it in memory, else it is an SQLite file.
 *  `origin` names the log in its checkpoints. The first event of a new ledger is the `party` that
 *  signs for itself: the operator. `options` and `cancel` may be NULL. On MFL_OK `*out` belongs to
 *  the caller. Errors: MFL_CONFLICT (another writer has the file open), MFL_CORRUPT, MFL_IO,
 *  MFL_UNSUPPORTED_VERSION, MFL_CANCELLED. */
MFL_API mfl_status mfl_ledger_open(const char* file, const char* origin,
                                   const mfl_ledger_options* options, mfl_ledger** out,
                                   mfl_cancel* cancel, mfl_error* error);
/** NULL is ignored. What was appended is on disk already. */
MFL_API void mfl_ledger_free(mfl_ledger* ledger);

/** Number of events; 0 for NULL. */
MFL_API uint64_t mfl_ledger_size(const mfl_ledger* ledger);
/** Root of the Merkle tree (RFC 9162), 32 bytes. Errors: MFL_INVALID_ARGUMENT. */
MFL_API mfl_status mfl_ledger_root(const mfl_ledger* ledger, uint8_t* out, mfl_error* error);

/** Appends events in JSON, one per line, signed by `signer`, in one durable commit. Each is taken
 *  or refused by itself; `*receipts` is a JSON array with {index, already, leaf_hash, flags} or
 *  {code, message, path} per event, and belongs to the caller. `recorded_us` is the time of
 *  recording, microseconds since 1970 UTC.
 *  Errors: MFL_INVALID_ARGUMENT (text that is no event: nothing was appended), MFL_IO. */
MFL_API mfl_status mfl_ledger_append_json(mfl_ledger* ledger, const char* events, size_t size,
                                          const mfl_signer* signer, int64_t recorded_us,
                                          mfl_text** receipts, mfl_error* error);

/** The same of events that were signed elsewhere: `count` leaves (body, key id, signature), leaf i
 *  of `sizes[i]` bytes. `merge` not 0: in an order that does not depend on how they arrive, as
 *  queues of devices need. */
MFL_API mfl_status mfl_ledger_append_leaves(mfl_ledger* ledger, const uint8_t* const* leaves,
                                            const size_t* sizes, size_t count, int32_t merge,
                                            int64_t recorded_us, mfl_text** receipts,
                                            mfl_error* error);

enum {
  MFL_FORMAT_CBOR = 1,  /**< signed events; loses nothing */
  MFL_FORMAT_JSON = 2,  /**< the same, one JSON object per line */
  MFL_FORMAT_EPCIS = 3, /**< EPCIS 2.0.1 JSON-LD */
  MFL_FORMAT_PROV = 4,  /**< PROV-JSON, out only */
  MFL_FORMAT_LOADS = 5  /**< load documents as CSV, out only */
};

/** The whole ledger for others. `base` is the address that ids are put behind and ends with '/'
 *  (EPCIS and PROV; else NULL). `created_us` is the time of an EPCIS document. `*out` belongs to
 *  the caller. Errors: MFL_INVALID_ARGUMENT, MFL_CANCELLED, MFL_IO. */
MFL_API mfl_status mfl_ledger_export(const mfl_ledger* ledger, int32_t format, const char* base,
                                     int64_t created_us, mfl_text** out, mfl_cancel* cancel,
                                     mfl_error* error);

/** Takes events of a CBOR, JSON or EPCIS export of `size` bytes. `base` as for the export, or
 *  NULL. `signer` signs what comes without a signature; may be NULL. `*receipts` as above;
 *  `*found` are faults of the document, NULL when there are none. Errors: MFL_INVALID_DOCUMENT
 *  (there are errors in `found`: nothing was appended), MFL_INVALID_ARGUMENT, MFL_IO. */
MFL_API mfl_status mfl_ledger_import(mfl_ledger* ledger, int32_t format, const void* bytes,
                                     size_t size, const char* base, const mfl_signer* signer,
                                     int64_t recorded_us, mfl_text** receipts,
                                     mfl_diagnostics** found, mfl_error* error);

/** Signs size and root as a C2SP checkpoint, after a second computation from the stored bytes.
 *  Errors: MFL_CORRUPT (they differ: nothing is signed), MFL_INVALID_ARGUMENT, MFL_IO. */
MFL_API mfl_status mfl_ledger_checkpoint(mfl_ledger* ledger, const mfl_signer* signer,
                                         mfl_text** note, mfl_error* error);

/** A proof of at most 1500 bytes that the log holds an event, as of `time_s` (seconds since 1970
 *  UTC): see mfl_proof_verify(). Errors: MFL_NOT_FOUND, MFL_LIMIT_EXCEEDED,
 *  MFL_INVALID_ARGUMENT (a log signs with Ed25519). */
MFL_API mfl_status mfl_ledger_prove(const mfl_ledger* ledger, const char* event_id,
                                    const mfl_signer* log, int64_t time_s, mfl_text** proof,
                                    mfl_error* error);

/** Everything that can hold mass of a lot, as the first `as_of` events tell it (0: all of them).
 *  `is_load` not 0: the id is that of a load; `fifo` not 0: piles give back what came first, else
 *  every shovel has the mean. `*out` is JSON: {as_of, reading, source_g, stock_g, lots, ends}.
 *  Errors: MFL_NOT_FOUND, MFL_INVALID_ARGUMENT (as_of), MFL_CANCELLED. */
MFL_API mfl_status mfl_ledger_recall(const mfl_ledger* ledger, const char* id, int32_t is_load,
                                     uint64_t as_of, int32_t fifo, mfl_text** out,
                                     mfl_cancel* cancel, mfl_error* error);

/** What a lot or load is made of, as mfl_ledger_recall() tells it: `share` is that of its mass
 * which has been in the member. Errors: likewise. */
MFL_API mfl_status mfl_ledger_origins(const mfl_ledger* ledger, const char* id, int32_t is_load,
                                      uint64_t as_of, mfl_text** out, mfl_cancel* cancel,
                                      mfl_error* error);

enum { MFL_BALANCE_LOT = 1, MFL_BALANCE_PLACE = 2, MFL_BALANCE_RUN = 3 };

/** Books of a lot, a place or a run of a process as JSON; `closure` is closed, open or broken.
 *  Errors: MFL_NOT_FOUND, MFL_UNIT_MISMATCH (wet and dry in one place), MFL_INVALID_ARGUMENT. */
MFL_API mfl_status mfl_ledger_balance(const mfl_ledger* ledger, int32_t of, const char* id,
                                      mfl_text** out, mfl_error* error);

/** State of a lot, load or event as JSON, whichever has that id. Errors: MFL_NOT_FOUND. */
MFL_API mfl_status mfl_ledger_show(const mfl_ledger* ledger, const char* id, mfl_text** out,
                                   mfl_error* error);
/** All contradictions that stand now, as a JSON array; `message` explains each. */
MFL_API mfl_status mfl_ledger_flags(const mfl_ledger* ledger, mfl_text** out, mfl_error* error);

/** Holds `note`, a signed checkpoint of this log that a peer has, against the ledger. `*evidence`
 * is a file that proves by the log's own signatures that it told two stories, see
 * mfl_fork_verify(); NULL when the two agree, or the peer has seen a longer log. `log_key` is the
 * Ed25519 key of the log, 32 bytes. Errors: MFL_NOT_FOUND (no checkpoint here that is as long as
 * the peer's), MFL_BAD_SIGNATURE, MFL_CORRUPT, MFL_INVALID_ARGUMENT (another log). */
MFL_API mfl_status mfl_ledger_fork_evidence(const mfl_ledger* ledger, const char* note,
                                            const uint8_t* log_key, mfl_text** evidence,
                                            mfl_error* error);

/** Keeps beside the log what opens a commitment of an event to personal data, until it is erased.
 *  `salt` is of 16 bytes or more. Errors: MFL_NOT_FOUND, MFL_INVALID_ARGUMENT (the event has not
 *  committed to that), MFL_IO. */
MFL_API mfl_status mfl_ledger_keep_opening(mfl_ledger* ledger, const char* event_id,
                                           const char* label, const char* value,
                                           const uint8_t* salt, size_t salt_size, mfl_error* error);
/** Forgets it; an SQLite file overwrites the bytes. Errors: MFL_INVALID_ARGUMENT, MFL_IO. */
MFL_API mfl_status mfl_ledger_erase_opening(mfl_ledger* ledger, const char* event_id,
                                            const char* label, mfl_error* error);

/** Recomputes everything from the events. `*found` NULL: all is well.
 *  Errors: MFL_IO, MFL_CANCELLED. */
MFL_API mfl_status mfl_ledger_fsck(mfl_ledger* ledger, mfl_diagnostics** found, mfl_cancel* cancel,
                                   mfl_error* error);
/** The same of an SQLite file that is not open, also of one that is too damaged to open: all its
 *  faults. `log_key` is the Ed25519 key of the log, 32 bytes, to check the signature of its last
 *  checkpoint as well; may be NULL. `*size` is the number of events that the file says it has; may
 *  be NULL. Errors: MFL_NOT_FOUND (no such file), MFL_CORRUPT (it is no ledger), MFL_CONFLICT (it
 *  is open), MFL_IO, MFL_INVALID_ARGUMENT, MFL_CANCELLED. */
MFL_API mfl_status mfl_ledger_fsck_file(const char* file, const char* origin,
                                        const mfl_ledger_options* options, const uint8_t* log_key,
                                        uint64_t* size, mfl_diagnostics** found, mfl_cancel* cancel,
                                        mfl_error* error);

/* ---- tickets and proofs: no ledger needed -----------------------------------------------------
 */

/** Signs an event in JSON; `*leaf` are its body, key id and signature, ready to be sent.
 *  Errors: MFL_INVALID_ARGUMENT and others of the event, MFL_BAD_SIGNATURE (`sign` did not return
 * 0). */
MFL_API mfl_status mfl_event_sign(const char* event, size_t size, const mfl_signer* signer,
                                  mfl_text** leaf, mfl_error* error);

/** Signs a `ship` event as a ticket of at most 350 bytes, which fits a printed QR code of version
 *  15. Errors: MFL_INVALID_ARGUMENT (no `ship` event), MFL_LIMIT_EXCEEDED, those of signing. */
MFL_API mfl_status mfl_ticket_make(const char* event, size_t size, const mfl_signer* signer,
                                   mfl_text** ticket, mfl_error* error);

/** What a ticket says, as JSON, if this key has signed it. Needs nothing else.
 *  Errors: MFL_CORRUPT, MFL_BAD_SIGNATURE, MFL_INVALID_ARGUMENT. */
MFL_API mfl_status mfl_ticket_verify(const void* ticket, size_t size, int32_t algorithm,
                                     const uint8_t* public_key, size_t public_key_size,
                                     mfl_text** event, mfl_error* error);

/** Checks a proof of mfl_ledger_prove() with nothing but the Ed25519 key of the log (32 bytes).
 *  `*out` is JSON: {event, origin, index, size, time_s, statement}. A later recall cannot be known
 *  offline, and the statement says so.
 *  Errors: MFL_CORRUPT, MFL_BAD_SIGNATURE, MFL_UNSUPPORTED_VERSION, MFL_INVALID_ARGUMENT. */
MFL_API mfl_status mfl_proof_verify(const void* proof, size_t size, const uint8_t* log_key,
                                    mfl_text** out, mfl_error* error);

/** Whether a file of mfl_ledger_fork_evidence() proves that the log called `origin` told two
 *  stories: `*proved` is 1 or 0. Needs nothing but its Ed25519 key (32 bytes).
 *  Errors: MFL_CORRUPT, MFL_BAD_SIGNATURE, MFL_UNSUPPORTED_VERSION, MFL_INVALID_ARGUMENT. */
MFL_API mfl_status mfl_fork_verify(const void* evidence, size_t size, const char* origin,
                                   const uint8_t* log_key, int32_t* proved, mfl_error* error);

#ifdef __cplusplus
}
#endif

#endif
