/* Mirrors include/masseflyt/c/traceability.h. The keys are those of OpenSSL, outside the library.
 */
#include <masseflyt/masseflyt.h>

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#include "check.h"

static const int64_t morning = 1772431200000000; /* 2026-03-02T06:00:00Z */

typedef struct {
  EVP_PKEY* key;
  uint8_t public_key[32];
  int refuse;
} wallet;

static int32_t sign_outside(const uint8_t* message, size_t size, uint8_t* signature, void* user) {
  const wallet* w = user;
  size_t room = 64;
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  int done = !w->refuse && EVP_DigestSignInit(context, NULL, NULL, NULL, w->key) == 1 &&
             EVP_DigestSign(context, signature, &room, message, size) == 1;
  EVP_MD_CTX_free(context);
  return done ? 0 : -7;
}

static wallet wallet_of(char seed) {
  wallet w = {NULL, {0}, 0};
  uint8_t secret[32];
  size_t size = sizeof w.public_key;
  memset(secret, seed, sizeof secret);
  w.key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, secret, sizeof secret);
  CHECK(w.key != NULL && EVP_PKEY_get_raw_public_key(w.key, w.public_key, &size) == 1);
  return w;
}

static mfl_signer signer_of(wallet* w) {
  mfl_signer s = MFL_SIGNER_INIT;
  s.public_key = w->public_key, s.public_key_size = 32, s.sign = sign_outside, s.user = w;
  return s;
}

static void append(mfl_ledger* ledger, mfl_signer* signer, const char* event,
                   const char* expected) {
  mfl_text* receipts = NULL;
  mfl_error error = MFL_ERROR_INIT;
  if (mfl_ledger_append_json(ledger, event, strlen(event), signer, morning, &receipts, &error) !=
      MFL_OK)
    fprintf(stderr, "%s\n", error.message);
  CHECK(receipts != NULL);
  if (strstr(mfl_text_data(receipts), expected) == NULL)
    fprintf(stderr, "%s\n", mfl_text_data(receipts));
  CHECK(strstr(mfl_text_data(receipts), expected) != NULL);
  mfl_text_free(receipts);
}

#define AT ",\"time\":\"2026-03-02T06:00:00Z\",\"author\":\"contractor\""
static const char ship[] =
    "{\"kind\":\"ship\",\"id\":\"S\",\"place\":\"pit\",\"load\":\"L\",\"to_party\":\"contractor\","
    "\"to_place\":\"pit\",\"inputs\":[{\"lot\":\"A\",\"mass_g\":4000,\"basis\":\"wet\"}]" AT "}";

static mfl_ledger* small_ledger(const char* file, wallet* w) {
  mfl_ledger* ledger = NULL;
  mfl_signer signer = signer_of(w);
  char party[512], hex[65];
  int i;
  for (i = 0; i < 32; ++i) sprintf(hex + 2 * i, "%02x", w->public_key[i]);
  CHECK(mfl_ledger_open(file, "ledger.example/c", NULL, &ledger, NULL, NULL) == MFL_OK);
  sprintf(party,
          "{\"kind\":\"party\",\"id\":\"P\",\"subject\":\"contractor\",\"key\":{\"algorithm\":"
          "\"ed25519\",\"bytes\":\"%s\"}" AT "}",
          hex);
  append(ledger, &signer, party, "\"index\":0");
  append(ledger, &signer, "{\"kind\":\"place\",\"id\":\"Q\",\"subject\":\"pit\"" AT "}",
         "\"index\":1");
  append(ledger, &signer,
         "{\"kind\":\"extract\",\"id\":\"E\",\"place\":\"pit\",\"outputs\":[{\"lot\":\"A\","
         "\"mass_g\":10000,\"basis\":\"wet\"}]" AT
         "}\n"
         "{\"kind\":\"split\",\"id\":\"T\",\"place\":\"pit\",\"inputs\":[{\"lot\":\"A\","
         "\"mass_g\":5000,\"basis\":\"wet\"}],\"outputs\":[{\"lot\":\"B\",\"mass_g\":5000,"
         "\"basis\":\"wet\"}]" AT "}",
         "\"index\":3");
  return ledger;
}

static void a_ledger_appends_and_answers(void) {
  wallet w = wallet_of('a');
  mfl_signer signer = signer_of(&w);
  mfl_ledger* ledger = small_ledger(NULL, &w);
  mfl_text* out = NULL;
  mfl_diagnostics* found = NULL;
  mfl_error error = MFL_ERROR_INIT;
  CHECK(mfl_ledger_size(ledger) == 4);
  CHECK(mfl_ledger_recall(ledger, "A", 0, 0, 0, &out, NULL, NULL) == MFL_OK);
  CHECK(strstr(mfl_text_data(out), "\"path\":[\"A\",\"B\"]") != NULL);
  mfl_text_free(out);
  CHECK(mfl_ledger_recall(ledger, "A", 0, 3, 0, &out, NULL, NULL) == MFL_OK); /* before the split */
  CHECK(strstr(mfl_text_data(out), "\"B\"") == NULL);
  mfl_text_free(out);
  CHECK(mfl_ledger_origins(ledger, "B", 0, 0, &out, NULL, NULL) == MFL_OK);
  CHECK(strstr(mfl_text_data(out), "\"A\"") != NULL);
  mfl_text_free(out);
  CHECK(mfl_ledger_origins(ledger, "X", 0, 0, &out, NULL, NULL) == MFL_NOT_FOUND && out == NULL);
  CHECK(mfl_ledger_recall(ledger, "X", 0, 0, 0, &out, NULL, NULL) == MFL_NOT_FOUND && out == NULL);
  CHECK(mfl_ledger_balance(ledger, MFL_BALANCE_LOT, "A", &out, NULL) == MFL_OK);
  CHECK(strstr(mfl_text_data(out), "\"stock_g\":5000") != NULL);
  mfl_text_free(out);
  CHECK(mfl_ledger_balance(ledger, MFL_BALANCE_PLACE, "pit", &out, NULL) == MFL_OK);
  CHECK(strstr(mfl_text_data(out), "\"closure\":\"closed\"") != NULL);
  mfl_text_free(out);
  CHECK(mfl_ledger_balance(ledger, 9, "pit", &out, NULL) == MFL_INVALID_ARGUMENT);
  CHECK(mfl_ledger_show(ledger, "T", &out, NULL) == MFL_OK);
  CHECK(strstr(mfl_text_data(out), "\"kind\":\"split\"") != NULL);
  mfl_text_free(out);
  /* a contradiction is recorded and explained, a structural fault is refused with its reason */
  append(ledger, &signer,
         "{\"kind\":\"use\",\"id\":\"U\",\"place\":\"pit\",\"inputs\":[{\"lot\":\"B\",\"mass_g\":"
         "9000,\"basis\":\"wet\"}]" AT "}",
         "negative_stock");
  append(ledger, &signer,
         "{\"kind\":\"use\",\"id\":\"V\",\"place\":\"pit\",\"inputs\":[{\"lot\":\"Z\",\"mass_g\":"
         "9000,\"basis\":\"wet\"}]" AT "}",
         "\"code\":4");
  CHECK(mfl_ledger_flags(ledger, &out, NULL) == MFL_OK);
  CHECK(strstr(mfl_text_data(out), "4000 g more were taken") != NULL);
  mfl_text_free(out);
  CHECK(mfl_ledger_fsck(ledger, &found, NULL, NULL) == MFL_OK && found == NULL);
  CHECK(mfl_ledger_append_json(ledger, "{\"kind\":1}", 10, &signer, morning, &out, &error) ==
        MFL_INVALID_ARGUMENT);
  CHECK(strncmp(error.path, "events:1", 8) == 0 && mfl_ledger_size(ledger) == 5);
  mfl_ledger_free(ledger);
  EVP_PKEY_free(w.key);
}

static void a_ticket_is_verified_with_the_public_key_alone(void) {
  wallet w = wallet_of('a'), stranger = wallet_of('b');
  mfl_signer signer = signer_of(&w);
  mfl_text *ticket = NULL, *event = NULL;
  char bad[400];
  mfl_error error = MFL_ERROR_INIT;
  CHECK(mfl_ticket_make(ship, sizeof ship - 1, &signer, &ticket, NULL) == MFL_OK);
  CHECK(mfl_text_size(ticket) <= 350);
  CHECK(mfl_ticket_verify(mfl_text_data(ticket), mfl_text_size(ticket), MFL_ED25519, w.public_key,
                          32, &event, NULL) == MFL_OK);
  CHECK(strstr(mfl_text_data(event), "\"mass_g\":4000") != NULL);
  mfl_text_free(event);
  CHECK(mfl_ticket_verify(mfl_text_data(ticket), mfl_text_size(ticket), MFL_ED25519,
                          stranger.public_key, 32, &event, NULL) == MFL_BAD_SIGNATURE);
  memcpy(bad, mfl_text_data(ticket), mfl_text_size(ticket));
  bad[mfl_text_size(ticket) - 1] ^= 1;
  CHECK(mfl_ticket_verify(bad, mfl_text_size(ticket), MFL_ED25519, w.public_key, 32, &event,
                          NULL) == MFL_BAD_SIGNATURE);
  CHECK(mfl_ticket_verify(bad, 3, MFL_ED25519, w.public_key, 32, &event, NULL) == MFL_CORRUPT);
  mfl_text_free(ticket);
  w.refuse = 1;
  CHECK(mfl_ticket_make(ship, sizeof ship - 1, &signer, &ticket, &error) == MFL_BAD_SIGNATURE);
  CHECK(ticket == NULL && strstr(error.message, "-7") != NULL);
  EVP_PKEY_free(w.key);
  EVP_PKEY_free(stranger.key);
}

static void a_proof_needs_nothing_but_the_key_of_the_log(void) {
  wallet w = wallet_of('a'), log = wallet_of('l');
  mfl_signer signer = signer_of(&w), log_signer = signer_of(&log);
  mfl_ledger* ledger = small_ledger(NULL, &w);
  mfl_text *proof = NULL, *out = NULL;
  append(ledger, &signer, ship, "\"index\":4");
  CHECK(mfl_ledger_prove(ledger, "S", &log_signer, morning / 1000000, &proof, NULL) == MFL_OK);
  CHECK(mfl_text_size(proof) <= 1500);
  CHECK(mfl_proof_verify(mfl_text_data(proof), mfl_text_size(proof), log.public_key, &out, NULL) ==
        MFL_OK);
  CHECK(strstr(mfl_text_data(out), "cannot be known offline") != NULL);
  mfl_text_free(out);
  CHECK(mfl_proof_verify(mfl_text_data(proof), mfl_text_size(proof), w.public_key, &out, NULL) ==
        MFL_BAD_SIGNATURE);
  mfl_text_free(proof);
  CHECK(mfl_ledger_checkpoint(ledger, &log_signer, &out, NULL) == MFL_OK);
  CHECK(strncmp(mfl_text_data(out), "ledger.example/c\n5\n", 19) == 0);
  mfl_text_free(out);
  mfl_ledger_free(ledger);
  EVP_PKEY_free(w.key);
  EVP_PKEY_free(log.key);
}

static void events_travel_in_three_formats_and_through_leaves(void) {
  wallet w = wallet_of('a');
  mfl_signer signer = signer_of(&w);
  mfl_ledger *ledger = small_ledger(NULL, &w), *other = NULL;
  uint8_t root[32], copy[32];
  int32_t format;
  mfl_text *bytes = NULL, *receipts = NULL, *leaf = NULL;
  const char* base = "https://contractor.example/";
  CHECK(mfl_ledger_root(ledger, root, NULL) == MFL_OK);
  for (format = MFL_FORMAT_CBOR; format <= MFL_FORMAT_EPCIS; ++format) {
    CHECK(mfl_ledger_export(ledger, format, base, morning, &bytes, NULL, NULL) == MFL_OK);
    CHECK(mfl_ledger_open(NULL, "ledger.example/c", NULL, &other, NULL, NULL) == MFL_OK);
    CHECK(mfl_ledger_import(other, format, mfl_text_data(bytes), mfl_text_size(bytes), base, NULL,
                            morning, &receipts, NULL, NULL) == MFL_OK);
    CHECK(mfl_ledger_root(other, copy, NULL) == MFL_OK && memcmp(root, copy, 32) == 0);
    mfl_text_free(receipts);
    mfl_text_free(bytes);
    mfl_ledger_free(other);
  }
  CHECK(mfl_ledger_export(ledger, MFL_FORMAT_PROV, base, 0, &bytes, NULL, NULL) == MFL_OK);
  mfl_text_free(bytes);
  CHECK(mfl_ledger_export(ledger, MFL_FORMAT_LOADS, NULL, 0, &bytes, NULL, NULL) == MFL_OK);
  mfl_text_free(bytes);
  CHECK(mfl_ledger_export(ledger, MFL_FORMAT_EPCIS, "no address", 0, &bytes, NULL, NULL) ==
        MFL_INVALID_ARGUMENT);
  CHECK(mfl_ledger_export(ledger, 99, base, 0, &bytes, NULL, NULL) == MFL_INVALID_ARGUMENT);
  CHECK(mfl_ledger_import(ledger, MFL_FORMAT_EPCIS, "{}", 2, base, NULL, morning, &receipts, NULL,
                          NULL) == MFL_INVALID_DOCUMENT);
  CHECK(mfl_event_sign(ship, sizeof ship - 1, &signer, &leaf, NULL) == MFL_OK);
  {
    const uint8_t* leaves[2];
    size_t sizes[2];
    leaves[0] = leaves[1] = (const uint8_t*)mfl_text_data(leaf);
    sizes[0] = sizes[1] = mfl_text_size(leaf);
    CHECK(mfl_ledger_append_leaves(ledger, leaves, sizes, 2, 1, morning, &receipts, NULL) ==
          MFL_OK);
    CHECK(strstr(mfl_text_data(receipts), "\"already\":true") != NULL);
    mfl_text_free(receipts);
    sizes[1] = 5;
    CHECK(mfl_ledger_append_leaves(ledger, leaves, sizes, 2, 0, morning, &receipts, NULL) ==
          MFL_CORRUPT);
  }
  CHECK(mfl_ledger_size(ledger) == 5);
  mfl_text_free(leaf);
  mfl_ledger_free(ledger);
  EVP_PKEY_free(w.key);
}

static void a_log_that_tells_two_stories_is_proved_to(void) {
  wallet w = wallet_of('a'), log = wallet_of('l');
  mfl_signer signer = signer_of(&w), log_signer = signer_of(&log);
  mfl_ledger *ledger = small_ledger(NULL, &w), *other = small_ledger(NULL, &w);
  mfl_text *note = NULL, *mine = NULL, *evidence = NULL;
  const char* origin = "ledger.example/c";
  int32_t proved = 0;
  append(ledger, &signer, ship, "\"index\":4");
  append(other, &signer, "{\"kind\":\"place\",\"id\":\"Y\",\"subject\":\"yard\"" AT "}",
         "\"index\":4");
  CHECK(mfl_ledger_checkpoint(ledger, &log_signer, &note, NULL) == MFL_OK);
  CHECK(mfl_ledger_fork_evidence(ledger, mfl_text_data(note), log.public_key, &evidence, NULL) ==
            MFL_OK &&
        evidence == NULL);
  CHECK(mfl_ledger_checkpoint(other, &log_signer, &mine, NULL) == MFL_OK);
  CHECK(mfl_ledger_fork_evidence(other, mfl_text_data(note), log.public_key, &evidence, NULL) ==
            MFL_OK &&
        evidence != NULL);
  CHECK(mfl_fork_verify(mfl_text_data(evidence), mfl_text_size(evidence), origin, log.public_key,
                        &proved, NULL) == MFL_OK &&
        proved == 1);
  CHECK(mfl_fork_verify(mfl_text_data(evidence), mfl_text_size(evidence), origin, w.public_key,
                        &proved, NULL) == MFL_BAD_SIGNATURE &&
        proved == 0);
  CHECK(mfl_fork_verify("x", 1, origin, log.public_key, &proved, NULL) == MFL_CORRUPT);
  CHECK(mfl_fork_verify(NULL, 1, origin, log.public_key, &proved, NULL) == MFL_INVALID_ARGUMENT);
  mfl_text_free(evidence);
  mfl_text_free(mine);
  mfl_text_free(note);
  mfl_ledger_free(other);
  mfl_ledger_free(ledger);
  EVP_PKEY_free(w.key);
  EVP_PKEY_free(log.key);
}

/* SHA-256 over "masseflyt/commitment/1" and the members, each behind its length in 8 bytes. */
static void commit(const char* label, const char* value, const uint8_t* salt, char* hex) {
  const char domain[] = "masseflyt/commitment/1";
  const void* parts[] = {domain, label, value, salt};
  const size_t sizes[] = {sizeof domain - 1, strlen(label), strlen(value), 16};
  uint8_t digest[32];
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  int i, byte;
  CHECK(EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1);
  for (i = 0; i < 4; ++i) {
    for (byte = 7; i > 0 && byte >= 0; --byte) {
      const uint8_t b = (uint8_t)(sizes[i] >> (8 * byte));
      CHECK(EVP_DigestUpdate(context, &b, 1) == 1);
    }
    CHECK(EVP_DigestUpdate(context, parts[i], sizes[i]) == 1);
  }
  CHECK(EVP_DigestFinal_ex(context, digest, NULL) == 1);
  EVP_MD_CTX_free(context);
  for (i = 0; i < 32; ++i) sprintf(hex + 2 * i, "%02x", digest[i]);
}

static void personal_data_is_kept_beside_and_forgotten(void) {
  wallet w = wallet_of('a');
  mfl_signer signer = signer_of(&w);
  mfl_ledger* ledger = small_ledger(NULL, &w);
  const uint8_t salt[16] = {1, 2, 3};
  char event[1024], hex[65];
  commit("vehicle", "AB 12345", salt, hex);
  sprintf(event,
          "{\"kind\":\"ship\",\"id\":\"S\",\"place\":\"pit\",\"load\":\"L\",\"to_party\":"
          "\"contractor\",\"to_place\":\"pit\",\"inputs\":[{\"lot\":\"A\",\"mass_g\":4000,"
          "\"basis\":\"wet\"}],\"commitments\":[{\"label\":\"vehicle\",\"digest\":\"%s\"}]" AT "}",
          hex);
  append(ledger, &signer, event, "\"index\":4");
  CHECK(mfl_ledger_keep_opening(ledger, "S", "vehicle", "CD 67890", salt, 16, NULL) ==
        MFL_INVALID_ARGUMENT);
  CHECK(mfl_ledger_keep_opening(ledger, "S", "vehicle", "AB 12345", salt, 16, NULL) == MFL_OK);
  CHECK(mfl_ledger_keep_opening(ledger, "Z", "vehicle", "AB 12345", salt, 16, NULL) ==
        MFL_NOT_FOUND);
  CHECK(mfl_ledger_erase_opening(ledger, "S", "vehicle", NULL) == MFL_OK);
  CHECK(mfl_ledger_erase_opening(ledger, "S", NULL, NULL) == MFL_INVALID_ARGUMENT);
  mfl_ledger_free(ledger);
  EVP_PKEY_free(w.key);
}

static void a_file_outlives_its_handle(void) {
  wallet w = wallet_of('a');
  const char* file = MASSEFLYT_TEST_OUTPUT "/c_traceability_test.ledger";
  mfl_ledger *ledger = NULL, *second = NULL;
  mfl_ledger_options options = MFL_LEDGER_OPTIONS_INIT;
  remove(file);
  remove(MASSEFLYT_TEST_OUTPUT "/c_traceability_test.ledger-journal"); /* of a run that was ended */
  ledger = small_ledger(file, &w);
  CHECK(mfl_ledger_open(file, "ledger.example/c", NULL, &second, NULL, NULL) == MFL_CONFLICT);
  mfl_ledger_free(ledger);
  CHECK(mfl_ledger_open(file, "ledger.example/c", &options, &ledger, NULL, NULL) == MFL_OK);
  CHECK(mfl_ledger_size(ledger) == 4);
  mfl_ledger_free(ledger);
  options.struct_size = 4;
  CHECK(mfl_ledger_open(file, "o", &options, &ledger, NULL, NULL) == MFL_INVALID_ARGUMENT);
  CHECK(mfl_ledger_open("no/such/folder/x", "o", NULL, &ledger, NULL, NULL) == MFL_IO);
  CHECK(mfl_ledger_open(NULL, NULL, NULL, &ledger, NULL, NULL) == MFL_INVALID_ARGUMENT);
  CHECK(mfl_ledger_open(NULL, "o", NULL, NULL, NULL, NULL) == MFL_INVALID_ARGUMENT);
  mfl_ledger_free(NULL);
  remove(file);
  EVP_PKEY_free(w.key);
}

/** Every `from` in the file becomes `to`, of the same length. */
static void falsify(const char* file, const char* from, const char* to) {
  static char bytes[1 << 20];
  size_t size, i;
  FILE* f = fopen(file, "r+b");
  CHECK(f != NULL);
  size = fread(bytes, 1, sizeof bytes, f);
  for (i = 0; i + strlen(from) <= size; ++i)
    if (memcmp(bytes + i, from, strlen(from)) == 0) memcpy(bytes + i, to, strlen(to));
  rewind(f);
  CHECK(fwrite(bytes, 1, size, f) == size);
  fclose(f);
}

static void a_file_that_does_not_open_tells_all_its_faults(void) {
  wallet w = wallet_of('a');
  const char* file = MASSEFLYT_TEST_OUTPUT "/c_traceability_fsck.ledger";
  mfl_ledger* ledger = NULL;
  mfl_diagnostics* found = NULL;
  uint64_t size = 9;
  remove(file);
  remove(MASSEFLYT_TEST_OUTPUT "/c_traceability_fsck.ledger-journal");
  mfl_ledger_free(small_ledger(file, &w));
  CHECK(mfl_ledger_fsck_file(file, "ledger.example/c", NULL, NULL, &size, &found, NULL, NULL) ==
        MFL_OK);
  CHECK(size == 4 && found == NULL);
  falsify(file, "pit", "pot");
  CHECK(mfl_ledger_open(file, "ledger.example/c", NULL, &ledger, NULL, NULL) == MFL_CORRUPT);
  CHECK(mfl_ledger_fsck_file(file, "ledger.example/c", NULL, w.public_key, &size, &found, NULL,
                             NULL) == MFL_OK);
  CHECK(size == 4 && mfl_diagnostics_count(found) > 2);
  mfl_diagnostics_free(found);
  remove(file);
  CHECK(mfl_ledger_fsck_file(file, "o", NULL, NULL, NULL, &found, NULL, NULL) == MFL_NOT_FOUND);
  CHECK(fopen(file, "rb") == NULL); /* and none was made */
  CHECK(mfl_ledger_fsck_file(NULL, "o", NULL, NULL, NULL, &found, NULL, NULL) ==
        MFL_INVALID_ARGUMENT);
  CHECK(mfl_ledger_fsck_file(file, "o", NULL, NULL, NULL, NULL, NULL, NULL) ==
        MFL_INVALID_ARGUMENT);
  EVP_PKEY_free(w.key);
}

static void missing_arguments_are_named(void) {
  wallet w = wallet_of('a');
  mfl_ledger* ledger = small_ledger(NULL, &w);
  mfl_signer signer = MFL_SIGNER_INIT;
  mfl_text* out = NULL;
  mfl_error error = MFL_ERROR_INIT;
  CHECK(mfl_ledger_checkpoint(ledger, NULL, &out, &error) == MFL_INVALID_ARGUMENT);
  CHECK(strcmp(error.path, "signer") == 0);
  CHECK(mfl_ledger_checkpoint(ledger, &signer, &out, NULL) == MFL_INVALID_ARGUMENT);
  CHECK(mfl_ledger_recall(NULL, "A", 0, 0, 0, &out, NULL, NULL) == MFL_INVALID_ARGUMENT);
  CHECK(mfl_ledger_recall(ledger, NULL, 0, 0, 0, &out, NULL, NULL) == MFL_INVALID_ARGUMENT);
  CHECK(mfl_ledger_recall(ledger, "A", 0, 99, 0, &out, NULL, NULL) == MFL_INVALID_ARGUMENT);
  CHECK(mfl_proof_verify(NULL, 5, w.public_key, &out, NULL) == MFL_INVALID_ARGUMENT);
  CHECK(mfl_proof_verify("x", 1, NULL, &out, NULL) == MFL_INVALID_ARGUMENT);
  CHECK(mfl_ledger_size(NULL) == 0);
  mfl_ledger_free(ledger);
  EVP_PKEY_free(w.key);
}

int main(void) {
  a_ledger_appends_and_answers();
  a_ticket_is_verified_with_the_public_key_alone();
  a_proof_needs_nothing_but_the_key_of_the_log();
  events_travel_in_three_formats_and_through_leaves();
  a_log_that_tells_two_stories_is_proved_to();
  personal_data_is_kept_beside_and_forgotten();
  a_file_outlives_its_handle();
  a_file_that_does_not_open_tells_all_its_faults();
  missing_arguments_are_named();
  return 0;
}
