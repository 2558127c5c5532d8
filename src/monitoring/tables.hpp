// tables.hpp — the words and shapes of "masseflyt.monitoring/1" and "masseflyt.limits/1".
#pragma once

#include <masseflyt/monitoring/rule_set.hpp>

#include "monitoring/shape.hpp"

namespace masseflyt::monitoring::detail {

extern const std::span<const Word> meanings, stamps, duplicates, statistics, interpolations,
    relations, comparisons, combines, confidences, levels, cycles, day_words, curve_kinds, zones,
    units;

extern const Shape document_shape, stream_shape, rule_shape, condition_shape, window_shape,
    limit_pack_shape;

/// Of objects that have passed check(). What only shows when rules meet streams is left to
/// check_rules().
Stream read_stream(const Json& object);
Rule read_rule(const Json& object);

/// Rules that "use" a limit pack. Errors go to `found`.
std::optional<Rule> resolve(const Json& object, const std::string& path, Diagnostics& found);

void check_streams(const std::vector<Stream>& streams, const std::string& path, Diagnostics& found);
/// `strict`: what is a warning otherwise, that a stream does not tell its quantity, is an error.
void check_rules(const std::vector<Stream>& streams, const std::vector<Rule>& rules,
                 const std::string& path, bool strict, Diagnostics& found);
/// What a rule says by itself; in a limit pack streams are roles.
void check_rule(const Rule& rule, const std::string& path, Diagnostics& found);

Json to_json_value(const Stream& stream);
Json to_json_value(const Rule& rule);

}  // namespace masseflyt::monitoring::detail
