// masseflyt/monitoring/rule_set.hpp — streams and rules as one checked document.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/core/zone.hpp>
#include <masseflyt/monitoring/rule.hpp>
#include <masseflyt/monitoring/stream.hpp>

namespace masseflyt::monitoring {

struct RuleOptions {
  /// Refuse rules whose numbers nobody has read in their source (`recalled`), and limits of a named
  /// quantity on streams that do not tell theirs.
  bool strict = false;
};

/// Streams and rules that fit together. Immutable, so it may be read from many threads.
class RuleSet {
 public:
  /// Reads "masseflyt.monitoring/1". A rule may take its numbers from a limit pack: "use":
  /// "no.noise.t1442-2021/dwelling.day" with "streams": {"noise": "mic-3"}.
  ///
  /// Errors: invalid_document; `found` then holds every problem, each with its JSON pointer.
  /// rule_not_verified in strict mode, which names the rules. Unknown keys are warnings; keys that
  /// start with "x-" are allowed. No input makes it crash or hang.
  static Result<RuleSet> read(std::string_view json, Diagnostics& found,
                              const RuleOptions& options = {});

  /// The same checks for values made in code.
  static Result<RuleSet> make(Zone zone, std::vector<Stream> streams, std::vector<Rule> rules,
                              Diagnostics& found);

  const Zone& zone() const noexcept { return zone_; }
  const std::vector<Stream>& streams() const noexcept { return streams_; }
  const std::vector<Rule>& rules() const noexcept { return rules_; }
  std::optional<std::size_t> find_stream(std::string_view id) const;
  std::optional<std::size_t> find_rule(std::string_view id) const;  ///< first of that id

  /// SHA-256 of what the rules say, hexadecimal. A snapshot fits only the rules it was made under.
  const std::string& hash() const noexcept { return hash_; }

  bool operator==(const RuleSet&) const = default;

 private:
  RuleSet(Zone zone, std::vector<Stream> streams, std::vector<Rule> rules);

  Zone zone_;
  std::vector<Stream> streams_;
  std::vector<Rule> rules_;
  std::string hash_;
};

/// The document with everything spelled out, limit packs resolved: equal sets give equal bytes.
std::string to_json(const RuleSet& rules);

/// JSON Schema (2020-12) of "masseflyt.monitoring/1", from the table that drives the reader.
std::string rules_schema();

}  // namespace masseflyt::monitoring
