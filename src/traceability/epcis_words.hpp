// epcis_words.hpp — the words of CBV 2.0, URIs, and the prefixes a document declares.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/traceability/epcis.hpp>

#include "detail/json_value.hpp"

namespace masseflyt::traceability {

enum class Words {
  biz_step,
  disposition,
  biz_transaction,
  source_or_destination,
  error_reason,
  measurement,
  alert,
  component,
};

/// "https://ref.gs1.org/cbv/BizStep-shipping" for "shipping"; nothing for a word that is none.
std::optional<std::string> full_word(Words list, std::string_view word);

/// The bare words of a list, for a sentence that helps.
const std::vector<std::string>& words_of(Words list);

/// "shipping" for any way of writing it: bare, full, or the urn of CBV 1. Else the text itself.
std::string bare_word(Words list, std::string_view text);

/// Scheme, colon and something behind it, of the characters that RFC 3986 has.
bool is_uri(std::string_view text) noexcept;

/// Compact URIs of one document. Those of the standard context are there from the start.
class Prefixes {
 public:
  Prefixes();
  /// What a "@context" declares; addresses of other contexts are not fetched.
  void add(const masseflyt::detail::JsonValue& context);
  bool has(std::string_view prefix) const;
  /// The address behind the prefix of "prefix:rest", and the rest; nothing for an unknown prefix.
  struct Name {
    std::string space = {};
    std::string local = {};
  };
  std::optional<Name> expand(std::string_view curie) const;
  /// Of a member name that is a compact or full URI.
  Name name_of(std::string_view key) const;

 private:
  std::map<std::string, std::string, std::less<>> spaces_;
};

/// A time as EPCIS has it: any number of decimals, offset needed.
struct EpcisTime {
  std::int64_t micros = 0;  ///< since 1970 UTC, cut
  std::string beyond = {};  ///< decimals behind the sixth, without trailing zeros
};
std::optional<EpcisTime> read_epcis_time(std::string_view text);

/// A decimal of JSON as plain digits without exponent and trailing zeros, exactly: "1.50e2" is
/// "150". Nothing for what is no JSON number, or has more than 400 digits.
std::optional<std::string> plain_decimal(std::string_view number);

/// Where the events of a document stand.
struct EpcisEvents {
  const masseflyt::detail::JsonValue* list = nullptr;  ///< array, or the one event itself
  std::string path = {};                               ///< pointer to the array, or to the event
  bool is_list = true;
};
EpcisEvents find_events(const masseflyt::detail::JsonValue& root);

/// One document as a tree. What is wrong goes to `found`; without a tree there is an error as well.
Result<masseflyt::detail::JsonValue> read_epcis(std::string_view json, std::string_view file_name,
                                                const EpcisLimits& limits, Diagnostics& found);

/// As the public one, of a tree.
void check_epcis(const masseflyt::detail::JsonValue& root, Diagnostics& found);

/// Of one event. `document` are the prefixes around it, `ignored` members that are no part of it.
EpcisHash epcis_hash(const masseflyt::detail::JsonValue& event, const Prefixes& document,
                     const std::vector<std::string>& ignored);

/// The canonical GS1 Digital Link of an EPC URN or any GS1 Digital Link; other texts unchanged.
std::string canonical_gs1_key(std::string_view uri);

}  // namespace masseflyt::traceability
