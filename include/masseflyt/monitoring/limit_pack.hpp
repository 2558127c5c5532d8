// masseflyt/monitoring/limit_pack.hpp — limits of standards and regulations, as data with sources.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/monitoring/rule.hpp>

namespace masseflyt::monitoring {

/// A number that is no limit by itself: a factor, an instrument's band, a count that follows.
struct LimitValue {
  std::string id;
  std::string value;  ///< as the source writes it
  std::string unit;
  std::string source;
  Confidence confidence = Confidence::recalled;
  std::string note;
  bool operator==(const LimitValue&) const = default;
};

/// Rules whose streams are roles ("noise", "frequency"): a rule set fills them in with "use".
struct LimitPack {
  std::string id;
  std::string title;
  std::string title_nb;
  std::string edition;
  std::string jurisdiction;
  std::string valid_from;  ///< ISO date, inside; empty: not known
  std::string valid_to;    ///< ISO date, inside; empty: in force
  std::string note;
  std::vector<Rule> rules;
  std::vector<LimitValue> values;
  bool operator==(const LimitPack&) const = default;
};

/// Ids of the packs that are compiled in, sorted.
std::span<const std::string_view> built_in_limit_packs();

/// Errors: not_found, with the ids there are.
Result<LimitPack> built_in_limit_pack(std::string_view id);

/// Its document, "masseflyt.limits/1". Errors: not_found.
Result<std::string_view> limit_pack_json(std::string_view id);

/// Reads "masseflyt.limits/1". Errors: invalid_document; `found` holds every problem.
Result<LimitPack> read_limit_pack(std::string_view json, Diagnostics& found);

}  // namespace masseflyt::monitoring
