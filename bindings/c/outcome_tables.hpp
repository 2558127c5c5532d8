// bindings/c/outcome_tables.hpp — what watching has found, as Arrow with the ids of rules and
// streams.
#pragma once

#include <string>
#include <vector>

#include <masseflyt/c/arrow.h>
#include <masseflyt/monitoring/outcome.hpp>

namespace masseflyt::c_face {

struct StreamTally {
  std::uint32_t stream;
  monitoring::Tally tally;
};

/// Fills `schema` and `array` with one list. Errors: limit_exceeded (2 GiB of text in one column).
class OutcomeTables {
 public:
  OutcomeTables(const monitoring::RuleSet& rules, ArrowSchema* schema, ArrowArray* array)
      : rules_(rules), schema_(schema), array_(array) {}

  Result<void> notices(const std::vector<monitoring::Notice>& rows) const;
  Result<void> episodes(const std::vector<monitoring::Episode>& rows) const;
  Result<void> windows(const std::vector<monitoring::WindowResult>& rows) const;
  Result<void> corrections(const std::vector<monitoring::Correction>& rows) const;
  Result<void> late(const std::vector<monitoring::LateReading>& rows) const;
  Result<void> standings(const std::vector<monitoring::Standing>& rows) const;
  Result<void> statements(const std::vector<monitoring::Statement>& rows) const;
  Result<void> tallies(const std::vector<StreamTally>& rows) const;

 private:
  std::string_view rule(std::uint32_t i) const;
  std::string_view stream(std::uint32_t i) const;

  const monitoring::RuleSet& rules_;
  ArrowSchema* schema_;
  ArrowArray* array_;
};

}  // namespace masseflyt::c_face
