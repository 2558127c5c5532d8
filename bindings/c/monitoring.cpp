#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <masseflyt/c/monitoring.h>
#include <masseflyt/monitoring/evaluator.hpp>
#include <masseflyt/monitoring/limit_pack.hpp>
#include <masseflyt/monitoring/quality.hpp>

#include "../arrow/export.hpp"
#include "../arrow/readings.hpp"
#include "guard.hpp"
#include "handles.hpp"
#include "outcome_tables.hpp"

using namespace masseflyt;
using c_face::guard;
using c_face::missing;

struct mfl_monitoring_rules {
  std::shared_ptr<const monitoring::RuleSet> rules;
};

/// Shares the rules with its outcomes.
struct mfl_evaluator {
  std::shared_ptr<const monitoring::RuleSet> rules;
  monitoring::Evaluator evaluator;
};

struct mfl_outcome {
  std::shared_ptr<const monitoring::RuleSet> rules;
  monitoring::Outcome outcome;
};

struct mfl_quality_plan {
  explicit mfl_quality_plan(monitoring::QualityPlan read)
      : plan(std::move(read)), others(plan.others()) {}
  monitoring::QualityPlan plan;
  std::vector<std::string> others;
};

namespace {

Instant instant(int64_t ns) { return Instant(Duration(ns)); }

/// Reads a document by `read(bytes, found)`, and tells what was noticed in any case.
template <typename Read, typename Handle>
mfl_status read_document(const char* json, size_t length, Handle** out, mfl_diagnostics** found,
                         mfl_error* error, Read read) {
  return guard(error, [&]() -> Result<void> {
    if (found != nullptr) *found = nullptr;
    if (out == nullptr) return missing("out");
    *out = nullptr;
    if (json == nullptr) return missing("json");
    Diagnostics noticed;
    auto document = read(std::string_view(json, length), noticed);
    std::unique_ptr<Handle> made;
    if (document) made.reset(new Handle{std::move(*document)});
    if (found != nullptr) *found = c_face::lend(std::move(noticed));
    if (!document) return document.error();
    *out = made.release();
    return {};
  });
}

template <typename Make>
mfl_status give_text(mfl_text** out, mfl_error* error, Make make) {
  return guard(error, [&]() -> Result<void> {
    if (out == nullptr) return missing("out");
    *out = nullptr;
    Result<std::string> text = make();
    if (!text) return text.error();
    *out = c_face::text(std::move(*text));
    return {};
  });
}

/// `do_it` on the evaluator of a handle that must be there.
template <typename Act>
mfl_status acting(mfl_evaluator* evaluator, mfl_error* error, Act act) {
  return guard(error, [&]() -> Result<void> {
    if (evaluator == nullptr) return missing("evaluator");
    return act(evaluator->evaluator);
  });
}

Result<monitoring::EvaluatorOptions> read_options(const mfl_evaluator_options* options) {
  const mfl_evaluator_options defaults = MFL_EVALUATOR_OPTIONS_INIT;
  if (options == nullptr) options = &defaults;
  if (!MFL_COVERS(options, mfl_evaluator_options, most_readings_paired))
    return c_face::without_size("options");
  const auto given = c_face::known_part(*options, defaults);
  monitoring::EvaluatorOptions chosen;
  chosen.most_window_readings = given.most_window_readings;
  chosen.most_waiting = given.most_waiting;
  chosen.closed_windows_kept = given.closed_windows_kept;
  chosen.most_samples_kept = given.most_samples_kept;
  if (given.most_readings_paired != 0) chosen.most_readings_paired = given.most_readings_paired;
  return chosen;
}

/// An evaluator that `make(rules, options)` has made.
template <typename Make>
mfl_status create(const mfl_monitoring_rules* rules, const mfl_evaluator_options* options,
                  mfl_evaluator** out, mfl_error* error, Make make) {
  return guard(error, [&]() -> Result<void> {
    if (out == nullptr) return missing("out");
    *out = nullptr;
    if (rules == nullptr) return missing("rules");
    const auto chosen = read_options(options);
    if (!chosen) return chosen.error();
    auto made = make(*rules->rules, *chosen);
    if (!made) return made.error();
    *out = new mfl_evaluator{rules->rules, std::move(*made)};
    return {};
  });
}

Result<std::vector<monitoring::NamedSeries>> named_series(const char* const* names,
                                                          const int64_t* const* time_ns,
                                                          const double* const* value,
                                                          const size_t* counts, size_t count) {
  std::vector<monitoring::NamedSeries> all;
  if (count == 0) return all;
  if (names == nullptr) return missing("other_names");
  if (time_ns == nullptr) return missing("other_time_ns");
  if (value == nullptr) return missing("other_value");
  if (counts == nullptr) return missing("other_counts");
  for (size_t i = 0; i < count; ++i) {
    const auto place = "[" + std::to_string(i) + "]";
    if (names[i] == nullptr) return missing(("other_names" + place).c_str());
    if (counts[i] > 0 && time_ns[i] == nullptr) return missing(("other_time_ns" + place).c_str());
    if (counts[i] > 0 && value[i] == nullptr) return missing(("other_value" + place).c_str());
    all.push_back({names[i], {{time_ns[i], counts[i]}, {value[i], counts[i]}}});
  }
  return all;
}

const char* id_of(const mfl_monitoring_rules* rules, std::size_t i, const auto& list) {
  return rules == nullptr || i >= list(*rules->rules).size() ? nullptr
                                                             : list(*rules->rules)[i].id.c_str();
}

constexpr auto streams_of = [](const monitoring::RuleSet& r) -> const auto& { return r.streams(); };
constexpr auto rules_of = [](const monitoring::RuleSet& r) -> const auto& { return r.rules(); };

template <typename Find>
mfl_status find(const mfl_monitoring_rules* rules, const char* id, size_t* out, mfl_error* error,
                const char* what, Find find_it) {
  return guard(error, [&]() -> Result<void> {
    if (out == nullptr) return missing("out");
    if (rules == nullptr) return missing("rules");
    if (id == nullptr) return missing("id");
    const std::optional<std::size_t> at = find_it(*rules->rules);
    if (!at)
      return Error{ErrorCode::not_found, "there is no " + std::string(what) + " '" + id + "'"};
    *out = *at;
    return {};
  });
}

/// Both structs are empty unless `fill` succeeds.
template <typename Fill>
mfl_status give_table(ArrowSchema* schema, ArrowArray* array, mfl_error* error, Fill fill) {
  return guard(error, [&]() -> Result<void> {
    if (schema != nullptr) *schema = {};
    if (array != nullptr) *array = {};
    if (schema == nullptr) return missing("schema");
    if (array == nullptr) return missing("array");
    return fill();
  });
}

std::vector<arrow::Column> columns_of(const monitoring::QualityReport& report) {
  std::vector<arrow::Column> columns;
  const auto add = [&](const std::string& name, const monitoring::Flags& flags) {
    std::vector<std::uint8_t> numbers;
    numbers.reserve(flags.size());
    for (const auto f : flags) numbers.push_back(static_cast<std::uint8_t>(f));
    columns.push_back(arrow::numbers(name, "C", std::move(numbers)));
  };
  for (const auto& test : report.tests) add(test.test, test.flags);
  add("rollup", report.rollup);
  return columns;
}

}  // namespace

// ---- streams and rules

mfl_status mfl_monitoring_rules_read(const char* json, size_t length, int32_t strict,
                                     mfl_monitoring_rules** out, mfl_diagnostics** found,
                                     mfl_error* error) {
  return read_document(
      json, length, out, found, error,
      [&](auto bytes, auto& noticed) -> Result<std::shared_ptr<const monitoring::RuleSet>> {
        auto rules = monitoring::RuleSet::read(bytes, noticed, {strict != 0});
        if (!rules) return rules.error();
        return std::make_shared<const monitoring::RuleSet>(std::move(*rules));
      });
}

void mfl_monitoring_rules_free(mfl_monitoring_rules* rules) { delete rules; }

size_t mfl_monitoring_rules_stream_count(const mfl_monitoring_rules* rules) {
  return rules == nullptr ? 0 : rules->rules->streams().size();
}

size_t mfl_monitoring_rules_rule_count(const mfl_monitoring_rules* rules) {
  return rules == nullptr ? 0 : rules->rules->rules().size();
}

const char* mfl_monitoring_rules_stream(const mfl_monitoring_rules* rules, size_t i) {
  return id_of(rules, i, streams_of);
}

const char* mfl_monitoring_rules_rule(const mfl_monitoring_rules* rules, size_t i) {
  return id_of(rules, i, rules_of);
}

mfl_status mfl_monitoring_rules_find_stream(const mfl_monitoring_rules* rules, const char* id,
                                            size_t* out, mfl_error* error) {
  return find(rules, id, out, error, "stream", [&](const auto& r) { return r.find_stream(id); });
}

mfl_status mfl_monitoring_rules_find_rule(const mfl_monitoring_rules* rules, const char* id,
                                          size_t* out, mfl_error* error) {
  return find(rules, id, out, error, "rule", [&](const auto& r) { return r.find_rule(id); });
}

const char* mfl_monitoring_rules_hash(const mfl_monitoring_rules* rules) {
  return rules == nullptr ? nullptr : rules->rules->hash().c_str();
}

mfl_status mfl_monitoring_rules_json(const mfl_monitoring_rules* rules, mfl_text** out,
                                     mfl_error* error) {
  return give_text(out, error, [&]() -> Result<std::string> {
    if (rules == nullptr) return missing("rules");
    return monitoring::to_json(*rules->rules);
  });
}

mfl_status mfl_monitoring_schema(mfl_text** out, mfl_error* error) {
  return give_text(out, error, []() -> Result<std::string> { return monitoring::rules_schema(); });
}

size_t mfl_limit_pack_count(void) { return monitoring::built_in_limit_packs().size(); }

const char* mfl_limit_pack_id(size_t i) {
  // Views into file names are not terminated: the ids once more, as C wants them.
  static const auto ids = [] {
    std::vector<std::string> all;
    for (const auto id : monitoring::built_in_limit_packs()) all.emplace_back(id);
    return all;
  }();
  return i < ids.size() ? ids[i].c_str() : nullptr;
}

mfl_status mfl_limit_pack_json(const char* id, mfl_text** out, mfl_error* error) {
  return give_text(out, error, [&]() -> Result<std::string> {
    if (id == nullptr) return missing("id");
    const auto json = monitoring::limit_pack_json(id);
    if (!json) return json.error();
    return std::string(*json);
  });
}

// ---- readings in

mfl_status mfl_evaluator_create(const mfl_monitoring_rules* rules,
                                const mfl_evaluator_options* options, mfl_evaluator** out,
                                mfl_error* error) {
  return create(rules, options, out, error, [](const auto& set, const auto& chosen) {
    return monitoring::Evaluator::make(set, chosen);
  });
}

void mfl_evaluator_free(mfl_evaluator* evaluator) { delete evaluator; }

mfl_status mfl_evaluator_feed(mfl_evaluator* evaluator, size_t stream, int64_t time_ns,
                              double value, int32_t flag, int64_t revision, mfl_error* error) {
  return acting(evaluator, error, [&](monitoring::Evaluator& e) -> Result<void> {
    if ((flag < 1 || flag > 4) && flag != 9) return c_face::refused("flag", "is no MFL_FLAG_*");
    return e.feed(stream, instant(time_ns), value, static_cast<monitoring::Flag>(flag), revision);
  });
}

mfl_status mfl_evaluator_feed_columns(mfl_evaluator* evaluator, size_t stream,
                                      const int64_t* time_ns, const double* value,
                                      const uint8_t* flags, size_t count, const mfl_cancel* cancel,
                                      mfl_error* error) {
  return acting(evaluator, error, [&](monitoring::Evaluator& e) -> Result<void> {
    if (count > 0 && time_ns == nullptr) return missing("time_ns");
    if (count > 0 && value == nullptr) return missing("value");
    return e.feed(stream, {time_ns, count}, {value, count}, {flags, flags == nullptr ? 0 : count},
                  cancel == nullptr ? nullptr : &cancel->flag);
  });
}

mfl_status mfl_evaluator_feed_arrow(mfl_evaluator* evaluator, const ArrowSchema* schema,
                                    const ArrowArray* batch, mfl_diagnostics** found,
                                    const mfl_cancel* cancel, mfl_error* error) {
  return acting(evaluator, error, [&](monitoring::Evaluator& e) -> Result<void> {
    if (found != nullptr) *found = nullptr;
    if (schema == nullptr || schema->release == nullptr) return missing("schema");
    if (batch == nullptr || batch->release == nullptr) return missing("batch");
    Diagnostics noticed;
    const auto readings = arrow::read_readings(*schema, *batch, e.rules(), noticed);
    if (found != nullptr) *found = c_face::lend(std::move(noticed));
    if (!readings) return readings.error();
    return arrow::feed(e, *readings, cancel == nullptr ? nullptr : &cancel->flag);
  });
}

mfl_status mfl_evaluator_advance_to(mfl_evaluator* evaluator, int64_t now_ns, mfl_error* error) {
  return acting(evaluator, error, [&](monitoring::Evaluator& e) -> Result<void> {
    e.advance_to(instant(now_ns));
    return {};
  });
}

mfl_status mfl_evaluator_flush(mfl_evaluator* evaluator, mfl_error* error) {
  return acting(evaluator, error, [&](monitoring::Evaluator& e) -> Result<void> {
    e.flush();
    return {};
  });
}

mfl_status mfl_evaluator_acknowledge(mfl_evaluator* evaluator, size_t rule, const char* by,
                                     int64_t at_ns, mfl_error* error) {
  return acting(evaluator, error, [&](monitoring::Evaluator& e) -> Result<void> {
    if (by == nullptr) return missing("by");
    return e.acknowledge(rule, by, instant(at_ns));
  });
}

mfl_status mfl_evaluator_reset(mfl_evaluator* evaluator, size_t rule, const char* by, int64_t at_ns,
                               mfl_error* error) {
  return acting(evaluator, error, [&](monitoring::Evaluator& e) -> Result<void> {
    if (by == nullptr) return missing("by");
    return e.reset(rule, by, instant(at_ns));
  });
}

mfl_status mfl_evaluator_snapshot(const mfl_evaluator* evaluator, mfl_text** out,
                                  mfl_error* error) {
  return give_text(out, error, [&]() -> Result<std::string> {
    if (evaluator == nullptr) return missing("evaluator");
    return evaluator->evaluator.snapshot();
  });
}

mfl_status mfl_evaluator_restore(const mfl_monitoring_rules* rules, const char* bytes,
                                 size_t length, const mfl_evaluator_options* options,
                                 mfl_evaluator** out, mfl_error* error) {
  return create(rules, options, out, error,
                [&](const auto& set, const auto& chosen) -> Result<monitoring::Evaluator> {
                  if (bytes == nullptr) return missing("bytes");
                  return monitoring::Evaluator::restore(set, {bytes, length}, chosen);
                });
}

// ---- verdicts out

mfl_status mfl_evaluator_take(mfl_evaluator* evaluator, mfl_outcome** out, mfl_error* error) {
  return guard(error, [&]() -> Result<void> {
    if (out == nullptr) return missing("out");
    *out = nullptr;
    if (evaluator == nullptr) return missing("evaluator");
    auto made = std::make_unique<mfl_outcome>(mfl_outcome{evaluator->rules, {}});
    made->outcome = evaluator->evaluator.take();  // nothing can fail once it is taken
    *out = made.release();
    return {};
  });
}

void mfl_outcome_free(mfl_outcome* outcome) { delete outcome; }

size_t mfl_outcome_count(const mfl_outcome* outcome, int32_t list) {
  if (outcome == nullptr) return 0;
  const auto& out = outcome->outcome;
  switch (list) {
    case MFL_OUTCOME_NOTICES:
      return out.notices.size();
    case MFL_OUTCOME_EPISODES:
      return out.episodes.size();
    case MFL_OUTCOME_WINDOWS:
      return out.windows.size();
    case MFL_OUTCOME_CORRECTIONS:
      return out.corrections.size();
    case MFL_OUTCOME_LATE:
      return out.late.size();
    default:
      return 0;
  }
}

mfl_status mfl_outcome_arrow(const mfl_outcome* outcome, int32_t list, ArrowSchema* schema,
                             ArrowArray* array, mfl_error* error) {
  return give_table(schema, array, error, [&]() -> Result<void> {
    if (outcome == nullptr) return missing("outcome");
    const c_face::OutcomeTables tables(*outcome->rules, schema, array);
    const auto& out = outcome->outcome;
    switch (list) {
      case MFL_OUTCOME_NOTICES:
        return tables.notices(out.notices);
      case MFL_OUTCOME_EPISODES:
        return tables.episodes(out.episodes);
      case MFL_OUTCOME_WINDOWS:
        return tables.windows(out.windows);
      case MFL_OUTCOME_CORRECTIONS:
        return tables.corrections(out.corrections);
      case MFL_OUTCOME_LATE:
        return tables.late(out.late);
      default:
        return Error{ErrorCode::not_found, "no list has the number " + std::to_string(list)};
    }
  });
}

mfl_status mfl_evaluator_arrow(const mfl_evaluator* evaluator, int32_t list, ArrowSchema* schema,
                               ArrowArray* array, mfl_error* error) {
  return give_table(schema, array, error, [&]() -> Result<void> {
    if (evaluator == nullptr) return missing("evaluator");
    const c_face::OutcomeTables tables(*evaluator->rules, schema, array);
    const auto& e = evaluator->evaluator;
    switch (list) {
      case MFL_STANDING_OPEN: {
        std::vector<monitoring::Episode> open;
        for (auto& s : e.standings())
          if (s.episode) open.push_back(*s.episode);
        return tables.episodes(open);
      }
      case MFL_STANDING_RULES:
        return tables.standings(e.standings());
      case MFL_STANDING_STATEMENTS:
        return tables.statements(e.statements());
      case MFL_STANDING_TALLIES: {
        std::vector<c_face::StreamTally> tallies;
        for (std::uint32_t s = 0; s < evaluator->rules->streams().size(); ++s)
          tallies.push_back({s, e.tally(s)});
        return tables.tallies(tallies);
      }
      default:
        return Error{ErrorCode::not_found, "no list has the number " + std::to_string(list)};
    }
  });
}

// ---- which readings can be believed

mfl_status mfl_quality_plan_read(const char* json, size_t length, mfl_quality_plan** out,
                                 mfl_diagnostics** found, mfl_error* error) {
  return read_document(json, length, out, found, error, [](auto bytes, auto& noticed) {
    return monitoring::QualityPlan::read(bytes, noticed);
  });
}

void mfl_quality_plan_free(mfl_quality_plan* plan) { delete plan; }

mfl_status mfl_quality_schema(mfl_text** out, mfl_error* error) {
  return give_text(out, error,
                   []() -> Result<std::string> { return monitoring::quality_schema(); });
}

mfl_status mfl_quality_run(const mfl_quality_plan* plan, const int64_t* time_ns,
                           const double* value, size_t count, ArrowSchema* schema,
                           ArrowArray* array, const mfl_cancel* cancel, mfl_error* error) {
  return mfl_quality_run_beside(plan, time_ns, value, count, nullptr, nullptr, nullptr, nullptr, 0,
                                schema, array, cancel, error);
}

size_t mfl_quality_plan_other_count(const mfl_quality_plan* plan) {
  return plan == nullptr ? 0 : plan->others.size();
}

const char* mfl_quality_plan_other(const mfl_quality_plan* plan, size_t i) {
  return i < mfl_quality_plan_other_count(plan) ? plan->others[i].c_str() : nullptr;
}

mfl_status mfl_quality_run_beside(const mfl_quality_plan* plan, const int64_t* time_ns,
                                  const double* value, size_t count, const char* const* other_names,
                                  const int64_t* const* other_time_ns,
                                  const double* const* other_value, const size_t* other_counts,
                                  size_t other_count, ArrowSchema* schema, ArrowArray* array,
                                  const mfl_cancel* cancel, mfl_error* error) {
  return give_table(schema, array, error, [&]() -> Result<void> {
    if (plan == nullptr) return missing("plan");
    if (count > 0 && time_ns == nullptr) return missing("time_ns");
    if (count > 0 && value == nullptr) return missing("value");
    const auto others =
        named_series(other_names, other_time_ns, other_value, other_counts, other_count);
    if (!others) return others.error();
    const auto report = plan->plan.run({{time_ns, count}, {value, count}}, *others,
                                       cancel == nullptr ? nullptr : &cancel->flag);
    if (!report) return report.error();
    arrow::hand_over(columns_of(*report), static_cast<std::int64_t>(count), schema, array);
    return {};
  });
}
