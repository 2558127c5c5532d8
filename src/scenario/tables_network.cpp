// How masses get from one place to another.
#include "scenario/table_builder.hpp"

namespace masseflyt::scenario {
namespace {

TableSpec ports() {
  TableBuilder<Port> t("ports", "Quays and rail terminals.", &Case::ports);
  t.id(&Port::id);
  t.reference("place", &Port::place, "places", "Where it is").must();
  t.text("name", &Port::name, "What people call it");
  t.words("roles", &Port::roles, "port_roles", "What may be done there").must();
  t.text("vessel", &Port::vessel, "Largest vessel");
  t.number("throughput_t_per_month", &Port::throughput_t_per_month, between(0, 1e8),
           "What may be loaded and unloaded there in a month, together; empty: no such limit")
      .in("t");
  t.number("vessel_t", &Port::vessel_t, above_up_to(0, 500000),
           "Largest cargo of a ship that can call; the least of both ports and the link counts")
      .in("t");
  t.text("use", &Port::use, "real, hypothetical or dropped; information");
  t.yes_no("included", &Port::included, "Whether the port is planned with").or_else("yes");
  t.source();
  t.confidence("confidence", &Port::confidence);
  t.note();
  return t.take();
}

TableSpec links() {
  TableBuilder<Link> t("links", "Ways between ports, both directions.", &Case::links);
  t.id(&Link::id);
  t.reference("from", &Link::from, "ports", "One end").must();
  t.reference("to", &Link::to, "ports", "The other end").must();
  t.word("mode", &Link::mode, "modes", "By what").must();
  t.number("km", &Link::km, between(0, 20000), "Length").in("km").must();
  t.number("vessel_t", &Link::vessel_t, above_up_to(0, 500000), "Largest cargo of a ship or train")
      .in("t");
  t.number("return_share", &Link::return_share, between(0, 1),
           "Share of the ways back that carry goods of others; needs the factor sea_empty_share or "
           "rail_empty_share")
      .or_else("0");
  t.text("method", &Link::method, "How the length was found");
  t.confidence("confidence", &Link::confidence);
  return t.take();
}

TableSpec haul_prices() {
  TableBuilder<HaulPriceRow> t(
      "haul_prices",
      "Price list for hauling by road, instead of the factors truck_nok_tkm and truck_nok_t_fixed. "
      "Straight between the rows.",
      &Case::haul_prices);
  t.number("km", &HaulPriceRow::km, between(0, 5000), "Way with cargo").in("km").must();
  t.number("nok_t", &HaulPriceRow::nok_t, between(0, 1e6), "Empty way back included")
      .in("NOK/t")
      .must();
  t.source();
  t.confidence("confidence", &HaulPriceRow::confidence);
  return t.take();
}

TableSpec distances() {
  TableBuilder<Distance> t("distances", "Road distances between places, both directions.",
                           &Case::distances);
  t.key({"from", "to"});
  t.reference("from", &Distance::from, "places", "One end").must();
  t.reference("to", &Distance::to, "places", "The other end").must();
  t.number("road_km", &Distance::road_km, between(0, 5000), "Whole way").in("km").must();
  t.number("tunnel_km", &Distance::tunnel_km, between(0, 5000), "Of it in tunnels")
      .in("km")
      .or_else("0");
  t.number("built_up_km", &Distance::built_up_km, between(0, 5000),
           "Of it in built-up area outside tunnels")
      .in("km")
      .or_else("0");
  t.integer("tolls", &Distance::tolls, between(0, 1000), "Toll stations passed").or_else("0");
  return t.take();
}

TableSpec road_nodes() {
  TableBuilder<RoadNode> t("road_nodes", "Junctions of the road network.", &Case::road_nodes);
  t.id(&RoadNode::id);
  t.text("name", &RoadNode::name, "What people call it");
  t.number("x", &RoadNode::x, {}, "Longitude or easting, as the crs says").must();
  t.number("y", &RoadNode::y, {}, "Latitude or northing, as the crs says").must();
  return t.take();
}

TableSpec roads() {
  TableBuilder<Road> t("roads", "Stretches between junctions, both directions.", &Case::roads);
  t.id(&Road::id);
  t.reference("from", &Road::from, "road_nodes", "One end").must();
  t.reference("to", &Road::to, "road_nodes", "The other end").must();
  t.text("name", &Road::name, "Road number or name");
  t.number("length_km", &Road::length_km, between(0, 5000), "Whole stretch").in("km").must();
  t.number("speed_kmh", &Road::speed_kmh, above_up_to(0, 130), "Of a loaded truck")
      .in("km/h")
      .must();
  t.number("tunnel_km", &Road::tunnel_km, between(0, 5000), "Of it in tunnels")
      .in("km")
      .or_else("0");
  t.number("built_up_share", &Road::built_up_share, between(0, 1),
           "Share of the part outside tunnels that lies in built-up area")
      .or_else("0");
  t.yes_no("toll", &Road::toll, "Whether a toll is paid").or_else("no");
  t.word("kind", &Road::kind, "road_kinds", "Road or ferry").or_else("road");
  return t.take();
}

TableSpec road_ties() {
  TableBuilder<RoadTie> t("road_ties", "How places reach the road network; several each.",
                          &Case::road_ties);
  t.key({"place", "node"});
  t.reference("place", &RoadTie::place, "places", "The place").must();
  t.reference("node", &RoadTie::node, "road_nodes", "The junction").must();
  t.number("km", &RoadTie::km, between(0, 1000), "Way between them").in("km").must();
  return t.take();
}

}  // namespace

void add_network_tables(std::vector<TableSpec>& tables) {
  tables.push_back(ports());
  tables.push_back(links());
  tables.push_back(haul_prices());
  tables.push_back(distances());
  tables.push_back(road_nodes());
  tables.push_back(roads());
  tables.push_back(road_ties());
}

}  // namespace masseflyt::scenario
