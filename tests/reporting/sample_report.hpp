// sample_report.hpp — a report as the Oslo region might have one: invented tonnes, real geography.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/reporting/report.hpp>

namespace masseflyt::reporting::sample {

/// What stands on one place of the map.
struct Site {
  const char* id;
  const char* name;
  const char* municipality;
  const char* role;
  double longitude, latitude;
};

constexpr Site sites[] = {
    {"S01", "Huseby: caverns", "Oslo", "offer", 10.6690, 59.9440},
    {"S02", "Vefsrud: bored tunnel", "Lier", "offer", 10.3385, 59.9400},
    {"S04", "Stubberud: bored tunnel", "Oslo", "offer", 10.8560, 59.9200},
    {"S06", "Fornebu station: rock", "Bærum", "offer", 10.6155, 59.8960},
    {"S07", "Fornebu station: soil", "Bærum", "offer", 10.6155, 59.8960},
    {"S09", "Skøyen and Madserud", "Oslo", "offer", 10.6810, 59.9230},
    {"S12", "Høviktunnelen", "Bærum", "offer", 10.5700, 59.8975},
    {"S25", "Regjeringskvartalet", "Oslo", "offer", 10.7450, 59.9160},
    {"S26", "Drammenstunnelen", "Drammen", "offer", 10.2200, 59.7020},
    {"S28", "Kovestadtunnelen", "Lier", "offer", 10.3170, 59.7335},
    {"S31", "Oslofjord link, east", "Frogn", "offer", 10.6530, 59.6900},
    {"S44", "Nye Aker sykehus", "Oslo", "offer", 10.7990, 59.9400},
    {"K02", "Drammen port, Holmen", "Drammen", "receiver", 10.2350, 59.7335},
    {"K04", "Gilhusbukta", "Lier", "receiver", 10.2790, 59.7480},
    {"K05", "Lynetteholm, Copenhagen", "København", "need", 12.6150, 55.7060},
    {"K10", "Steinskogen quarry", "Bærum", "quarry", 10.4920, 59.9270},
    {"K11", "Lierskogen quarry", "Lier", "quarry", 10.3560, 59.8110},
    {"K12", "Vinterbro quarry", "Ås", "quarry", 10.7710, 59.7250},
    {"K14", "Bjønndalen quarry", "Nittedal", "quarry", 10.8920, 60.0160},
    {"K17", "Rogndalsbekken", "Ullensaker", "receiver", 11.1750, 60.0920},
    {"K19", "Langøya", "Holmestrand", "receiver", 10.3720, 59.4940},
    {"K21", "Lindum Drammen", "Drammen", "receiver", 10.2080, 59.7080},
    {"K32", "Nordlandsdalen", "Bærum", "receiver", 10.3980, 59.9480},
    {"K34", "Lyngås pit", "Lier", "receiver", 10.2900, 59.7850},
    {"N35b", "Market of Lierskogen", "Lier", "need", 10.3560, 59.8110},
    {"N29", "E18 base course", "Asker", "need", 10.4900, 59.8450},
    {"K31", "Toverud store", "Bærum", "store", 10.4050, 59.9440},
    {"K37", "Fornebu crushing terminal", "Bærum", "store", 10.6120, 59.8940},
    {"K27", "Grønlia terminal", "Oslo", "store", 10.7585, 59.8985},
    {"P01", "Grønlia quay", "Oslo", "port", 10.7560, 59.8975},
    {"P12", "Langøya quay", "Holmestrand", "port", 10.3760, 59.4945},
    {"P08", "Drammen Holmen quay", "Drammen", "port", 10.2420, 59.7330},
    {"P15", "Lynetteholm quay", "København", "port", 12.6250, 55.7080},
};

/// Place of an id. Precondition: it is one of `sites`.
PlaceIndex place(std::string_view id);

/// Twelve offers, fifteen destinations, three stores, two years and ways by sea; a plan of least
/// cost, two others, a baseline, facts and every kind of table. No two calls differ.
Report report();

/// The same with names that try to be markup and formulas.
Report hostile_report();

}  // namespace masseflyt::reporting::sample
