// What the rest stands on: assumptions, variants, what really happened, areas.
#include "scenario/table_builder.hpp"

namespace masseflyt::scenario {
namespace {

TableSpec assumptions() {
  TableBuilder<Assumption> t(
      "assumptions", "What is not known, each with a range, and all factors.", &Case::assumptions);
  t.key({"key", "ids"});
  t.text("key", &Assumption::key, "Name; of a factor, the name of the factor").must();
  t.text("target", &Assumption::target, "factors, or table.column of the rows in `ids`").must();
  t.word("operation", &Assumption::operation, "operations",
         "set: the column becomes the value; scale: column x value / point")
      .or_else("set");
  t.texts("ids", &Assumption::ids, "Rows it applies to; none for a factor");
  t.value("low", &Assumption::low, "Lowest that is likely").must();
  t.value("point", &Assumption::point, "Used unless something else is said").must();
  t.value("high", &Assumption::high, "Highest that is likely").must();
  t.text("unit", &Assumption::unit, "Of the three values");
  t.text("why", &Assumption::why, "Where the figures come from");
  t.source();
  t.confidence("confidence", &Assumption::confidence);
  t.yes_no("vary", &Assumption::vary, "Whether savings are printed with the range of this one")
      .or_else("no");
  return t.take();
}

TableSpec variants() {
  TableBuilder<VariantRow> t(
      "variants", "What to overwrite for each option of each variant, one column in a row.",
      &Case::variants);
  t.text("variant", &VariantRow::variant, "The question").must();
  t.text("option", &VariantRow::option, "One answer").must();
  t.yes_no("is_default", &VariantRow::is_default, "Whether that answer is the default")
      .or_else("no");
  t.text("table", &VariantRow::table,
         "Where the column stands; header for a top-level key; none: the option changes nothing");
  t.texts("ids", &VariantRow::ids, "Rows that are changed");
  t.text("column", &VariantRow::column, "Column that is changed");
  t.value("value", &VariantRow::value, "What it becomes; a list joined by ';'");
  t.source();
  t.confidence("confidence", &VariantRow::confidence);
  t.note();
  return t.take();
}

TableSpec observed() {
  TableBuilder<ObservedFlow> t("observed", "Flows that really took place.", &Case::observed);
  t.id(&ObservedFlow::id);
  t.references("offers", &ObservedFlow::offers, "offers|EXT", "From; EXT: outside the scenario")
      .must();
  t.references("receivers", &ObservedFlow::receivers, "receivers|stores|quarries|needs|places|EXT",
               "To; EXT: outside the scenario")
      .must();
  t.reference("port", &ObservedFlow::port, "ports", "By way of");
  t.number("tonnes", &ObservedFlow::tonnes, between(0, 1e9), "How much; none: not known").in("t");
  t.month("begin", &ObservedFlow::begin, "First month").must();
  t.month("end", &ObservedFlow::end, "Last month").must();
  t.text("mode", &ObservedFlow::mode, "By what");
  t.text("tests", &ObservedFlow::tests, "What of a plan it can be compared with");
  t.source();
  t.confidence("confidence", &ObservedFlow::confidence);
  t.note();
  return t.take();
}

TableSpec state() {
  TableBuilder<Load> t(
      "state",
      "Loads that were driven: facts, whatever was planned. Each takes its mass from what is left "
      "of its offer and from the room of the place it went to.",
      &Case::state);
  t.id(&Load::id);
  t.reference("offer", &Load::offer, "offers", "Whose mass it is").must();
  t.reference("destination", &Load::destination, "receivers|stores|quarries|needs", "Where it went")
      .must();
  t.number("tonnes", &Load::tonnes, above_up_to(0, 1e9), "As weighed").in("t").must();
  t.day("day", &Load::day, "When it arrived; inside the horizon").must();
  t.reference("from_store", &Load::from_store, "stores",
              "The store it left; none: the place of the offer");
  t.word("grade", &Load::grade, "grades",
         "Of rock; none: not known, shared out among what the place takes");
  t.word("class", &Load::condition_class, "classes",
         "none: not known, shared out among what the place takes");
  t.number("held_t", &Load::held_t, between(0, 1e9),
           "Of a load into a store: so much of it must not leave, on hold or not tested; it takes "
           "room, and nothing is planned with it")
      .in("t");
  t.source();
  t.note();
  return t.take();
}

TableSpec areas() {
  TableBuilder<Area> t("areas", "Areas that could become a store or a fill.", &Case::areas);
  t.id(&Area::id);
  t.text("name", &Area::name, "What people call it");
  t.reference("place", &Area::place, "places", "The place it would be");
  t.text("kind", &Area::kind, "What it is today");
  t.number("area_daa", &Area::area_daa, between(0, 1e7), "Size, 1 daa = 1000 m2").in("daa").must();
  t.texts("roles", &Area::roles, "What it could be used for");
  t.source();
  t.confidence("confidence", &Area::confidence);
  t.note();
  t.text("plan_status", &Area::plan_status, "What the municipality's plan says of it");
  t.number("slope_percent", &Area::slope_percent, between(0, 1000), "Steepest, over the area")
      .in("%");
  return t.take();
}

TableSpec siting_rules() {
  TableBuilder<SitingRule> t("siting_rules", "What an area has to keep to be a candidate.",
                             &Case::siting_rules);
  t.id(&SitingRule::id);
  t.word("kind", &SitingRule::kind, "siting_kinds", "What is asked of the area").must();
  t.text("layer", &SitingRule::layer, "GeoJSON layer, for distance and overlap");
  t.number("distance_m", &SitingRule::distance_m, between(0, 1e6),
           "Of distance: at least so far from every shape of the layer")
      .in("m");
  t.number("slope_percent", &SitingRule::slope_percent, between(0, 1000), "Of slope: at most")
      .in("%");
  t.texts("allowed", &SitingRule::allowed, "Of plan_status: the statuses that are allowed");
  t.text("name", &SitingRule::name, "What the rule protects, in English");
  t.text("name_nb", &SitingRule::name_nb, "In Norwegian bokmål");
  t.source();
  t.confidence("confidence", &SitingRule::confidence);
  t.note();
  return t.take();
}

}  // namespace

void add_reference_tables(std::vector<TableSpec>& tables) {
  tables.push_back(assumptions());
  tables.push_back(variants());
  tables.push_back(observed());
  tables.push_back(state());
  tables.push_back(areas());
  tables.push_back(siting_rules());
}

}  // namespace masseflyt::scenario
