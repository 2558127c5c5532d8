// Where masses may go: receivers, stores with their processes, quarries.
#include "scenario/table_builder.hpp"

namespace masseflyt::scenario {
namespace {

constexpr double most = 1e9;

/// What receivers and stores say in the same words.
template <typename Row>
void takes(TableBuilder<Row>& t) {
  t.id(&Row::id);
  t.reference("place", &Row::place, "places", "Where it is").must();
  t.text("name", &Row::name, "What people call it");
}

template <typename Row>
void rules(TableBuilder<Row>& t) {
  t.words("materials", &Row::materials, "materials", "Complete: what is not listed is not taken")
      .must();
  t.words("classes", &Row::classes, "classes", "Complete: what is not listed is not taken").must();
}

template <typename Row>
void customers(TableBuilder<Row>& t) {
  t.references("exclusive_to", &Row::exclusive_to, "offers", "Only these; none: all");
  t.references("intended_for", &Row::intended_for, "offers",
               "Named together by the source; information");
}

template <typename Row>
void window(TableBuilder<Row>& t) {
  t.month("open_from", &Row::open_from, "First month it takes masses").must();
  t.month("open_to", &Row::open_to, "Last month").must();
  t.included();
  t.confidence("confidence_capacity", &Row::confidence_capacity);
  t.confidence("confidence_window", &Row::confidence_window);
  t.confidence("confidence_rules", &Row::confidence_rules);
}

TableSpec receivers() {
  TableBuilder<Receiver> t("receivers", "Fills, landfills, treatment plants and pits to be filled.",
                           &Case::receivers);
  takes(t);
  t.word("kind", &Receiver::kind, "receiver_kinds", "What becomes of the masses").must();
  rules(t);
  customers(t);
  t.keyed("fees", &Receiver::fees, "classes", "Per class, the factor that is its gate fee, NOK/t");
  t.number("throughput_t_per_year", &Receiver::throughput_t_per_year, between(0, most),
           "May come in per year, gross; none: no such limit")
      .in("t/year");
  t.number("lifetime_t", &Receiver::lifetime_t, between(0, most),
           "May ever come in, gross; none: no such limit")
      .in("t");
  t.month("lifetime_as_of", &Receiver::lifetime_as_of, "From when the lifetime is counted");
  t.number("background_share", &Receiver::background_share, between(0, 1),
           "Share of the yearly figure that others use")
      .or_else("0");
  window(t);
  t.text("published", &Receiver::published, "The figure as it was published");
  t.note();
  t.number("benefit_nok_t", &Receiver::benefit_nok_t, between(-most, most),
           "What a tonne is worth to it; information for settling")
      .in("NOK/t");
  add_permit(t, &Receiver::permit);
  add_purpose(t, &Receiver::purpose);
  add_lot_rules(t, &Receiver::lots);
  return t.take();
}

TableSpec stores() {
  TableBuilder<Store> t("stores", "Places that keep masses for later; what goes in must come out.",
                        &Case::stores);
  takes(t);
  rules(t);
  customers(t);
  t.number("stock_t", &Store::stock_t, between(0, most), "May lie there at one time")
      .in("t")
      .must();
  t.number("throughput_t_per_year", &Store::throughput_t_per_year, between(0, most),
           "May come in per year, gross")
      .in("t/year")
      .must();
  t.number("lifetime_t", &Store::lifetime_t, between(0, most),
           "May ever come in; none: no such limit")
      .in("t");
  t.number("background_share", &Store::background_share, between(0, 1),
           "Share of the yearly figure that others use")
      .or_else("0");
  t.shares(
      "group_shares", &Store::group_shares, "",
      "Share of stock and throughput per group of masses; sums to at most 1. None: groups share "
      "them, and months their year, as the plan finds best");
  window(t);
  t.text("published", &Store::published, "The figure as it was published");
  t.note();
  add_permit(t, &Store::permit);
  add_lot_rules(t, &Store::lots);
  return t.take();
}

TableSpec processes() {
  TableBuilder<Process> t("processes", "What a store can make of what lies in it.",
                          &Case::processes);
  t.id(&Process::id);
  t.reference("store", &Process::store, "stores", "Where it happens").must();
  t.text("name", &Process::name, "What people call it");
  t.word("product", &Process::product, "products", "What comes out").must();
  t.words("grades", &Process::grades, "grades", "Of rock that may go in; none: any");
  t.number("capacity_t_per_year", &Process::capacity_t_per_year, between(0, most),
           "Of what goes in; none: the throughput of the store")
      .in("t/year");
  t.number("yield", &Process::yield, above_up_to(0, 2),
           "Product out per tonne in; what is neither product nor by-product is disposed of as "
           "clean")
      .in("t/t")
      .or_else("1");
  t.reference("cost_factor", &Process::cost_factor, "factors", "Cost per tonne in, a factor");
  t.reference("co2e_factor", &Process::co2e_factor, "factors", "CO2e per tonne in, a factor");
  t.source();
  t.confidence("confidence", &Process::confidence);
  t.note();
  t.word("method", &Process::method, "methods", "How; information");
  t.words("materials", &Process::materials, "materials",
          "What may go in; none: rock and bored rock of `grades`");
  t.words("classes", &Process::classes, "classes",
          "What may go in; none: any that the store takes");
  t.word("product_class", &Process::product_class, "classes",
         "Of the product, where that is another one: washing; none: as what went in");
  t.number("added", &Process::added, between(0, 1), "Binder or water that is added, per tonne in")
      .in("t/t")
      .or_else("0");
  return t.take();
}

TableSpec quarries() {
  TableBuilder<Quarry> t("quarries", "Take surplus rock for crushing, and sell virgin rock.",
                         &Case::quarries);
  takes(t);
  t.words("materials", &Quarry::materials, "materials", "What is taken in").must();
  t.words("grades", &Quarry::grades, "grades", "Of rock: which grades are taken in").must();
  t.words("classes", &Quarry::classes, "classes", "What is taken in").must();
  t.number("soft_share_max", &Quarry::soft_share_max, between(0, 1),
           "Of the room: soft and bored rock and soil together")
      .or_else("0");
  t.number("intake_t_per_year", &Quarry::intake_t_per_year, between(0, most),
           "May come in per year, gross")
      .in("t/year")
      .must();
  t.number("background_share", &Quarry::background_share, between(0, 1),
           "Share of the yearly figure that others use")
      .or_else("0");
  t.number("virgin_t_per_year", &Quarry::virgin_t_per_year, between(0, most), "Own rock for sale")
      .in("t/year")
      .or_else("0");
  t.number("virgin_price_nok_t", &Quarry::virgin_price_nok_t, between(0, 1e5),
           "Of own rock, at the gate")
      .in("NOK/t")
      .or_else("0");
  t.number("virgin_co2_kg_t", &Quarry::virgin_co2_kg_t, between(0, 1e4), "Of own rock, at the gate")
      .in("kg CO2e/t")
      .or_else("0");
  t.words("products", &Quarry::products, "products", "What it makes of own rock");
  window(t);
  t.confidence("confidence_virgin", &Quarry::confidence_virgin);
  t.note();
  return t.take();
}

}  // namespace

void add_destination_tables(std::vector<TableSpec>& tables) {
  tables.push_back(receivers());
  tables.push_back(stores());
  tables.push_back(processes());
  tables.push_back(quarries());
}

}  // namespace masseflyt::scenario
