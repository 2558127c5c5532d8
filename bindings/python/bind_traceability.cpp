// bindings/python/bind_traceability.cpp — ledgers, traces, tickets and proofs. Events cross as
// JSON.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <masseflyt/traceability/balance.hpp>
#include <masseflyt/traceability/blending.hpp>
#include <masseflyt/traceability/checkpoint.hpp>
#include <masseflyt/traceability/commitment.hpp>
#include <masseflyt/traceability/crosscheck.hpp>
#include <masseflyt/traceability/digest.hpp>
#include <masseflyt/traceability/event_json.hpp>
#include <masseflyt/traceability/ledger.hpp>
#include <masseflyt/traceability/lineage.hpp>
#include <masseflyt/traceability/queue.hpp>
#include <masseflyt/traceability/ticket.hpp>

#include "common.hpp"
#include "ledger_handle.hpp"

namespace masseflyt::python {

using namespace pybind11::literals;
using namespace masseflyt::traceability;

namespace {

py::bytes to_bytes(std::string_view text) { return py::bytes(text.data(), text.size()); }
py::bytes to_bytes(const Digest& digest) { return to_bytes(bytes_of(digest)); }

Digest digest_of(const py::bytes& bytes) {
  const auto text = std::string(bytes);
  Digest digest{};
  if (text.size() != digest.size())
    throw Failure({ErrorCode::invalid_argument,
                   "a hash has 32 bytes, not " + std::to_string(text.size()),
                   {}},
                  {});
  std::copy(text.begin(), text.end(), digest.begin());
  return digest;
}
std::vector<Digest> digests_of(const std::vector<py::bytes>& all) {
  std::vector<Digest> out;
  for (const auto& one : all) out.push_back(digest_of(one));
  return out;
}

PublicKey public_key(const std::string& algorithm, const py::bytes& bytes) {
  return {algorithm == "ecdsa_p256" ? Algorithm::ecdsa_p256 : Algorithm::ed25519,
          std::string(bytes)};
}

/// Asks Python to sign, which may ask a phone, a card or a server. An exception there goes on.
Signer signer_of(const std::string& algorithm, const py::bytes& key, py::function sign) {
  const auto ask = std::make_shared<py::function>(std::move(sign));
  return {public_key(algorithm, key), [ask](std::string_view message) -> Result<Signature> {
            const auto answer = (*ask)(to_bytes(message)).cast<std::string>();
            Signature signature{};
            if (answer.size() != signature.size())
              return Error{ErrorCode::invalid_argument,
                           "a signature has 64 bytes, not " + std::to_string(answer.size()),
                           {}};
            std::copy(answer.begin(), answer.end(), signature.begin());
            return signature;
          }};
}

py::dict flag(const Flag& f) {
  return py::dict("what"_a = std::string(name(f.what)), "event"_a = f.event,
                  "subject"_a = f.subject, "difference_g"_a = f.difference_g,
                  "tolerance_g"_a = f.tolerance_g, "message"_a = explain(f));
}

py::dict receipt(const Receipt& r) {
  py::list flags;
  for (const Flag& f : r.flags) flags.append(flag(f));
  return py::dict("index"_a = r.index, "already"_a = r.already,
                  "leaf_hash"_a = to_bytes(r.leaf_hash), "flags"_a = flags);
}

py::dict outcome(const Result<Receipt>& r) {
  if (r) return receipt(*r);
  return py::dict("code"_a = static_cast<std::int32_t>(r.error().code),
                  "message"_a = r.error().message, "path"_a = r.error().path);
}

class PyLedger {
 public:
  PyLedger(const std::optional<std::string>& file, std::string origin, const Ledger::Rules& rules)
      : ledger_(open(file, std::move(origin), rules)) {}

  static Ledger open(const std::optional<std::string>& file, std::string origin,
                     const Ledger::Rules& rules) {
    auto store = file ? unwrap(sqlite_store(*file)) : memory_store();
    return interruptible([&](const Cancel* cancel) {
      return unwrap(Ledger::open(std::move(store), std::move(origin), rules, cancel));
    });
  }

  py::dict append(const py::bytes& leaf, std::int64_t recorded_us) {
    const auto event = unwrap(from_leaf(std::string(leaf)));
    return receipt(unwrap(ledger_.append(event, recorded_us)));
  }
  py::list append_many(const std::vector<py::bytes>& leaves, std::int64_t recorded_us) {
    const auto events = all(leaves);
    py::list out;
    for (const auto& r : unwrap(ledger_.append(events, recorded_us))) out.append(outcome(r));
    return out;
  }
  py::list merge(const std::vector<py::bytes>& leaves, std::int64_t recorded_us) {
    const auto events = all(leaves);
    py::list out;
    for (const auto& m : unwrap(merge_queues(ledger_, events, recorded_us)))
      out.append(outcome(m.receipt));
    return out;
  }

  std::string event(std::uint64_t index) const { return to_json(unwrap(ledger_.event(index))); }
  py::tuple record(std::uint64_t index) const {
    const Record r = unwrap(ledger_.record(index));
    return py::make_tuple(to_bytes(r.leaf), r.recorded_us);
  }
  py::object lot(const std::string& id) const {
    const auto l = ledger_.lot(id);
    if (!l) return py::none();
    return py::dict("id"_a = l->id, "basis"_a = l->basis == Basis::wet ? "wet" : "dry",
                    "stock_g"_a = l->stock_g, "holder"_a = l->holder, "place"_a = l->place,
                    "on_hold"_a = l->on_hold, "version"_a = l->version);
  }
  py::object load(const std::string& id) const {
    const auto l = ledger_.load(id);
    if (!l) return py::none();
    constexpr const char* handovers[] = {"", "loaded", "under_way", "received", "disputed"};
    return py::dict("id"_a = l->id, "handover"_a = handovers[static_cast<std::size_t>(l->handover)],
                    "loaded_g"_a = l->loaded_g, "received_g"_a = l->received_g,
                    "from_party"_a = l->from_party, "to_party"_a = l->to_party,
                    "to_place"_a = l->to_place, "shipped_at"_a = l->shipped_at,
                    "received_at"_a = l->received_at);
  }
  py::list flags() const {
    py::list out;
    for (const Flag& f : ledger_.flags()) out.append(flag(f));
    return out;
  }
  py::dict lot_balance(const std::string& id) const {
    const auto b = unwrap(balance_of_lot(ledger_, id));
    return py::dict("lot"_a = b.lot, "in_g"_a = b.in_g, "out_g"_a = b.out_g,
                    "stock_g"_a = b.stock_g, "u_g"_a = std::sqrt(b.sum_u2),
                    "counted_g"_a = b.counted ? py::object(py::int_(b.counted_g)) : py::none(),
                    "count_difference_g"_a = b.count_difference_g,
                    "closure"_a = std::string(name(b.closure)));
  }
  py::dict site_balance(const std::string& id) const {
    const auto b = unwrap(balance_of_site(ledger_, id));
    return py::dict("place"_a = b.place, "extracted_g"_a = b.extracted_g,
                    "received_g"_a = b.received_g, "shipped_g"_a = b.shipped_g,
                    "used_g"_a = b.used_g, "disposed_g"_a = b.disposed_g, "lost_g"_a = b.lost_g,
                    "adjusted_g"_a = b.adjusted_g, "water_g"_a = b.water_g,
                    "sampled_g"_a = b.sampled_g, "moved_g"_a = b.moved_g, "stock_g"_a = b.stock_g,
                    "difference_g"_a = b.difference_g, "u_g"_a = std::sqrt(b.sum_u2),
                    "closure"_a = std::string(name(b.closure)), "worst_lot"_a = b.worst_lot);
  }
  py::dict run_balance(const std::string& id) const {
    const auto b = unwrap(balance_of_run(ledger_, id));
    return py::dict("run"_a = b.run, "in_g"_a = b.in_g, "out_g"_a = b.out_g, "lost_g"_a = b.lost_g,
                    "difference_g"_a = b.difference_g, "u_g"_a = std::sqrt(b.sum_u2),
                    "closure"_a = std::string(name(b.closure)));
  }

  py::bytes proof(const std::string& event_id, std::int64_t time_s, const py::bytes& key,
                  py::function sign) const {
    const auto index = ledger_.find_event(event_id);
    if (!index)
      throw Failure({ErrorCode::not_found, "event '" + event_id + "' is not known", {}}, {});
    const auto statement = unwrap(state_log(ledger_.origin(), ledger_.size(), ledger_.tree().root(),
                                            time_s, signer_of("ed25519", key, std::move(sign))));
    return to_bytes(
        unwrap(make_proof(unwrap(ledger_.record(*index)).leaf, *index,
                          unwrap(ledger_.tree().inclusion(*index, ledger_.size())), statement)));
  }
  std::string checkpoint(const py::bytes& key, py::function sign) {
    return unwrap(ledger_.checkpoint(signer_of("ed25519", key, std::move(sign))));
  }
  std::vector<py::bytes> inclusion(std::uint64_t index, std::uint64_t size) const {
    std::vector<py::bytes> out;
    for (const Digest& d : unwrap(ledger_.tree().inclusion(index, size)))
      out.push_back(to_bytes(d));
    return out;
  }
  std::vector<py::bytes> consistency(std::uint64_t older, std::uint64_t newer) const {
    std::vector<py::bytes> out;
    for (const Digest& d : unwrap(ledger_.tree().consistency(older, newer)))
      out.push_back(to_bytes(d));
    return out;
  }
  Diagnostics fsck() {
    return interruptible([&](const Cancel* cancel) {
      return unwrap(Ledger::fsck(ledger_.store(), ledger_.origin(), ledger_.rules(), {}, cancel));
    });
  }

  Ledger ledger_;

 private:
  static std::vector<SignedEvent> all(const std::vector<py::bytes>& leaves) {
    std::vector<SignedEvent> events;
    events.reserve(leaves.size());
    for (const auto& leaf : leaves) events.push_back(unwrap(from_leaf(std::string(leaf))));
    return events;
  }
};

/// A lineage with the scratch memory of one thread.
class PyLineage {
 public:
  PyLineage(const PyLedger& ledger, std::optional<std::uint64_t> size)
      : lineage_(unwrap(Lineage::make(ledger.ledger_, size.value_or(ledger.ledger_.size())))),
        tracer_(lineage_) {}

  py::dict columns() const {
    std::vector<std::string> kind, id, place;
    std::vector<std::int64_t> version, mass, event;
    std::vector<std::int64_t> tail, head, arc_mass;
    for (Lineage::Node v = 0; v < lineage_.node_count(); ++v) {
      kind.emplace_back(name(lineage_.kind(v)));
      id.emplace_back(lineage_.id(v));
      place.emplace_back(lineage_.place(v));
      version.push_back(lineage_.version(v));
      mass.push_back(lineage_.mass_g(v));
      event.push_back(static_cast<std::int64_t>(lineage_.event(v)));
      const auto before = lineage_.before(v);
      for (std::size_t a = 0; a < before.size(); ++a) {
        tail.push_back(before[a]), head.push_back(v);
        arc_mass.push_back(lineage_.mass_before_g(v)[a]);
      }
    }
    return py::dict("kind"_a = kind, "id"_a = id, "place"_a = place,
                    "version"_a = array(std::move(version)), "mass_g"_a = array(std::move(mass)),
                    "event"_a = array(std::move(event)), "tail"_a = array(std::move(tail)),
                    "head"_a = array(std::move(head)), "arc_mass_g"_a = array(std::move(arc_mass)));
  }

  py::dict recall(const std::string& id, bool is_load, std::uint32_t first, std::uint32_t last,
                  bool fifo) {
    const Suspect suspect{id, is_load, first, last};
    return told(interruptible([&](const Cancel* cancel) {
      return unwrap(
          tracer_.recall({&suspect, 1}, fifo ? Reading::fifo : Reading::well_mixed, cancel));
    }));
  }
  py::dict origins(const std::string& id, bool is_load) {
    return told(interruptible([&](const Cancel* cancel) {
      return unwrap(tracer_.origins({id, is_load}, cancel));
    }));
  }

  py::dict quality(const PyLedger& ledger, const std::string& id, bool is_load) const {
    const auto q = unwrap(traceability::quality(ledger.ledger_, lineage_, {id, is_load}));
    constexpr const char* rests[] = {"",        "measured",   "inherited",
                                     "derived", "worst_case", "unknown"};
    py::dict figures;
    const auto number = [](const Figure& f, double value) -> py::object {
      return f.rests == Rests::unknown ? py::object(py::none()) : py::float_(value);
    };
    for (const auto& [property, f] : q.figures) {
      py::list by_unit;
      for (const UnitBound& b : f.by_unit)
        by_unit.append(py::dict("unit"_a = b.unit, "bound"_a = b.bound, "bound_low"_a = b.bound_low,
                                "bound_below"_a = b.bound_below, "sources"_a = b.sources));
      figures[py::str(property)] = py::dict(
          "low"_a = number(f, f.low), "high"_a = number(f, f.high), "bound"_a = number(f, f.bound),
          "bound_low"_a = number(f, f.bound_low), "bound_below"_a = f.bound_below,
          "sources"_a = f.sources, "text"_a = f.text, "unit"_a = f.unit, "document"_a = f.document,
          "rests"_a = rests[static_cast<std::size_t>(f.rests)], "complete"_a = f.complete,
          "needs_test"_a = f.needs_test, "by_unit"_a = by_unit);
    }
    return py::dict("id"_a = q.id, "figures"_a = figures, "holds"_a = q.holds,
                    "documents"_a = q.documents, "voided"_a = q.voided,
                    "weighted_wet"_a = q.weighted_wet);
  }

  Lineage lineage_;

 private:
  py::dict told(Recall r) const {
    const auto sum = summarise(lineage_, r);
    py::list lots, ends;
    for (const auto& l : sum.lots)
      lots.append(py::dict("id"_a = l.id, "kind"_a = l.is_load ? "load" : "lot",
                           "share"_a = l.share, "mass_g"_a = l.mass_g, "low_g"_a = l.low_g,
                           "high_g"_a = l.high_g, "place"_a = l.place, "to_place"_a = l.to_place));
    for (const auto& e : sum.ends)
      ends.append(py::dict("place"_a = e.place, "kind"_a = std::string(name(e.kind)),
                           "suspect_g"_a = e.suspect_g, "low_g"_a = e.low_g,
                           "high_g"_a = e.high_g));
    std::vector<std::int64_t> node(r.node.begin(), r.node.end()), from;
    for (const auto row : r.from) from.push_back(row == 0xFFFF'FFFF ? -1 : std::int64_t{row});
    return py::dict("log_size"_a = r.log_size, "source_g"_a = r.source_g, "stock_g"_a = sum.stock_g,
                    "lots"_a = lots, "ends"_a = ends, "node"_a = array(std::move(node)),
                    "share"_a = array(std::move(r.share)), "low_g"_a = array(std::move(r.low_g)),
                    "high_g"_a = array(std::move(r.high_g)), "from"_a = array(std::move(from)));
  }

  Tracer tracer_;
};

py::bytes sign_event(const std::string& json, const std::string& algorithm, const py::bytes& key,
                     py::function sign_with) {
  const auto event = unwrap(read_event_json(json));
  return to_bytes(leaf(unwrap(sign(event, signer_of(algorithm, key, std::move(sign_with))))));
}

py::tuple signer_bytes(const std::string& algorithm, const py::bytes& secret) {
  const auto made =
      unwrap(signer_in_memory(public_key(algorithm, secret).algorithm, std::string(secret)));
  const auto ask = py::cpp_function([made](const py::bytes& message) {
    return to_bytes(bytes_of(unwrap(made.sign(std::string(message)))));
  });
  return py::make_tuple(to_bytes(made.key.bytes), ask);
}

py::dict proven(const py::bytes& proof, const py::bytes& log_key) {
  const auto p =
      unwrap(verify_proof(std::string(proof), {Algorithm::ed25519, std::string(log_key)}));
  return py::dict("event"_a = to_json(p.event), "origin"_a = p.origin, "index"_a = p.index,
                  "size"_a = p.size, "time_s"_a = p.time_s, "statement"_a = p.statement());
}

}  // namespace

Ledger& ledger_of(const py::object& object) { return object.cast<PyLedger&>().ledger_; }

void bind_traceability(py::module_& m) {
  py::class_<PyLedger>(m, "Ledger", "See masseflyt.traceability.Ledger.")
      .def(py::init([](const std::optional<std::string>& file, const std::string& origin,
                       double coverage, double warning, std::int64_t floor_g, std::int64_t skew_us,
                       bool check_signatures) {
             return std::make_unique<PyLedger>(
                 file, origin,
                 Ledger::Rules{{coverage, warning, floor_g}, skew_us, check_signatures});
           }),
           "file"_a, "origin"_a, "coverage"_a, "warning"_a, "floor_g"_a, "skew_us"_a,
           "check_signatures"_a)
      .def("append", &PyLedger::append, "leaf"_a, "recorded_us"_a)
      .def("append_many", &PyLedger::append_many, "leaves"_a, "recorded_us"_a)
      .def("merge", &PyLedger::merge, "leaves"_a, "recorded_us"_a)
      .def("event", &PyLedger::event, "index"_a)
      .def("record", &PyLedger::record, "index"_a)
      .def(
          "find", [](const PyLedger& l, const std::string& id) { return l.ledger_.find_event(id); },
          "id"_a)
      .def(
          "corrected_by",
          [](const PyLedger& l, std::uint64_t i) { return l.ledger_.corrected_by(i); }, "index"_a)
      .def("size", [](const PyLedger& l) { return l.ledger_.size(); })
      .def("root", [](const PyLedger& l) { return to_bytes(l.ledger_.tree().root()); })
      .def("lot", &PyLedger::lot, "id"_a)
      .def("load", &PyLedger::load, "id"_a)
      .def("lots", [](const PyLedger& l) { return l.ledger_.lots(); })
      .def("loads", [](const PyLedger& l) { return l.ledger_.loads(); })
      .def(
          "fork_evidence",
          [](const PyLedger& l, const std::string& note,
             const py::bytes& key) -> std::optional<py::bytes> {
            const NoteKey log{std::string(l.ledger_.origin()), NoteKind::ed25519, std::string(key)};
            const auto found = unwrap(fork_evidence(l.ledger_, note, log));
            if (!found) return std::nullopt;
            return py::bytes(to_bytes(*found));
          },
          "peers_note"_a, "key"_a)
      .def("open_handovers", [](const PyLedger& l) { return l.ledger_.open_handovers(); })
      .def(
          "history", [](const PyLedger& l, const std::string& id) { return l.ledger_.history(id); },
          "lot"_a)
      .def(
          "history_of_load",
          [](const PyLedger& l, const std::string& id) { return l.ledger_.history_of_load(id); },
          "load"_a)
      .def("flags", &PyLedger::flags)
      .def("lot_balance", &PyLedger::lot_balance, "lot"_a)
      .def("site_balance", &PyLedger::site_balance, "place"_a)
      .def("run_balance", &PyLedger::run_balance, "run"_a)
      .def("proof", &PyLedger::proof, "event_id"_a, "time_s"_a, "key"_a, "sign"_a)
      .def("checkpoint", &PyLedger::checkpoint, "key"_a, "sign"_a)
      .def(
          "compare",
          [](const PyLedger& l, const std::string& note, const py::bytes& key) {
            const NoteKey log{std::string(l.ledger_.origin()), NoteKind::ed25519, std::string(key)};
            const auto c = unwrap(compare(l.ledger_, note, log));
            constexpr const char* words[] = {"", "consistent", "rolled_back", "forked"};
            return py::make_tuple(words[static_cast<std::size_t>(c.agreement)], c.peer_size);
          },
          "peers_note"_a, "key"_a)
      .def(
          "keep_opening",
          [](PyLedger& l, const std::string& id, const std::string& label, const std::string& value,
             const py::bytes& salt) {
            unwrap(l.ledger_.keep_opening(id, label, value, std::string(salt)));
          },
          "event_id"_a, "label"_a, "value"_a, "salt"_a)
      .def(
          "opening",
          [](const PyLedger& l, const std::string& id,
             const std::string& label) -> std::optional<std::pair<std::string, py::bytes>> {
            const auto kept = unwrap(l.ledger_.opening(id, label));
            if (!kept) return std::nullopt;
            return std::pair{kept->value, to_bytes(kept->salt)};
          },
          "event_id"_a, "label"_a)
      .def(
          "erase_opening",
          [](PyLedger& l, const std::string& id, const std::string& label) {
            unwrap(l.ledger_.erase_opening(id, label));
          },
          "event_id"_a, "label"_a)
      .def("last_checkpoint", [](const PyLedger& l) { return unwrap(l.ledger_.last_checkpoint()); })
      .def("inclusion", &PyLedger::inclusion, "index"_a, "size"_a)
      .def("consistency", &PyLedger::consistency, "older"_a, "newer"_a)
      .def("fsck", &PyLedger::fsck);

  py::class_<PyLineage>(m, "Lineage", "See masseflyt.traceability.Lineage.")
      .def(py::init<const PyLedger&, std::optional<std::uint64_t>>(), "ledger"_a, "size"_a)
      .def("columns", &PyLineage::columns)
      .def("recall", &PyLineage::recall, "id"_a, "is_load"_a, "first"_a, "last"_a, "fifo"_a)
      .def("origins", &PyLineage::origins, "id"_a, "is_load"_a)
      .def("quality", &PyLineage::quality, "ledger"_a, "id"_a, "is_load"_a)
      .def("log_size", [](const PyLineage& l) { return l.lineage_.log_size(); });

  m.def(
      "fsck_file",
      [](const std::string& file, const std::string& origin, double coverage, double warning,
         std::int64_t floor_g, std::int64_t skew_us, bool check_signatures,
         const std::optional<py::bytes>& log) {
        if (std::error_code ignored; !std::filesystem::exists(file, ignored))
          throw Failure({ErrorCode::not_found, "there is no ledger " + file, file}, {});
        const auto store = unwrap(sqlite_store(file));
        const Ledger::Rules rules{{coverage, warning, floor_g}, skew_us, check_signatures};
        std::vector<NoteKey> keys;
        if (log) keys.push_back({origin, NoteKind::ed25519, std::string(*log)});
        return interruptible([&](const Cancel* cancel) {
          return std::pair{unwrap(store->head()).size,
                           unwrap(Ledger::fsck(*store, origin, rules, keys, cancel))};
        });
      },
      "file"_a, "origin"_a, "coverage"_a, "warning"_a, "floor_g"_a, "skew_us"_a,
      "check_signatures"_a, "log"_a);
  m.def("sign_event", &sign_event, "json"_a, "algorithm"_a, "key"_a, "sign"_a);
  m.def("signer_in_memory", &signer_bytes, "algorithm"_a, "secret"_a);
  m.def(
      "read_leaf",
      [](const py::bytes& bytes) {
        return to_json(unwrap(decode(unwrap(from_leaf(std::string(bytes))).body)));
      },
      "leaf"_a);
  m.def(
      "verify_ticket",
      [](const py::bytes& ticket, const std::string& algorithm, const py::bytes& key) {
        return to_json(unwrap(verify_ticket(std::string(ticket), public_key(algorithm, key))));
      },
      "ticket"_a, "algorithm"_a, "key"_a);
  m.def(
      "ticket_fields",
      [](const py::bytes& leaf) { return ticket_fields(unwrap(read_ticket(std::string(leaf)))); },
      "ticket"_a);
  m.def("verify_proof", &proven, "proof"_a, "log_key"_a);
  m.def(
      "open_checkpoint",
      [](const std::string& note, const std::string& origin, const py::bytes& key,
         const std::map<std::string, py::bytes>& witnesses) {
        std::vector<NoteKey> known{{origin, NoteKind::ed25519, std::string(key)}};
        for (const auto& [name, public_key] : witnesses)
          known.push_back({name, NoteKind::cosignature, std::string(public_key)});
        const auto opened = unwrap(open_note(note, known));
        std::map<std::string, std::int64_t> cosigned;
        bool by_log = false;
        for (const auto& by : opened.by) {
          if (by.kind == NoteKind::cosignature) cosigned[by.name] = by.time_s;
          by_log = by_log || by.kind == NoteKind::ed25519;
        }
        if (!by_log)
          throw Failure({ErrorCode::bad_signature, "the note is not signed by the log", {}}, {});
        const auto c = unwrap(read_checkpoint(opened.text));
        return py::make_tuple(c.origin, c.size, to_bytes(c.root), cosigned);
      },
      "note"_a, "origin"_a, "key"_a, "witnesses"_a);
  m.def(
      "cosign_note",
      [](const std::string& note, const std::string& name, std::int64_t time_s,
         const py::bytes& key, py::function sign) {
        return unwrap(cosign_note(note, name, time_s, signer_of("ed25519", key, std::move(sign))));
      },
      "note"_a, "name"_a, "time_s"_a, "key"_a, "sign"_a);
  m.def(
      "consistent",
      [](std::uint64_t older, std::uint64_t newer, const py::bytes& older_root,
         const py::bytes& newer_root, const std::vector<py::bytes>& path) {
        return ProofChecker().consistency(older, newer, digest_of(older_root),
                                          digest_of(newer_root), digests_of(path));
      },
      "older"_a, "newer"_a, "older_root"_a, "newer_root"_a, "path"_a);
  m.def(
      "included",
      [](std::uint64_t index, std::uint64_t size, const py::bytes& leaf,
         const std::vector<py::bytes>& path, const py::bytes& root) {
        return ProofChecker().inclusion(index, size, leaf_hash(std::string(leaf)), digests_of(path),
                                        digest_of(root));
      },
      "index"_a, "size"_a, "leaf"_a, "path"_a, "root"_a);
  m.def(
      "proves_fork",
      [](const std::string& first, const std::string& second, const std::string& origin,
         const py::bytes& key) {
        return unwrap(proves_fork({first, second}, {origin, NoteKind::ed25519, std::string(key)}));
      },
      "first"_a, "second"_a, "origin"_a, "key"_a);
  m.def(
      "verify_fork",
      [](const py::bytes& evidence, const std::string& origin, const py::bytes& key) {
        return unwrap(proves_fork(unwrap(read_fork_evidence(std::string(evidence))),
                                  {origin, NoteKind::ed25519, std::string(key)}));
      },
      "evidence"_a, "origin"_a, "key"_a);
  m.def(
      "commit",
      [](const std::string& label, const std::string& value, const py::bytes& salt) {
        return to_bytes(unwrap(commit({label, value, std::string(salt)})).digest);
      },
      "label"_a, "value"_a, "salt"_a);
  m.def(
      "match_handovers",
      [](const PyLedger& senders, const std::string& sender, const PyLedger& receivers,
         const std::string& receiver) {
        const auto r =
            unwrap(match_handovers(senders.ledger_, sender, receivers.ledger_, receiver));
        py::list faults;
        for (const auto& f : r.mismatches)
          faults.append(py::dict("load"_a = f.load, "fault"_a = std::string(name(f.fault)),
                                 "difference_g"_a = f.difference_g));
        return py::make_tuple(r.matched, faults);
      },
      "senders"_a, "sender"_a, "receivers"_a, "receiver"_a);
}

}  // namespace masseflyt::python
