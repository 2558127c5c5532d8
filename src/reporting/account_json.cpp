#include <masseflyt/reporting/report.hpp>

#include "reporting/account_fields.hpp"

namespace masseflyt::reporting {
namespace {

using Layout = JsonWriter::Layout;

template <typename Key>
void write_map(JsonWriter& out, std::string_view key, const std::map<Key, double>& figures,
               int decimals) {
  out.open_object(key, Layout::row);
  for (const auto& [name, figure] : figures) {
    if constexpr (std::is_integral_v<Key>)
      out.member(std::to_string(name), figure, decimals);
    else
      out.member(name, figure, decimals);
  }
  out.close();
}

void write_savings(JsonWriter& out, const std::vector<SavingRow>& savings) {
  out.open_array("savings");
  for (const SavingRow& row : savings) {
    out.open_object(Layout::row);
    out.member("objective", row.objective);
    out.member("figure", row.figure);
    out.member("baseline", row.baseline, 3);
    out.member("plan", row.plan, 3);
    out.member("saving", row.baseline - row.plan, 3);
    out.member("low", row.low, 3);
    out.member("high", row.high, 3);
    out.close();
  }
  out.close();
}

}  // namespace

std::vector<AccountFigure> account_figures(const Account& a) {
  return {
      {"surplus_t", a.surplus_t, 3},
      {"internal_t", a.internal_t, 3},
      {"past_t", a.past_t, 3},
      {"placed_t", a.placed_t, 3},
      {"stored_t", a.stored_t, 3},
      {"far_t", a.far_t, 3},
      {"unplaced_t", a.unplaced_t, 3},
      {"end_stock_t", a.end_stock_t, 3},
      {"shortfall_t", a.shortfall_t, 3},
      {"virgin_t", a.virgin_t, 3},
      {"avoided_virgin_t", a.avoided_virgin_t, 3},
      {"reused_share", a.reused_share, 6},
      {"disposed_share", a.disposed_share, 6},
      {"short_share", a.short_share, 6},
      {"loads", a.loads, 3},
      {"loaded_vkm", a.loaded_vkm, 3},
      {"empty_vkm", a.empty_vkm, 3},
      {"road_tkm", a.road_tkm, 3},
      {"sea_tkm", a.sea_tkm, 3},
      {"mean_road_km", a.mean_road_km, 6},
      {"exposure_vkm", a.exposure_vkm, 3},
      {"nok", a.nok, 2},
      {"co2e_kg", a.co2e_kg, 3},
      {"avoided_co2e_kg", a.avoided_co2e_kg, 3},
      {"net_co2e_kg", a.net_co2e_kg, 3},
  };
}

void write_account(JsonWriter& out, std::string_view key, const Account& a) {
  out.open_object(key);
  for (const AccountFigure& f : account_figures(a)) out.member(f.name, f.value, f.decimals);
  write_map(out, "nok_by_stage", a.nok_by_stage, 2);
  write_map(out, "co2e_kg_by_stage", a.co2e_kg_by_stage, 3);
  write_map(out, "tonnes_by_material", a.tonnes_by_material, 3);
  write_map(out, "tonnes_by_class", a.tonnes_by_class, 3);
  write_map(out, "tonnes_by_group", a.tonnes_by_group, 3);
  write_map(out, "tonnes_by_kind", a.tonnes_by_kind, 3);
  write_map(out, "tonnes_by_pyramid", a.tonnes_by_pyramid, 3);
  write_map(out, "tonnes_by_year", a.tonnes_by_year, 3);
  write_map(out, "nok_by_party", a.nok_by_party, 2);
  write_map(out, "tonnes_by_party", a.tonnes_by_party, 3);
  out.close();
}

void write_solution(JsonWriter& out, const Solution& s) {
  out.member("status", s.status);
  if (!s.stopped_by.empty()) out.member("stopped_by", s.stopped_by);
  out.member("objective", s.objective_value, 2);
  out.member("bound", s.bound, 2);
  out.member("gap", s.gap);
  out.member("objective_name", s.objective);
  out.open_object("weights", Layout::row);
  out.member("nok", s.weights.nok);
  out.member("co2e", s.weights.co2e);
  out.member("exposure", s.weights.exposure);
  out.member("road_km", s.weights.road_km);
  out.close();
}

void write_head(JsonWriter& out, const Report& r, const char* schema) {
  out.member("schema", schema);
  out.member("case", r.case_id);
  out.member("title", r.title);
  out.member("title_nb", r.title_nb);
  out.member("variant", r.variant);
  out.open_object("horizon", Layout::row);
  out.member("first", to_string(r.horizon.first));
  out.member("last", to_string(r.horizon.last));
  out.close();
  out.member("as_of", to_string(r.as_of));
  out.member("price_year", r.price_year);
  out.member("input_hash", r.input_hash);
  out.member("version", r.version);
  out.member("attribution", r.attribution);
}

std::string account_json(const Report& report) {
  JsonWriter out;
  out.open_object();
  write_head(out, report, "masseflyt.account/1");
  const auto solution = [&](const Solution& s) {
    write_solution(out, s);
    write_account(out, "account", s.account);
    out.close();
  };
  out.open_object("plan");
  solution(report.plan);
  out.open_object("baseline");
  solution(report.baseline);
  out.open_array("others");
  for (const Solution& s : report.others) {
    out.open_object();
    solution(s);
  }
  out.close();
  write_account(out, "facts", account(report.facts));
  write_savings(out, report.savings);
  out.close();
  return out.take();
}

}  // namespace masseflyt::reporting
