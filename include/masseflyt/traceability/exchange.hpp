// masseflyt/traceability/exchange.hpp — a whole ledger out to others, and events from others in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/core/cancel.hpp>
#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/traceability/epcis.hpp>
#include <masseflyt/traceability/ledger.hpp>
#include <masseflyt/traceability/load_document.hpp>
#include <masseflyt/traceability/signature.hpp>

namespace masseflyt::traceability {

/// Append only: the numbers cross into C.
enum class Format : std::int32_t {
  cbor = 1,   ///< signed leaves with the time they were recorded; loses nothing
  json = 2,   ///< the same, one JSON object per line, for people and other programs; loses nothing
  epcis = 3,  ///< EPCIS 2.0.1 JSON-LD: epcis.hpp
  prov = 4,   ///< PROV-JSON, out only: prov.hpp
  loads = 5,  ///< load documents as CSV, out only: load_document.hpp
};

/// "cbor", "json", "epcis", "prov", "loads"; empty for a number that is none.
std::string_view name(Format format) noexcept;
std::optional<Format> format(std::string_view name) noexcept;
/// By the first bytes; nothing for what is none of the three that can be read.
std::optional<Format> guess_format(std::string_view bytes) noexcept;

/// What a file of Format::cbor begins with. Then per event, big endian: length of the leaf (4
/// bytes), microseconds of its recording (8 bytes), the leaf.
inline constexpr std::string_view leaves_magic = "masseflyt/leaves/1\n";

struct ExportOptions {
  std::string base = {};        ///< epcis and prov: address that ids are put behind, ends with '/'
  std::int64_t created_us = 0;  ///< epcis: time of the document
  bool signatures = true;       ///< epcis: signed events travel along
  Register which = Register::neutral;  ///< loads
};

struct Exported {
  std::string bytes = {};
  std::vector<EpcisNote> notes = {};  ///< epcis: what went into the namespace, and what is lost
};

/// All events of the ledger, superseded ones included (not in prov and loads).
/// Errors: invalid_argument (base), cancelled, those of the store. Cost: O(events), all in memory.
Result<Exported> export_ledger(const Ledger& ledger, Format format,
                               const ExportOptions& options = {}, const Cancel* cancel = nullptr);

/// One event that came from elsewhere.
struct Incoming {
  Event event = {};
  std::string leaf = {};                         ///< signed; empty: whoever takes it has to sign
  std::optional<std::int64_t> recorded_us = {};  ///< by the ledger it came from
};
struct Imported {
  std::vector<Incoming> events = {};
  std::vector<EpcisNote> notes = {};  ///< epcis: what an Event cannot hold
  Diagnostics found = {};             ///< faults; an event with a fault is not among `events`
};

/// Reads cbor, json and epcis. `options` are those of epcis; its limits hold for all three, with
/// ten times as many events for cbor and json. Errors: none but those of `found`.
Imported read_events(std::string_view bytes, std::string_view file_name, Format format,
                     const EpcisInOptions& options = {});

/// Appends them in one commit, in their order. Events without a leaf are signed by `signer`; with
/// none, or as another author, they are refused one by one. Errors: io, those of the signer.
Result<std::vector<Result<Receipt>>> append_events(Ledger& ledger,
                                                   const std::vector<Incoming>& events,
                                                   const Signer* signer, std::int64_t recorded_us);

}  // namespace masseflyt::traceability
