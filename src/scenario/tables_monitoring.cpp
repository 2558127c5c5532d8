// What is watched, and what stands still because of it.
#include "scenario/table_builder.hpp"

namespace masseflyt::scenario {
namespace {

constexpr double century_s = 3.2e9;

TableSpec sensors() {
  TableBuilder<Sensor> t("sensors", "The register of sensors; one that never reports is found.",
                         &Case::sensors);
  t.id(&Sensor::id);
  t.text("name", &Sensor::name, "What people call it");
  t.reference("place", &Sensor::place, "places", "Where it stands").must();
  t.text("parameter", &Sensor::parameter, "What it measures: noise, turbidity, ...").must();
  t.text("quantity", &Sensor::quantity,
         "Of several with one unit: unweighted_velocity, weighted_velocity");
  t.text("unit", &Sensor::unit, "Of its readings: dB(A), NTU, mm/s, ...").must();
  t.word("meaning", &Sensor::meaning, "meanings", "What a reading tells of the time around it")
      .must();
  t.word("stamp", &Sensor::stamp, "stamps", "End of the interval that carries the time")
      .or_else("start");
  t.number("interval_s", &Sensor::interval_s, between(0, century_s),
           "Expected interval; 0: irregular, which only instants may be")
      .in("s")
      .or_else("0");
  t.number("silence_after_s", &Sensor::silence_after_s, between(0, century_s),
           "Without a reading for longer than this it is silent; none: three intervals")
      .in("s");
  t.number("lateness_s", &Sensor::lateness_s, between(0, century_s),
           "Readings this much out of order are taken in order")
      .in("s")
      .or_else("0");
  t.number("correction", &Sensor::correction, between(-1e6, 1e6),
           "Added to every value, as -6 dB for a facade")
      .or_else("0");
  t.number("uncertainty", &Sensor::uncertainty, between(0, 1e6), "Expanded (k = 2), in the unit")
      .or_else("0");
  t.number("uncertainty_share", &Sensor::uncertainty_share, between(0, 1),
           "Expanded (k = 2), as a share of the value")
      .or_else("0");
  t.yes_no("delivered_late", &Sensor::delivered_late,
           "As by a laboratory: time does not make its values late")
      .or_else("no");
  t.source();
  t.confidence("confidence", &Sensor::confidence);
  t.note();
  return t.take();
}

TableSpec alarms() {
  TableBuilder<AlarmRow> t("alarms",
                           "Rules on sensors, from a limit pack or own ones, and what they close.",
                           &Case::alarms);
  t.id(&AlarmRow::id);
  t.text("name", &AlarmRow::name, "What people call it");
  t.reference("sensor", &AlarmRow::sensor, "sensors", "What is watched").must();
  t.reference("other", &AlarmRow::other, "sensors",
              "Second sensor: the dominant frequency, or a background that is taken off");
  t.text("use", &AlarmRow::use, "pack/rule of a limit pack; none: the columns that follow say it");
  t.number("factor", &AlarmRow::factor, above_up_to(0, 1e6),
           "Every limit of `use` times this: the own factors of NS 8141");
  t.text("quantity", &AlarmRow::quantity, "What the sensor must measure, as its own quantity says");
  t.word("statistic", &AlarmRow::statistic, "statistics", "How readings become one value");
  t.number("rolling_s", &AlarmRow::rolling_s, above_up_to(0, century_s),
           "Over so much time until now")
      .in("s");
  t.word("civil", &AlarmRow::civil, "cycles", "Or over windows of the calendar in Norway");
  t.text("from", &AlarmRow::from, "Of civil clock: begin, as 23:00");
  t.text("to", &AlarmRow::to, "Of civil clock: end, as 07:00");
  t.number("percentile", &AlarmRow::percentile, between(0, 100), "Of statistic percentile").in("%");
  t.word("comparison", &AlarmRow::comparison, "comparisons", "Whether a limit itself is allowed");
  t.text("unit", &AlarmRow::unit, "Of the limits");
  const Range any = between(-1e12, 1e12);
  t.number("warning", &AlarmRow::warning, any, "Limit of the level warning");
  t.number("alarm", &AlarmRow::alarm, any, "Limit of the level alarm");
  t.number("stop", &AlarmRow::stop, any, "Limit of the level stop");
  t.number("clear_warning", &AlarmRow::clear_warning, any,
           "The level holds until the value is better than this");
  t.number("clear_alarm", &AlarmRow::clear_alarm, any, "As clear_warning");
  t.number("clear_stop", &AlarmRow::clear_stop, any, "As clear_warning");
  t.number("hold_s", &AlarmRow::hold_s, between(0, century_s), "Raised once it has held so long")
      .in("s")
      .or_else("0");
  t.number("hold_clear_s", &AlarmRow::hold_clear_s, between(0, century_s),
           "Left once it has not held so long")
      .in("s")
      .or_else("0");
  t.number("min_coverage", &AlarmRow::min_coverage, between(0, 1),
           "A window with less of its readings is unknown")
      .or_else("0");
  t.yes_no("latch", &AlarmRow::latch, "Only a person ends the level stop").or_else("no");
  t.references("closes", &AlarmRow::closes,
               "places|offers|receivers|stores|quarries|needs|ports|links|roads",
               "Sites and ways that stand still meanwhile; none: it closes nothing");
  t.word("closes_at", &AlarmRow::closes_at, "levels", "From this level on").or_else("stop");
  t.number("remaining", &AlarmRow::remaining, between(0, 1),
           "Share of their capacity that is left meanwhile")
      .or_else("0");
  t.source();
  t.confidence("confidence", &AlarmRow::confidence);
  t.note();
  return t.take();
}

TableSpec stops() {
  TableBuilder<Stop> t(
      "stops",
      "Sites and ways that stand still or are held back, by an alarm or a decision. Days "
      "before as_of change nothing: what was driven then is in `state`.",
      &Case::stops);
  t.id(&Stop::id);
  t.reference("site", &Stop::site,
              "places|offers|receivers|stores|quarries|needs|ports|links|roads",
              "A place (all that is there, its quay too), or one row")
      .must();
  t.day("begin", &Stop::begin, "First day").must();
  t.day("end", &Stop::end,
        "Last day; none: nobody knows, and the plan reckons with none inside the horizon");
  t.number("remaining", &Stop::remaining, between(0, 1), "Share of its capacity that is left")
      .or_else("0");
  t.source();
  t.note();
  return t.take();
}

}  // namespace

void add_monitoring_tables(std::vector<TableSpec>& tables) {
  tables.push_back(sensors());
  tables.push_back(alarms());
  tables.push_back(stops());
}

}  // namespace masseflyt::scenario
