// Movements as one Arrow struct array.
#include <string_view>
#include <vector>

#include "arrow_table.hpp"
#include "flows.hpp"

namespace masseflyt::c_face {

using reporting::Movement;

Result<void> to_arrow(const std::vector<Movement>& movements, ArrowSchema* schema,
                      ArrowArray* array) {
  ArrowTable<Movement> table(movements);
  const auto text = [](std::string Movement::*member) {
    return [member](const Movement& m) { return std::string_view(m.*member); };
  };
  table.words("offer", text(&Movement::offer))
      .words("party", text(&Movement::party))
      .words("group", text(&Movement::group))
      .words("material", text(&Movement::material))
      .words("grade", text(&Movement::grade))
      .words("class", text(&Movement::condition_class))
      .words("kind", [](const Movement& m) { return reporting::name(m.kind, false); })
      .words("source", text(&Movement::source))
      .words("destination", text(&Movement::destination))
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
