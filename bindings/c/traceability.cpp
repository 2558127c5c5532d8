#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <masseflyt/c/traceability.h>
#include <masseflyt/traceability/answer_json.hpp>
#include <masseflyt/traceability/crosscheck.hpp>
#include <masseflyt/traceability/event_json.hpp>
#include <masseflyt/traceability/exchange.hpp>
#include <masseflyt/traceability/queue.hpp>

#include "guard.hpp"
#include "handles.hpp"

using namespace masseflyt;
using namespace masseflyt::traceability;
using c_face::guard;
using c_face::missing;
using c_face::refused;

struct mfl_ledger {
  Ledger ledger;
};

namespace {

/// A text the caller must give.
Result<std::string_view> needed(const char* text, const char* argument) {
  if (text == nullptr) return missing(argument);
  return std::string_view(text);
}

Result<std::string_view> needed(const void* bytes, std::size_t size, const char* argument) {
  if (bytes == nullptr && size > 0) return missing(argument);
  return std::string_view(static_cast<const char*>(bytes), size);
}

Result<PublicKey> key_of(std::int32_t algorithm, const std::uint8_t* bytes, std::size_t size) {
  if (algorithm != MFL_ED25519 && algorithm != MFL_ECDSA_P256)
    return refused("algorithm", "is neither MFL_ED25519 nor MFL_ECDSA_P256");
  if (bytes == nullptr) return missing("public_key");
  if (size > 64) return refused("public_key_size", "is larger than any key");
  return PublicKey{static_cast<Algorithm>(algorithm),
                   std::string(reinterpret_cast<const char*>(bytes), size)};
}

Result<Signer> signer_of(const mfl_signer* given) {
  if (given == nullptr) return missing("signer");
  if (!MFL_COVERS(given, mfl_signer, user)) return c_face::without_size("signer");
  if (given->sign == nullptr) return missing("signer->sign");
  auto key = key_of(given->algorithm, given->public_key, given->public_key_size);
  if (!key) return key.error();
  return Signer{
      *std::move(key),
      [sign = given->sign, user = given->user](std::string_view message) -> Result<Signature> {
        Signature signature{};
        const auto* bytes = reinterpret_cast<const std::uint8_t*>(message.data());
        const std::int32_t done = sign(bytes, message.size(), signature.data(), user);
        if (done == 0) return signature;
        return Error{ErrorCode::bad_signature,
                     "the caller's function did not sign: it returned " + std::to_string(done),
                     {}};
      }};
}

Result<Ledger::Rules> rules_of(const mfl_ledger_options* given) {
  const mfl_ledger_options defaults = MFL_LEDGER_OPTIONS_INIT;
  if (given == nullptr) given = &defaults;
  if (!MFL_COVERS(given, mfl_ledger_options, skew_us)) return c_face::without_size("options");
  const mfl_ledger_options o = c_face::known_part(*given, defaults);
  if (!(o.coverage >= 0) || !(o.warning >= o.coverage))
    return refused("options", "have a warning below the coverage, or a negative one");
  if (o.floor_g < 0 || o.skew_us < 0) return refused("options", "have a negative floor or skew");
  return Ledger::Rules{{o.coverage, o.warning, o.floor_g}, o.skew_us, o.check_signatures != 0};
}

/// `out` set to nothing, so that it is defined whatever follows.
template <typename T>
Result<void> cleared(T** out, const char* argument) {
  if (out == nullptr) return missing(argument);
  *out = nullptr;
  return {};
}

Result<void> give(mfl_text** out, std::string bytes) {
  *out = c_face::text(std::move(bytes));
  return {};
}

const Cancel* flag_of(const mfl_cancel* cancel) {
  return cancel == nullptr ? nullptr : &cancel->flag;
}

Result<Format> format_of(std::int32_t format) {
  if (format < MFL_FORMAT_CBOR || format > MFL_FORMAT_LOADS)
    return refused("format", "is no MFL_FORMAT_*");
  return static_cast<Format>(format);
}

}  // namespace

mfl_status mfl_ledger_open(const char* file, const char* origin, const mfl_ledger_options* options,
                           mfl_ledger** out, mfl_cancel* cancel, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (auto ok = cleared(out, "out"); !ok) return ok;
    const auto name = needed(origin, "origin");
    if (!name) return name.error();
    const auto rules = rules_of(options);
    if (!rules) return rules.error();
    auto store =
        file == nullptr ? Result<std::unique_ptr<Store>>(memory_store()) : sqlite_store(file);
    if (!store) return store.error();
    auto ledger = Ledger::open(*std::move(store), std::string(*name), *rules, flag_of(cancel));
    if (!ledger) return ledger.error();
    *out = new mfl_ledger{*std::move(ledger)};
    return {};
  });
}

void mfl_ledger_free(mfl_ledger* ledger) { delete ledger; }

uint64_t mfl_ledger_size(const mfl_ledger* ledger) {
  return ledger == nullptr ? 0 : ledger->ledger.size();
}

mfl_status mfl_ledger_root(const mfl_ledger* ledger, uint8_t* out, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (ledger == nullptr) return missing("ledger");
    if (out == nullptr) return missing("out");
    const Digest root = ledger->ledger.tree().root();
    std::copy(root.begin(), root.end(), out);
    return {};
  });
}

mfl_status mfl_ledger_append_json(mfl_ledger* ledger, const char* events, size_t size,
                                  const mfl_signer* signer, int64_t recorded_us,
                                  mfl_text** receipts, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (auto ok = cleared(receipts, "receipts"); !ok) return ok;
    if (ledger == nullptr) return missing("ledger");
    const auto text = needed(events, size, "events");
    if (!text) return text.error();
    const auto who = signer_of(signer);
    if (!who) return who.error();
    const Imported in = read_events(*text, "events", Format::json);
    if (!in.found.empty())
      return Error{ErrorCode::invalid_argument, to_line(in.found.front()), in.found.front().path};
    const auto done = append_events(ledger->ledger, in.events, &*who, recorded_us);
    if (!done) return done.error();
    return give(receipts, to_json(*done));
  });
}

mfl_status mfl_ledger_append_leaves(mfl_ledger* ledger, const uint8_t* const* leaves,
                                    const size_t* sizes, size_t count, int32_t merge,
                                    int64_t recorded_us, mfl_text** receipts, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (auto ok = cleared(receipts, "receipts"); !ok) return ok;
    if (ledger == nullptr) return missing("ledger");
    if (count > 0 && leaves == nullptr) return missing("leaves");
    if (count > 0 && sizes == nullptr) return missing("sizes");
    std::vector<SignedEvent> events;
    for (std::size_t i = 0; i < count; ++i) {
      if (leaves[i] == nullptr) return missing("leaves");
      auto one = from_leaf({reinterpret_cast<const char*>(leaves[i]), sizes[i]});
      if (!one)
        return Error{one.error().code, "leaf " + std::to_string(i) + ": " + one.error().message,
                     "/" + std::to_string(i)};
      events.push_back(*std::move(one));
    }
    std::vector<Result<Receipt>> done;
    if (merge != 0) {
      auto merged = merge_queues(ledger->ledger, events, recorded_us);
      if (!merged) return merged.error();
      for (Merged& m : *merged) done.push_back(std::move(m.receipt));
    } else {
      auto taken = ledger->ledger.append(events, recorded_us);
      if (!taken) return taken.error();
      done = *std::move(taken);
    }
    return give(receipts, to_json(done));
  });
}

mfl_status mfl_ledger_export(const mfl_ledger* ledger, int32_t format, const char* base,
                             int64_t created_us, mfl_text** out, mfl_cancel* cancel,
                             mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (auto ok = cleared(out, "out"); !ok) return ok;
    if (ledger == nullptr) return missing("ledger");
    const auto how = format_of(format);
    if (!how) return how.error();
    ExportOptions options;
    if (base != nullptr) options.base = base;
    options.created_us = created_us;
    auto done = export_ledger(ledger->ledger, *how, options, flag_of(cancel));
    if (!done) return done.error();
    return give(out, std::move(done->bytes));
  });
}

mfl_status mfl_ledger_import(mfl_ledger* ledger, int32_t format, const void* bytes, size_t size,
                             const char* base, const mfl_signer* signer, int64_t recorded_us,
                             mfl_text** receipts, mfl_diagnostics** found, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (found != nullptr) *found = nullptr;
    if (auto ok = cleared(receipts, "receipts"); !ok) return ok;
    if (ledger == nullptr) return missing("ledger");
    const auto how = format_of(format);
    if (!how) return how.error();
    const auto given = needed(bytes, size, "bytes");
    if (!given) return given.error();
    Result<Signer> who = Error{};
    if (signer != nullptr && !(who = signer_of(signer))) return who.error();
    EpcisInOptions options;
    if (base != nullptr) options.base = base;
    Imported in = read_events(*given, "import", *how, options);
    const bool faulty = has_errors(in.found);
    const std::string first = in.found.empty() ? std::string() : to_line(in.found.front());
    if (found != nullptr) *found = c_face::lend(std::move(in.found));
    if (faulty) return Error{ErrorCode::invalid_document, first, {}};
    const auto done =
        append_events(ledger->ledger, in.events, signer == nullptr ? nullptr : &*who, recorded_us);
    if (!done) return done.error();
    return give(receipts, to_json(*done));
  });
}

mfl_status mfl_ledger_checkpoint(mfl_ledger* ledger, const mfl_signer* signer, mfl_text** note,
                                 mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (auto ok = cleared(note, "note"); !ok) return ok;
    if (ledger == nullptr) return missing("ledger");
    const auto who = signer_of(signer);
    if (!who) return who.error();
    auto signed_note = ledger->ledger.checkpoint(*who);
    if (!signed_note) return signed_note.error();
    return give(note, *std::move(signed_note));
  });
}

mfl_status mfl_ledger_prove(const mfl_ledger* ledger, const char* event_id, const mfl_signer* log,
                            int64_t time_s, mfl_text** proof, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (auto ok = cleared(proof, "proof"); !ok) return ok;
    if (ledger == nullptr) return missing("ledger");
    const auto id = needed(event_id, "event_id");
    if (!id) return id.error();
    const auto who = signer_of(log);
    if (!who) return who.error();
    const Ledger& l = ledger->ledger;
    const auto index = l.find_event(*id);
    if (!index)
      return Error{ErrorCode::not_found, "event '" + std::string(*id) + "' is not known", {}};
    const auto record = l.record(*index);
    if (!record) return record.error();
    const auto path = l.tree().inclusion(*index, l.size());
    if (!path) return path.error();
    const auto statement = state_log(l.origin(), l.size(), l.tree().root(), time_s, *who);
    if (!statement) return statement.error();
    auto made = make_proof(record->leaf, *index, *path, *statement);
    if (!made) return made.error();
    return give(proof, *std::move(made));
  });
}

namespace {

/// Asks `question(tracer, suspect)` of the lineage as of a size.
template <typename Question>
mfl_status traced(const mfl_ledger* ledger, const char* id, int32_t is_load, uint64_t as_of,
                  mfl_text** out, mfl_error* error, Question&& question) {
  return guard(error, [&]() -> Result<void> {
    if (auto ok = cleared(out, "out"); !ok) return ok;
    if (ledger == nullptr) return missing("ledger");
    const auto what = needed(id, "id");
    if (!what) return what.error();
    const auto lineage = Lineage::make(ledger->ledger, as_of == 0 ? ledger->ledger.size() : as_of);
    if (!lineage) return lineage.error();
    Suspect suspect;
    suspect.id = *what, suspect.is_load = is_load != 0;
    Tracer tracer(*lineage);
    const Result<Recall> found = question(tracer, suspect);
    if (!found) return found.error();
    return give(out, to_json(*lineage, *found));
  });
}

/// The key that a log signs its checkpoints with.
Result<NoteKey> log_key_of(std::string_view origin, const std::uint8_t* key) {
  if (key == nullptr) return missing("log_key");
  return NoteKey{std::string(origin), NoteKind::ed25519,
                 std::string(reinterpret_cast<const char*>(key), 32)};
}

}  // namespace

mfl_status mfl_ledger_recall(const mfl_ledger* ledger, const char* id, int32_t is_load,
                             uint64_t as_of, int32_t fifo, mfl_text** out, mfl_cancel* cancel,
                             mfl_error* error) {
  const Reading reading = fifo != 0 ? Reading::fifo : Reading::well_mixed;
  return traced(ledger, id, is_load, as_of, out, error, [&](Tracer& t, const Suspect& suspect) {
    return t.recall({&suspect, 1}, reading, flag_of(cancel));
  });
}

mfl_status mfl_ledger_origins(const mfl_ledger* ledger, const char* id, int32_t is_load,
                              uint64_t as_of, mfl_text** out, mfl_cancel* cancel,
                              mfl_error* error) {
  return traced(ledger, id, is_load, as_of, out, error, [&](Tracer& t, const Suspect& suspect) {
    return t.origins(suspect, flag_of(cancel));
  });
}

mfl_status mfl_ledger_fork_evidence(const mfl_ledger* ledger, const char* note,
                                    const uint8_t* log_key, mfl_text** evidence, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (auto ok = cleared(evidence, "evidence"); !ok) return ok;
    if (ledger == nullptr) return missing("ledger");
    const auto peers = needed(note, "note");
    if (!peers) return peers.error();
    const auto log = log_key_of(ledger->ledger.origin(), log_key);
    if (!log) return log.error();
    const auto found = fork_evidence(ledger->ledger, *peers, *log);
    if (!found) return found.error();
    return *found ? give(evidence, to_bytes(**found)) : Result<void>();
  });
}

mfl_status mfl_fork_verify(const void* evidence, size_t size, const char* origin,
                           const uint8_t* log_key, int32_t* proved, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (proved == nullptr) return missing("proved");
    *proved = 0;
    const auto bytes = needed(evidence, size, "evidence");
    if (!bytes) return bytes.error();
    const auto name = needed(origin, "origin");
    if (!name) return name.error();
    const auto log = log_key_of(*name, log_key);
    if (!log) return log.error();
    const auto read = read_fork_evidence(*bytes);
    if (!read) return read.error();
    const auto proves = proves_fork(*read, *log);
    if (!proves) return proves.error();
    *proved = *proves;
    return {};
  });
}

mfl_status mfl_ledger_keep_opening(mfl_ledger* ledger, const char* event_id, const char* label,
                                   const char* value, const uint8_t* salt, size_t salt_size,
                                   mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (ledger == nullptr) return missing("ledger");
    if (event_id == nullptr) return missing("event_id");
    if (label == nullptr) return missing("label");
    if (value == nullptr) return missing("value");
    const auto salted = needed(salt, salt_size, "salt");
    if (!salted) return salted.error();
    return ledger->ledger.keep_opening(event_id, label, value, *salted);
  });
}

mfl_status mfl_ledger_erase_opening(mfl_ledger* ledger, const char* event_id, const char* label,
                                    mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (ledger == nullptr) return missing("ledger");
    if (event_id == nullptr) return missing("event_id");
    if (label == nullptr) return missing("label");
    return ledger->ledger.erase_opening(event_id, label);
  });
}

mfl_status mfl_ledger_balance(const mfl_ledger* ledger, int32_t of, const char* id, mfl_text** out,
                              mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (auto ok = cleared(out, "out"); !ok) return ok;
    if (ledger == nullptr) return missing("ledger");
    const auto what = needed(id, "id");
    if (!what) return what.error();
    const auto told = [&](const auto& balance) -> Result<void> {
      if (!balance) return balance.error();
      return give(out, to_json(*balance));
    };
    if (of == MFL_BALANCE_LOT) return told(balance_of_lot(ledger->ledger, *what));
    if (of == MFL_BALANCE_PLACE) return told(balance_of_site(ledger->ledger, *what));
    if (of == MFL_BALANCE_RUN) return told(balance_of_run(ledger->ledger, *what));
    return refused("of", "is no MFL_BALANCE_*");
  });
}

mfl_status mfl_ledger_show(const mfl_ledger* ledger, const char* id, mfl_text** out,
                           mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (auto ok = cleared(out, "out"); !ok) return ok;
    if (ledger == nullptr) return missing("ledger");
    const auto what = needed(id, "id");
    if (!what) return what.error();
    if (const auto lot = ledger->ledger.lot(*what)) return give(out, to_json(*lot));
    if (const auto load = ledger->ledger.load(*what)) return give(out, to_json(*load));
    const auto index = ledger->ledger.find_event(*what);
    if (!index)
      return Error{ErrorCode::not_found, "the ledger knows no '" + std::string(*what) + "'", {}};
    const auto event = ledger->ledger.event(*index);
    if (!event) return event.error();
    return give(out, to_json(*event));
  });
}

mfl_status mfl_ledger_flags(const mfl_ledger* ledger, mfl_text** out, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (auto ok = cleared(out, "out"); !ok) return ok;
    if (ledger == nullptr) return missing("ledger");
    return give(out, to_json(ledger->ledger.flags()));
  });
}

mfl_status mfl_ledger_fsck(mfl_ledger* ledger, mfl_diagnostics** found, mfl_cancel* cancel,
                           mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (auto ok = cleared(found, "found"); !ok) return ok;
    if (ledger == nullptr) return missing("ledger");
    Ledger& l = ledger->ledger;
    auto faults = Ledger::fsck(l.store(), l.origin(), l.rules(), {}, flag_of(cancel));
    if (!faults) return faults.error();
    *found = c_face::lend(*std::move(faults));
    return {};
  });
}

mfl_status mfl_ledger_fsck_file(const char* file, const char* origin,
                                const mfl_ledger_options* options, const uint8_t* log_key,
                                uint64_t* size, mfl_diagnostics** found, mfl_cancel* cancel,
                                mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (auto ok = cleared(found, "found"); !ok) return ok;
    if (size != nullptr) *size = 0;
    const auto path = needed(file, "file");
    if (!path) return path.error();
    const auto name = needed(origin, "origin");
    if (!name) return name.error();
    const auto rules = rules_of(options);
    if (!rules) return rules.error();
    const std::string log(*name);
    std::vector<NoteKey> keys;
    if (log_key != nullptr) {
      const auto key = log_key_of(log, log_key);
      if (!key) return key.error();
      keys.push_back(*key);
    }
    const std::filesystem::path where{std::string(*path)};
    if (std::error_code ignored; !std::filesystem::exists(where, ignored))
      return Error{ErrorCode::not_found, "there is no ledger " + where.string(), {}};
    const auto store = sqlite_store(where);
    if (!store) return store.error();
    const auto head = (*store)->head();
    if (!head) return head.error();
    auto faults = Ledger::fsck(**store, log, *rules, keys, flag_of(cancel));
    if (!faults) return faults.error();
    if (size != nullptr) *size = head->size;
    *found = c_face::lend(*std::move(faults));
    return {};
  });
}

mfl_status mfl_event_sign(const char* event, size_t size, const mfl_signer* signer, mfl_text** leaf,
                          mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (auto ok = cleared(leaf, "leaf"); !ok) return ok;
    const auto text = needed(event, size, "event");
    if (!text) return text.error();
    const auto who = signer_of(signer);
    if (!who) return who.error();
    const auto read = read_event_json(*text);
    if (!read) return read.error();
    const auto made = sign(*read, *who);
    if (!made) return made.error();
    return give(leaf, traceability::leaf(*made));
  });
}

mfl_status mfl_ticket_make(const char* event, size_t size, const mfl_signer* signer,
                           mfl_text** ticket, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (auto ok = cleared(ticket, "ticket"); !ok) return ok;
    const auto text = needed(event, size, "event");
    if (!text) return text.error();
    const auto who = signer_of(signer);
    if (!who) return who.error();
    const auto read = read_event_json(*text);
    if (!read) return read.error();
    auto made = make_ticket(*read, *who);
    if (!made) return made.error();
    return give(ticket, *std::move(made));
  });
}

mfl_status mfl_ticket_verify(const void* ticket, size_t size, int32_t algorithm,
                             const uint8_t* public_key, size_t public_key_size, mfl_text** event,
                             mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (auto ok = cleared(event, "event"); !ok) return ok;
    const auto bytes = needed(ticket, size, "ticket");
    if (!bytes) return bytes.error();
    const auto key = key_of(algorithm, public_key, public_key_size);
    if (!key) return key.error();
    const auto said = verify_ticket(*bytes, *key);
    if (!said) return said.error();
    return give(event, to_json(*said));
  });
}

mfl_status mfl_proof_verify(const void* proof, size_t size, const uint8_t* log_key, mfl_text** out,
                            mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (auto ok = cleared(out, "out"); !ok) return ok;
    const auto bytes = needed(proof, size, "proof");
    if (!bytes) return bytes.error();
    const auto key = key_of(MFL_ED25519, log_key, 32);
    if (!key) return key.error();
    const auto proven = verify_proof(*bytes, *key);
    if (!proven) return proven.error();
    return give(out, to_json(*proven));
  });
}
