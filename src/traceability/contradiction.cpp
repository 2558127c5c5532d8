#include <masseflyt/traceability/ledger.hpp>

namespace masseflyt::traceability {

std::string_view name(Contradiction what) noexcept {
  constexpr std::string_view names[] = {
      "",         "negative_stock", "unbalanced",       "load_mismatch",
      "custody",  "double_receipt", "not_shipped",      "elsewhere",
      "on_hold",  "count_differs",  "source_withdrawn", "shipped_twice",
      "too_early"};
  const auto i = static_cast<std::size_t>(what);
  return i < std::size(names) ? names[i] : std::string_view{};
}

std::string explain(const Flag& f) {
  const std::string who = "'" + f.subject + "'";
  const std::string by = std::to_string(f.difference_g) + " g";
  const std::string tolerated = " (tolerance " + std::to_string(f.tolerance_g) + " g)";
  const std::string at = ", at event " + std::to_string(f.event);
  switch (f.what) {
    case Contradiction::negative_stock:
      return "lot " + who + ": " + by + " more were taken than it held" + tolerated + at;
    case Contradiction::unbalanced:
      return "event or run " + who + ": inputs minus outputs and losses are " + by + tolerated + at;
    case Contradiction::load_mismatch:
      return "load " + who + ": shipped minus received is " + by + tolerated + at;
    case Contradiction::custody:
      return who + " was handled by a party that does not hold it" + at;
    case Contradiction::double_receipt:
      return "load " + who + " was received a second time" + at;
    case Contradiction::not_shipped:
      return "load " + who + " was received, but nobody shipped it" + at;
    case Contradiction::elsewhere:
      return who + " was handled at another place than where it is" + at;
    case Contradiction::on_hold:
      return "lot " + who + " was used although it is on hold" + at;
    case Contradiction::count_differs:
      return "lot " + who + ": a survey found " + by + " more than the book says" + tolerated + at;
    case Contradiction::source_withdrawn:
      return "lot " + who + ": " + by + " were taken, but what it came from was withdrawn" + at;
    case Contradiction::shipped_twice:
      return "load " + who + " was loaded or shipped after it had left" + at;
    case Contradiction::too_early:
      return who + " was used or received before it was made or shipped, by corrected times" + at;
  }
  return {};
}

}  // namespace masseflyt::traceability
