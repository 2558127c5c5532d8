#include "monitoring/tables.hpp"

#include <array>

namespace masseflyt::monitoring::detail {
namespace {

template <typename Enum>
constexpr Word word(std::string_view text, Enum value) {
  return {text, static_cast<std::int32_t>(value)};
}

constexpr Word meaning_words[] = {word("instant", Meaning::instant), word("mean", Meaning::mean),
                                  word("max", Meaning::max), word("leq", Meaning::leq),
                                  word("sum", Meaning::sum)};
constexpr Word stamp_words[] = {word("start", Stamp::start), word("end", Stamp::end)};
constexpr Word duplicate_words[] = {word("first", Duplicates::first),
                                    word("last", Duplicates::last),
                                    word("revision", Duplicates::revision)};
constexpr Word statistic_words[] = {word("last", Statistic::last),
                                    word("mean", Statistic::mean),
                                    word("min", Statistic::min),
                                    word("max", Statistic::max),
                                    word("sum", Statistic::sum),
                                    word("leq", Statistic::leq),
                                    word("lden", Statistic::lden),
                                    word("percentile", Statistic::percentile),
                                    word("vector_mean", Statistic::vector_mean),
                                    word("weighted_mean", Statistic::weighted_mean),
                                    word("count", Statistic::count),
                                    word("count_above", Statistic::count_above),
                                    word("share_above", Statistic::share_above),
                                    word("rate", Statistic::rate),
                                    word("mean_ph", Statistic::mean_ph)};
constexpr Word interpolation_words[] = {
    word("linear", Interpolation::linear), word("lower", Interpolation::lower),
    word("higher", Interpolation::higher), word("nearest", Interpolation::nearest),
    word("weibull", Interpolation::weibull)};
constexpr Word relation_words[] = {word("difference", Relation::difference),
                                   word("weight", Relation::weight),
                                   word("share_of_limit", Relation::share_of_limit)};
constexpr Word comparison_words[] = {
    word("above", Comparison::above), word("at_or_above", Comparison::at_or_above),
    word("below", Comparison::below), word("at_or_below", Comparison::at_or_below)};
constexpr Word combine_words[] = {word("all", Combine::all), word("any", Combine::any)};
constexpr Word confidence_words[] = {word("verified", Confidence::verified),
                                     word("recalled", Confidence::recalled),
                                     word("user", Confidence::user)};
constexpr Word level_words[] = {word("normal", Level::normal), word("warning", Level::warning),
                                word("alarm", Level::alarm), word("stop", Level::stop)};
constexpr Word cycle_words[] = {word("hour", Cycle::hour),  word("day", Cycle::day),
                                word("week", Cycle::week),  word("month", Cycle::month),
                                word("year", Cycle::year),  word("winter", Cycle::winter),
                                word("clock", Cycle::clock)};
constexpr Word days_of_week[] = {{"mon", Days::monday},    {"tue", Days::tuesday},
                                 {"wed", Days::wednesday}, {"thu", Days::thursday},
                                 {"fri", Days::friday},    {"sat", Days::saturday},
                                 {"sun", Days::sunday},    {"holiday", Days::holiday}};
constexpr Word curve_words[] = {word("linear", Curve::Kind::linear),
                                word("step", Curve::Kind::step)};
constexpr Word zone_words[] = {{"Europe/Oslo", 1}, {"UTC", 2}};

constexpr auto unit_words = [] {
  std::array<Word, std::size(unit_symbols)> words{};
  for (std::size_t i = 0; i < words.size(); ++i)
    words[i] = {unit_symbols[i].symbol, static_cast<std::int32_t>(unit_symbols[i].unit)};
  return words;
}();

const Field window_fields[] = {
    {"rolling_s",
     Type::seconds,
     false,
     "width w of the window (t-w, t] that moves with each reading",
     {},
     nullptr,
     1e-3},
    {"civil", Type::word, false, "windows of the calendar in the zone of the document",
     cycle_words},
    {"from", Type::clock, false, "begin by the clock; alone means civil \"clock\""},
    {"to", Type::clock, false,
     "end by the clock, not inside; at or before `from`: on the next day"},
    {"days", Type::words, false, "days on which windows begin; a holiday is no weekday",
     days_of_week},
};

const Field condition_fields[] = {
    {"stream", Type::text, true, "id of the stream"},
    {"quantity", Type::text, false, "what it must measure, as its own `quantity` says"},
    {"statistic", Type::word, true, "how the readings of a window become one value",
     statistic_words},
    {"window", Type::object, false, "none: each reading by itself", {}, &window_shape},
    {"percentile",
     Type::number,
     false,
     "of statistic percentile, in percent: L10 is 90",
     {},
     nullptr,
     0,
     100},
    {"interpolation", Type::word, false, "between order statistics; linear if not told",
     interpolation_words},
    {"threshold", Type::number, false, "of count_above and share_above"},
    {"threshold_inclusive", Type::boolean, false, "whether a reading equal to it counts"},
    {"other", Type::text, false, "id of a second stream"},
    {"relation", Type::word, false, "what the second stream does", relation_words},
    {"max_age_s", Type::seconds, false, "of its reading; one interval of it if not told"},
    {"curve", Type::points, false, "limit by the value of `other`, for share_of_limit"},
    {"curve_kind", Type::word, false, "linear or step; linear if not told", curve_words},
    {"curve_from", Type::number, false, "below this value of `other` the curve says nothing"},
    {"comparison", Type::word, true, "strict or inclusive: permits differ", comparison_words},
    {"unit", Type::word, true, "of the limits", unit_words},
    {"warning", Type::number, false, "limit of the level warning"},
    {"alarm", Type::number, false, "limit of the level alarm"},
    {"stop", Type::number, false, "limit of the level stop"},
    {"clear_warning", Type::number, false, "warning holds until the value is strictly better"},
    {"clear_alarm", Type::number, false, "as clear_warning"},
    {"clear_stop", Type::number, false, "as clear_warning"},
    {"min_coverage",
     Type::number,
     false,
     "a window with less of its readings is unknown",
     {},
     nullptr,
     0,
     1},
    {"background", Type::number, false,
     "of leq and mean over civil windows: a second result with this for what is missing"},
};

const Field rule_fields[] = {
    {"id", Type::text, true, "unique among rules that are valid at one time"},
    {"title", Type::text, false, "for people"},
    {"conditions",
     Type::list,
     false,
     "one or more; left out where `use` is told",
     {},
     &condition_shape},
    {"use", Type::text, false, "pack/rule of a limit pack"},
    {"streams", Type::text_map, false, "role in the limit pack -> stream of this document"},
    {"shift", Type::number, false, "added to every limit of `use`, as for the length of works"},
    {"factor",
     Type::number,
     false,
     "every limit of `use` times this; needed by rules that begin with user., as of NS 8141",
     {},
     nullptr,
     1e-6,
     1e6},
    {"warning_share",
     Type::number,
     false,
     "warning at this share of the alarm limit",
     {},
     nullptr,
     0.01,
     1},
    {"warning_below",
     Type::number,
     false,
     "warning this much below the alarm limit",
     {},
     nullptr,
     0},
    {"combine", Type::word, false, "all or any of the conditions; all if not told", combine_words},
    {"hold_s", Type::seconds, false, "a level is raised once its condition has held so long"},
    {"hold_clear_s", Type::seconds, false, "and left once it has not held so long"},
    {"max_gap_s", Type::seconds, false, "a longer gap in what is known starts the hold anew"},
    {"latch", Type::word, false, "from this level on only a person ends it", level_words},
    {"escalate_after_s", Type::seconds, false, "not acknowledged so long"},
    {"active", Type::object, false, "when the rule speaks; always if not told", {}, &window_shape},
    {"permitted_per_year",
     Type::integer,
     false,
     "windows beyond the alarm limit in a calendar year; the next one breaks the rule",
     {},
     nullptr,
     0,
     1e6},
    {"share_to_meet",
     Type::number,
     false,
     "of the samples; allowed failures are floor(n (1 - share))",
     {},
     nullptr,
     0,
     1},
    {"year_coverage",
     Type::number,
     false,
     "share of valid windows before a year is said to be met",
     {},
     nullptr,
     0,
     1},
    {"confirms", Type::text, false,
     "id of the rule whose verdicts late values of this one correct"},
    {"valid_from", Type::instant, false, "the rule speaks from here"},
    {"valid_to", Type::instant, false, "it raises nothing from here; what is open stays open"},
    {"edition", Type::text, false, "of the standard or the permit"},
    {"source", Type::text, false, "where the numbers come from; needed unless `use` is told"},
    {"confidence", Type::word, false, "who checked the numbers; user if not told",
     confidence_words},
    {"note", Type::text, false, "for people"},
};

const Field stream_fields[] = {
    {"id", Type::text, true, "unique"},
    {"parameter", Type::text, true, "what is measured"},
    {"quantity", Type::text, false,
     "of several with one unit: unweighted_velocity, weighted_velocity"},
    {"unit", Type::word, true, "of the readings", unit_words},
    {"place", Type::text, false, "where"},
    {"meaning", Type::word, true, "what a reading tells of the time around its stamp",
     meaning_words},
    {"stamp", Type::word, false,
     "end of the interval that carries the stamp; needed unless instant", stamp_words},
    {"interval_s", Type::seconds, false, "expected interval; needed unless instant"},
    {"silence_after_s", Type::seconds, false, "three intervals if not told"},
    {"lateness_s", Type::seconds, false, "readings this much out of order are taken in order"},
    {"expected_from", Type::instant, false, "silence counts from here before a first reading"},
    {"expected_to", Type::instant, false, "no silence from here"},
    {"duplicates", Type::word, false, "which of two readings of one time stays; first if not told",
     duplicate_words},
    {"delivered_late", Type::boolean, false, "as by a laboratory: time does not make values late"},
    {"correction", Type::number, false, "added to every value, as -6 dB for a facade"},
    {"uncertainty", Type::number, false, "expanded (k = 2), in the unit", {}, nullptr, 0},
    {"uncertainty_share",
     Type::number,
     false,
     "expanded, as a share of the value",
     {},
     nullptr,
     0,
     1},
};

const Field document_fields[] = {
    {"schema", Type::text, true, "masseflyt.monitoring/1"},
    {"zone", Type::word, true, "of civil windows", zone_words},
    {"streams", Type::list, true, "the register of sensors", {}, &stream_shape},
    {"rules", Type::list, true, "what is watched", {}, &rule_shape},
};

const Field value_fields[] = {
    {"id", Type::text, true, "unique in the pack"},
    {"value", Type::text, true, "as the source writes it"},
    {"unit", Type::text, false, "of the value"},
    {"source", Type::text, true, "key of /sources"},
    {"confidence", Type::word, true, "who checked it", confidence_words},
    {"note", Type::text, false, "conditions and conflicts"},
};
const Shape value_shape{"value", value_fields};

const Field limit_pack_fields[] = {
    {"schema", Type::text, true, "masseflyt.limits/1"},
    {"id", Type::text, true, "\"no.noise.t1442-2021\""},
    {"title", Type::text, true, "English"},
    {"title_nb", Type::text, true, "Norwegian"},
    {"edition", Type::text, true, "of the text the numbers stand in"},
    {"jurisdiction", Type::text, true, "ISO 3166 code, or a place"},
    {"valid_from", Type::text, false, "ISO date, inside"},
    {"valid_to", Type::text, false, "ISO date, inside"},
    {"note", Type::text, false, "traps"},
    {"sources", Type::text_map, true, "key -> where the numbers were read"},
    {"rules",
     Type::list,
     false,
     "limits that can be used; their streams are roles",
     {},
     &rule_shape},
    {"values", Type::list, false, "numbers that are no limit by themselves", {}, &value_shape},
};

}  // namespace

const std::span<const Word> meanings = meaning_words, stamps = stamp_words,
                            duplicates = duplicate_words, statistics = statistic_words,
                            interpolations = interpolation_words, relations = relation_words,
                            comparisons = comparison_words, combines = combine_words,
                            confidences = confidence_words, levels = level_words,
                            cycles = cycle_words, day_words = days_of_week,
                            curve_kinds = curve_words, zones = zone_words, units = unit_words;

const Shape window_shape{"window", window_fields};
const Shape condition_shape{"condition", condition_fields};
const Shape rule_shape{"rule", rule_fields};
const Shape stream_shape{"stream", stream_fields};
const Shape document_shape{"document", document_fields};
const Shape limit_pack_shape{"limit pack", limit_pack_fields};

}  // namespace masseflyt::monitoring::detail
