// Offers and needs, and where they are.
#include "scenario/table_builder.hpp"

namespace masseflyt::scenario {
namespace {

constexpr double most = 1e9;  // a thousand million tonnes: nobody has that much in one row

TableSpec places() {
  TableBuilder<Place> t("places", "Points on the map that other tables refer to.", &Case::places);
  t.id(&Place::id);
  t.text("name", &Place::name, "What people call it");
  t.text("municipality", &Place::municipality, "Where it lies");
  t.number("x", &Place::x, {}, "Longitude or easting, as the crs says").must();
  t.number("y", &Place::y, {}, "Latitude or northing, as the crs says").must();
  t.yes_no("road_access", &Place::road_access, "no: reached only by way of its port")
      .or_else("yes");
  t.reference("port", &Place::port, "ports", "Quay that serves the place");
  t.number("port_km", &Place::port_km, between(0, 1000), "Way between the place and that quay")
      .in("km")
      .or_else("0");
  t.yes_no("outside", &Place::outside, "yes: may lie outside the bounds").or_else("no");
  t.source();
  t.confidence("confidence", &Place::confidence);
  return t.take();
}

TableSpec parties() {
  TableBuilder<Party> t("parties", "Who gives, takes, carries or decides.", &Case::parties);
  t.id(&Party::id);
  t.text("name", &Party::name, "Name of the organisation").must();
  t.text("role", &Party::role, "What it does here");
  t.source();
  return t.take();
}

TableSpec materials() {
  TableBuilder<Material> t("materials", "Own materials, or other figures for built-in ones.",
                           &Case::materials);
  t.id(&Material::id);
  t.text("name", &Material::name, "In English");
  t.text("name_nb", &Material::name_nb, "In Norwegian bokmål");
  const Range density = above_up_to(0, 10);
  t.number("t_per_bank_m3", &Material::t_per_bank_m3, density, "Tonnes in a bank m3")
      .in("t/m3")
      .must();
  t.number("t_per_bank_m3_low", &Material::t_per_bank_m3_low, density, "Lowest that is likely")
      .in("t/m3");
  t.number("t_per_bank_m3_high", &Material::t_per_bank_m3_high, density, "Highest that is likely")
      .in("t/m3");
  t.number("loose_per_bank", &Material::loose_per_bank, between(0.5, 3),
           "Loose m3 from one bank m3")
      .in("m3/m3");
  t.number("placed_per_bank", &Material::placed_per_bank, between(0.5, 3),
           "Placed m3 from one bank m3")
      .in("m3/m3");
  t.source();
  t.confidence("confidence", &Material::confidence);
  return t.take();
}

/// How far a row has come, and who may see what of it.
template <typename Row>
void in_the_market(TableBuilder<Row>& t) {
  t.word("stage", &Row::stage, "stages", "draft, delivered and withdrawn are not planned with")
      .or_else("open");
  t.word("privacy", &Row::privacy, "privacies",
         "coarse: place and owner are hidden from others until a deal is accepted");
}

void offer_amount(TableBuilder<Offer>& t) {
  t.number("amount", &Offer::amount, between(0, most), "How much there is, in `unit`").must();
  t.number("amount_low", &Offer::amount_low, between(0, most), "Least; default: amount");
  t.number("amount_high", &Offer::amount_high, between(0, most), "Most; default: amount");
  t.word("unit", &Offer::unit, "units", "Of the amounts").must();
  t.word("state", &Offer::state, "states",
         "Which m3: bank (before loosening), loose (on the truck) or placed; never with tonnes");
  t.number("t_per_bank_m3", &Offer::t_per_bank_m3, above_up_to(0, 10),
           "Default: the figure of the material")
      .in("t/m3");
}

TableSpec offers() {
  TableBuilder<Offer> t("offers", "Masses that somebody has to get rid of.", &Case::offers);
  t.id(&Offer::id);
  t.text("name", &Offer::name, "What people call it");
  t.reference("party", &Offer::party, "parties", "Who has them");
  t.reference("place", &Offer::place, "places", "Where they come up").must();
  t.word("material", &Offer::material, "materials", "What it is").must();
  t.word("excavation", &Offer::excavation, "excavations",
         "How it is dug; picks the volume factor of rock");
  offer_amount(t);
  t.month("begin", &Offer::begin, "First month").must();
  t.month("end", &Offer::end, "Last month; the amount is spread evenly").must();
  t.number("hard_share", &Offer::hard_share, between(0, 1),
           "Of rock: share fit for base course and better")
      .or_else("0");
  t.number("not_clean_share", &Offer::not_clean_share, between(0, 1),
           "Share of the tonnes that is not clean")
      .or_else("0");
  t.shares("not_clean_split", &Offer::not_clean_split, "unclean_classes",
           "What that share consists of; sums to 1");
  t.number("internal_t", &Offer::internal_t, between(0, most), "Used inside its own project")
      .in("t")
      .or_else("0");
  t.reference("internal_need", &Offer::internal_need, "needs", "The need that takes it");
  t.included();
  t.text("quality", &Offer::quality, "What is known of it");
  t.confidence("confidence_amount", &Offer::confidence_amount);
  t.confidence("confidence_period", &Offer::confidence_period);
  t.confidence("confidence_grade", &Offer::confidence_grade);
  t.confidence("confidence_class", &Offer::confidence_class);
  t.confidence("confidence_internal", &Offer::confidence_internal);
  t.note();
  in_the_market(t);
  return t.take();
}

TableSpec needs() {
  TableBuilder<Need> t("needs", "Masses that somebody wants.", &Case::needs);
  t.id(&Need::id);
  t.reference("place", &Need::place, "places", "Where they are wanted").must();
  t.text("name", &Need::name, "What people call it");
  t.text("part_of", &Need::part_of, "Market or project it is a part of");
  t.word("product", &Need::product, "products", "What quality is wanted").must();
  t.words("materials", &Need::materials, "materials", "What it may be made of").must();
  t.number("min_amount", &Need::min_amount, between(0, most), "Least that must come, in `unit`")
      .or_else("0");
  t.number("max_amount", &Need::max_amount, between(0, most), "Most that can be used").must();
  t.word("unit", &Need::unit, "units", "Of the amounts").must();
  t.word("state", &Need::state, "states", "Which m3; never with tonnes");
  t.word("per", &Need::per, "per", "Whether the amounts are of the whole window or of each year")
      .or_else("total");
  t.references("from_offers", &Need::from_offers, "offers", "Only these; none: all");
  t.month("begin", &Need::begin, "First month").must();
  t.month("end", &Need::end, "Last month").must();
  t.number("low_share_max", &Need::low_share_max, between(0, 1),
           "Of crushed_any: how much may be of the low grade");
  t.word("otherwise", &Need::otherwise, "otherwise",
         "What fills the part that no offer does: virgin rock or nothing")
      .or_else("nothing");
  t.included();
  t.confidence("confidence_amount", &Need::confidence_amount);
  t.confidence("confidence_window", &Need::confidence_window);
  t.confidence("confidence_rules", &Need::confidence_rules);
  t.text("published", &Need::published, "The figure as it was published");
  t.note();
  in_the_market(t);
  t.number("benefit_nok_t", &Need::benefit_nok_t, between(-most, most),
           "What a tonne is worth to whoever needs it; information for settling")
      .in("NOK/t");
  add_purpose(t, &Need::purpose);
  add_lot_rules(t, &Need::lots);
  return t.take();
}

TableSpec deals() {
  TableBuilder<Deal> t("deals", "Deals between an offer and a place.", &Case::deals);
  t.id(&Deal::id);
  t.reference("offer", &Deal::offer, "offers", "Whose masses").must();
  t.reference("destination", &Deal::destination, "receivers|stores|quarries|needs", "Where they go")
      .must();
  t.text("group", &Deal::group, "Group of masses, as rock-hard-clean; none: any of the offer");
  t.number("tonnes", &Deal::tonnes, between(0, most), "At least so much").in("t").must();
  t.month("begin", &Deal::begin, "First month").must();
  t.month("end", &Deal::end, "Last month; when in between is up to the plan").must();
  t.word("stage", &Deal::stage, "stages", "agreed and under_way stay in every plan")
      .or_else("agreed");
  t.number("price_nok_t", &Deal::price_nok_t, between(-most, most),
           "What was agreed; information for settling")
      .in("NOK/t");
  t.number("penalty_nok_t", &Deal::penalty_nok_t, between(0, 1e6),
           "Price of a tonne that is not delivered")
      .in("NOK/t")
      .or_else("1000");
  t.source();
  t.note();
  return t.take();
}

TableSpec samples() {
  TableBuilder<Sample> t("samples", "Laboratory results, one analyte in a row.", &Case::samples);
  t.key({"id", "analyte"});
  t.text("id", &Sample::id, "Name of the sample").must();
  t.reference("offer", &Sample::offer, "offers", "What was sampled").must();
  t.text("analyte", &Sample::analyte, "Substance or property").must();
  t.text("value", &Sample::value, "As reported: 12.5, <0.03, nd").must();
  t.text("unit", &Sample::unit, "mg/kg, ...").must();
  return t.take();
}

}  // namespace

void add_place_tables(std::vector<TableSpec>& tables) {
  tables.push_back(parties());
  tables.push_back(places());
  tables.push_back(materials());
}

void add_mass_tables(std::vector<TableSpec>& tables) {
  tables.push_back(offers());
  tables.push_back(needs());
  tables.push_back(deals());
  tables.push_back(samples());
}

}  // namespace masseflyt::scenario
