// epcis_map.hpp — which EPCIS event stands for which kind of event; used in both directions.
// Source of the mapping: the activities of EPCIS 2.0 and CBV 2.0 for bulk masses, told in
// docs/methods/exchange.md.
#pragma once

#include <string>
#include <string_view>

#include <masseflyt/traceability/event.hpp>

namespace masseflyt::traceability {

struct EpcisShape {
  EventKind kind;
  std::string_view type;    ///< empty: EPCIS has no such event, ours gets a type of its own
  std::string_view action;  ///< empty: a transformation has none
  std::string_view step;
  std::string_view disposition;
  bool stays;  ///< the masses are at the place afterwards
};

/// Of any kind; what is no movement of masses (party, key, place, document), and water, adjust and
/// withdraw have an empty type.
const EpcisShape& epcis_shape(EventKind kind);

/// For a hold and its release.
inline constexpr std::string_view held = "unavailable";

/// The local name of our namespace, as documents write it.
inline constexpr std::string_view epcis_prefix = "masse:";

/// An id as a URI behind `base`, and back. An id that is a URI itself stays one.
std::string epcis_uri(std::string_view base, std::string_view folder, std::string_view id);
std::string epcis_id(std::string_view base, std::string_view folder, std::string_view uri);

inline constexpr std::string_view lot_folder = "lot/", load_folder = "load/", party_folder = "org/",
                                  place_folder = "place/", document_folder = "doc/",
                                  event_folder = "event/", run_folder = "run/";

}  // namespace masseflyt::traceability
