#include <masseflyt/reporting/report.hpp>

#include "text_format.hpp"

namespace masseflyt::reporting {

std::string prices_csv(const Report& report) {
  std::string out = "what,place,group,name,first,last,more_nok_t,less_nok_t\n";
  const auto price = [](const std::optional<double>& p) {
    return p ? fixed(*p, 3) : std::string();
  };
  for (const PriceRow& row : report.prices)
    out += row.what + "," + csv_cell(row.place) + "," + csv_cell(row.group) + "," +
           csv_cell(row.name) + "," + to_string(row.months.first) + "," +
           to_string(row.months.last) + "," + price(row.more_nok_t) + "," + price(row.less_nok_t) +
           "\n";
  return out;
}

}  // namespace masseflyt::reporting
