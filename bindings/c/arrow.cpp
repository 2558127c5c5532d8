// Movements as one Arrow struct array.
#include <vector>

#include "arrow_table.hpp"
#include "flows.hpp"

namespace masseflyt::c_face {

using reporting::Movement;

Result<void> to_arrow(const std::vector<Movement>& movements, ArrowSchema* schema,
                      ArrowArray* array) {
  ArrowTable<Movement> table(movements);
  table.words("offer", &Movement::offer)
      .words("party", &Movement::party)
      .words("group", &Movement::group)
      .words("material", &Movement::material)
      .words("grade", &Movement::grade)
      .words("class", &Movement::condition_class)
      .words("kind", [](const Movement& m) { return reporting::name(m.kind, false); })
      .words("source", &Movement::source)
      .words("destination", &Movement::destination)
      .months("period", [](const Movement& m) { return m.month; })
      .integers("kg", [](const Movement& m) { return m.kg; })
      .numbers("km", [](const Movement& m) { return m.route.sums.km; })
      .numbers("road_km", [](const Movement& m) { return m.route.sums.road_km; })
      .numbers("exposure_vkm", &exposure_vkm)
      .numbers("total_nok", &total_nok)
      .numbers("total_co2e_kg", &total_co2e_kg);
  return table.move_to(schema, array);
}

}  // namespace masseflyt::c_face
