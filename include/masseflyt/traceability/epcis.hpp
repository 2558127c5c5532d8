// masseflyt/traceability/epcis.hpp — events to and from GS1 EPCIS 2.0.1, for others' systems.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/core/quantity.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/traceability/event.hpp>

namespace masseflyt::traceability {

/// What a document of a stranger may cost. Nesting is limited, not recursed into.
struct EpcisLimits {
  std::uint64_t bytes = 64u << 20;
  std::uint32_t depth = 32;
  std::uint64_t events = 100'000;
};

/// Everything that is wrong with a JSON-LD document (EPCISDocument, EPCISQueryDocument or one bare
/// event) against EPCIS 2.0.1 and CBV 2.0, each with its JSON pointer. It asks for more than the
/// published schema does: words of the vocabularies, dates that exist, namespaces of extensions
/// that are declared, numbers that are numbers. No `error` in it: the document is valid.
/// Warnings: a prefix that nobody declared, a word with the prefix of the vocabulary that it does
/// not have, an unknown type of measurement or none. Cost: O(bytes). Thread-safe.
Diagnostics check_epcis(std::string_view json, std::string_view file_name,
                        const EpcisLimits& limits = {});

/// The event hash id of CBV 2.0 (8.9), and the text it is the hash of. An identifier for exchange
/// only: it leaves out the time of recording, the event id and error declarations, and known
/// implementations differ. What a ledger signs is encode().
struct EpcisHash {
  std::string prehash = {};
  std::string id = {};  ///< "ni:///sha-256;<64 hexadecimal digits>?ver=CBV2.0"
};

/// Of every event of a document, in its order. Follows the text of the standard where reference
/// code and text differ in numbers and times: docs/methods/exchange.md has the list.
/// Errors: invalid_document, limit_exceeded; the document need not be valid beyond its JSON.
Result<std::vector<EpcisHash>> epcis_hashes(std::string_view json, const EpcisLimits& limits = {});

/// How something fared on its way into, or out of, EPCIS.
enum class EpcisFate : std::int32_t {
  extension = 1,  ///< kept, but only readers of our namespace will see it
  lost = 2,       ///< not carried over
};

/// One thing that EPCIS has no place for.
struct EpcisNote {
  std::string path = {};  ///< JSON pointer into the EPCIS document
  std::string what = {};  ///< "basis of inputs: wet"
  EpcisFate fate = EpcisFate::lost;
  bool operator==(const EpcisNote&) const = default;
};

/// The namespace of what EPCIS cannot carry. Its members have the names of Event.
inline constexpr std::string_view epcis_namespace = "https://masseflyt.example/ns/epcis/1/";

struct EpcisOut {
  std::string document = {};
  std::vector<EpcisNote> notes = {};
};

struct EpcisOutOptions {
  /// Address that ids are put behind, "https://contractor.example/"; an id that is a URI already
  /// stays as it is. Ends with '/'.
  std::string base = {};
  std::int64_t created_us = 0;  ///< time of the document
  /// Signed leaves, one per event, or none. They travel along in the namespace, so that a reader
  /// can take the events with their signatures: see from_epcis().
  std::span<const std::string> leaves = {};
};

/// Events as one EPCISDocument with masses as exact decimals of kilograms. Kinds that EPCIS has no
/// event for (party, key, place, document, water, adjust) become events of our own type, which the
/// standard allows and other systems pass over. A correction becomes an error declaration and a
/// corrective event; a withdrawal an error declaration. The event that is corrected must be among
/// `events`, or the correction stays in our namespace.
/// Errors: invalid_argument (base, number of leaves), those of check(). Cost: O(bytes).
Result<EpcisOut> to_epcis(std::span<const Event> events, const EpcisOutOptions& options);

/// What a document does not say and someone who knows must.
struct EpcisInOptions {
  std::string base = {};            ///< stripped from URIs; empty: ids stay URIs
  std::string author = {};          ///< of events that name none; empty: they are refused
  std::optional<Basis> basis = {};  ///< of masses that name none; none: they are refused
  EpcisLimits limits = {};
};

struct EpcisIn {
  std::vector<Event> events = {};  ///< in the order of the document; each passes check()
  /// One per event: the signed leaf that came along, or an empty text. A leaf whose event is not
  /// what the document says is an error of its event.
  std::vector<std::string> leaves = {};
  std::vector<EpcisNote> notes = {};  ///< what the document says and an Event cannot hold
  Diagnostics found = {};             ///< faults, and why an event was not taken
};

/// Reads to_epcis() back exactly, and what other systems write as far as it has a meaning here:
/// commissioning and creating_class_instance (extract), loading, shipping, receiving, storing,
/// stock_taking, inspecting and sampling, holding, installing, destroying, and transformations
/// (split with repackaging, merge with several inputs and one output, else process).
/// Masses are read as exact decimals; a mass that is no whole number of grams is refused, never
/// rounded. An event without an id gets the hexadecimal digits of its event hash.
/// A document that check_epcis() finds errors in is refused as a whole: `events` is empty then.
/// Errors: none but those of `found`. Cost: O(bytes).
EpcisIn from_epcis(std::string_view json, std::string_view file_name,
                   const EpcisInOptions& options = {});

}  // namespace masseflyt::traceability
