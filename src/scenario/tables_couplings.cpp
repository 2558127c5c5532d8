// What couples masses with each other: by-products, openings, blends, daily loads.
#include "scenario/table_builder.hpp"

namespace masseflyt::scenario {
namespace {

constexpr double most = 1e9;

TableSpec byproducts() {
  TableBuilder<ByproductRow> t(
      "byproducts",
      "What a process makes besides its product. It leaves the store in the month in which it "
      "arises, for whoever takes its group of masses.",
      &Case::byproducts);
  t.key({"process", "material", "grade", "class"});
  t.reference("process", &ByproductRow::process, "processes", "Where it arises").must();
  t.word("material", &ByproductRow::material, "materials", "What it is").must();
  t.word("grade", &ByproductRow::grade, "grades", "Of rock");
  t.word("class", &ByproductRow::condition_class, "classes", "How clean it is").must();
  t.number("share", &ByproductRow::share, above_up_to(0, 1), "Tonnes per tonne that goes in")
      .in("t/t")
      .must();
  t.source();
  t.confidence("confidence", &ByproductRow::confidence);
  t.note();
  return t.take();
}

TableSpec openings() {
  TableBuilder<Opening> t(
      "openings",
      "Phases of sites that are not open yet: the plan decides whether, and when. A site with "
      "rows here takes nothing before the first of them is ready; what its phases give adds up.",
      &Case::openings);
  t.id(&Opening::id);
  t.text("name", &Opening::name, "What people call it");
  t.reference("site", &Opening::site, "receivers|stores", "What is opened").must();
  t.reference("area", &Opening::area, "areas",
              "Where it lies; one that breaks a siting rule stays closed");
  t.month("decide_from", &Opening::decide_from, "First month in which it can be decided");
  t.month("decide_to", &Opening::decide_to, "Last such month; none: only the first");
  t.integer("every_months", &Opening::every_months, between(1, 120),
            "Decisions so many months apart are looked at")
      .in("months")
      .or_else("12");
  t.integer("lead_months", &Opening::lead_months, between(0, 600),
            "From the decision to the first mass")
      .in("months")
      .or_else("0");
  t.number("cost_nok", &Opening::cost_nok, between(0, 1e11), "Once").in("NOK").or_else("0");
  t.number("cost_co2e_kg", &Opening::cost_co2e_kg, between(0, 1e11), "Once")
      .in("kg CO2e")
      .or_else("0");
  t.number("yearly_nok", &Opening::yearly_nok, between(0, 1e10),
           "While it is open: to the end of its window, or of the horizon")
      .in("NOK/year")
      .or_else("0");
  t.number("capacity_t_per_year", &Opening::capacity_t_per_year, between(0, most),
           "May come in, a twelfth of it each month; none: as much as the site takes")
      .in("t/year");
  t.number("room_t", &Opening::room_t, between(0, most),
           "Of a store: may lie there at one time; of a receiver: may ever come in; none: as the "
           "site says")
      .in("t");
  t.reference("after", &Opening::after, "openings", "Phase that has to be ready before this one");
  t.month("decided", &Opening::decided,
          "Decided already: a fact, and its cost is not the plan's any more");
  t.included();
  t.confidence("confidence", &Opening::confidence);
  t.note();
  return t.take();
}

TableSpec blends() {
  TableBuilder<Blend> t(
      "blends",
      "What a need asks of the mean of a quality, weighed by mass. What comes as dug and what "
      "stores keep apart meet at the need.",
      &Case::blends);
  t.id(&Blend::id);
  t.reference("need", &Blend::need, "needs", "Where they meet").must();
  t.text("quality", &Blend::quality, "Of the table qualities").must();
  t.number("most", &Blend::most, between(-1e4, 1e4), "At most; none: no such limit");
  t.number("least", &Blend::least, between(-1e4, 1e4), "At least; none: no such limit");
  t.text("unit", &Blend::unit, "Of both");
  t.word("per", &Blend::per, "blend_spans", "Over which the mean is taken").or_else("month");
  t.number("virgin_value", &Blend::virgin_value, between(-1e4, 1e4),
           "Of virgin material; none: it is not counted, and the rest keeps the limit alone");
  t.source();
  t.confidence("confidence", &Blend::confidence);
  t.note();
  return t.take();
}

TableSpec qualities() {
  TableBuilder<QualityRow> t("qualities", "Qualities of groups of masses, as they come to a need.",
                             &Case::qualities);
  t.key({"quality", "material", "grade", "class"});
  t.text("quality", &QualityRow::quality, "Its name").must();
  t.word("material", &QualityRow::material, "materials", "Of the masses").must();
  t.word("grade", &QualityRow::grade, "grades", "Of rock");
  t.word("class", &QualityRow::condition_class, "classes", "How clean they are").must();
  t.number("value", &QualityRow::value, between(-1e4, 1e4), "In the unit of the blends").must();
  t.source();
  t.confidence("confidence", &QualityRow::confidence);
  t.note();
  return t.take();
}

TableSpec load_limits() {
  TableBuilder<LoadLimit> t(
      "load_limits",
      "Truckloads a day that a site or a stretch of road bears, in the plan by months. Masses "
      "count as they go in where a process makes less of them; virgin rock that is bought has no "
      "month in the plan and does not count. What goes to a far receiver counts at the place that "
      "it leaves, and on no stretch, for its way is not known. What a limit holds back is told as "
      "unplaced. A day of trucks has sites and road_limits.",
      &Case::load_limits);
  t.id(&LoadLimit::id);
  t.reference("place", &LoadLimit::place, "places",
              "Loads that come there and that leave, together; or `road`");
  t.reference("road", &LoadLimit::road, "roads",
              "Loads whose way passes the stretch, both directions together; or `place`");
  t.number("loads_per_day", &LoadLimit::loads_per_day, between(0, 1e6), "Loaded trucks")
      .in("loads/day")
      .must();
  t.number("days_per_month", &LoadLimit::days_per_month, above_up_to(0, 31),
           "On which is driven, on average")
      .in("days")
      .must();
  t.number("load_t", &LoadLimit::load_t, above_up_to(0, 1000),
           "Of one load; none: the factor truck_load_t")
      .in("t");
  t.month("begin", &LoadLimit::begin, "First month; none: from the beginning");
  t.month("end", &LoadLimit::end, "Last month; none: to the end");
  t.source();
  t.confidence("confidence", &LoadLimit::confidence);
  t.note();
  return t.take();
}

}  // namespace

void add_coupling_tables(std::vector<TableSpec>& tables) {
  tables.push_back(byproducts());
  tables.push_back(openings());
  tables.push_back(blends());
  tables.push_back(qualities());
  tables.push_back(load_limits());
}

}  // namespace masseflyt::scenario
