// masseflyt/traceability/balance.hpp — does the mass add up, given how well it was measured?
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/core/result.hpp>

namespace masseflyt::traceability {

/// How large a difference may be: |d| <= max(floor, k sqrt(sum u²)). No number here is a rule of
/// anybody: coverage 2 is about 95 % of a normal distribution; the floor is one scale step of
/// the weighbridge (often 20 kg) where one was used, and 0 unless it is known.
struct Tolerance {
  double coverage = 2;       ///< k up to which a balance is closed
  double warning = 3;        ///< k up to which it is open within warning; broken beyond
  std::int64_t floor_g = 0;  ///< absolute, closed below
};

enum class Closure : std::int32_t { closed = 0, open = 1, broken = 2 };

std::string_view name(Closure closure) noexcept;

/// Of a difference whose terms have the variances `sum_u2` (g²) in total.
Closure judge(std::int64_t difference_g, double sum_u2, const Tolerance& tolerance) noexcept;

/// Largest difference, in whole grams, that is still closed.
std::int64_t closed_up_to_g(double sum_u2, const Tolerance& tolerance) noexcept;

class Ledger;

/// The books of one lot or pile. in - out - losses - stock = 0 always, for the stock is what the
/// book says; a survey (`count`) is what can contradict it.
struct LotBalance {
  std::string lot = {};
  std::int64_t in_g = 0;
  std::int64_t out_g = 0;
  std::int64_t stock_g = 0;  ///< may be negative: nothing is clipped
  double sum_u2 = 0;         ///< of everything that came and went
  bool counted = false;
  std::int64_t counted_g = 0;           ///< by the last survey
  std::int64_t count_difference_g = 0;  ///< survey minus book, at the time of the survey
  std::int64_t count_open_g = 0;        ///< what adjustments since have not explained of that
  Closure closure = Closure::closed;    ///< of survey and book, and of a stock below zero
};

/// Errors: not_found.
Result<LotBalance> balance_of_lot(const Ledger& ledger, std::string_view lot);

/// The books of one place over all its lots, with what went through its processes.
struct SiteBalance {
  std::string place = {};
  std::int64_t extracted_g = 0;
  std::int64_t received_g = 0;
  std::int64_t shipped_g = 0;
  std::int64_t used_g = 0;  ///< built in
  std::int64_t disposed_g = 0;
  std::int64_t lost_g = 0;      ///< declared losses minus gains
  std::int64_t adjusted_g = 0;  ///< put into the book minus taken out of it
  std::int64_t water_g = 0;     ///< rain minus drying
  std::int64_t sampled_g = 0;
  std::int64_t moved_g = 0;       ///< came with lots that changed place, minus what left so
  std::int64_t stock_g = 0;       ///< of the lots that lie here now
  std::int64_t difference_g = 0;  ///< all of the above taken together; 0 when the books close
  double sum_u2 = 0;
  /// Of the difference, or of the lot that lies here with the worst balance of its own: a site
  /// where more was taken from a pile than it held does not close.
  Closure closure = Closure::closed;
  std::string worst_lot = {};  ///< that lot, when it decides; else empty
};

/// Wet and dry masses are not added: a site whose lots are booked in both is refused.
/// Errors: not_found, unit_mismatch.
Result<SiteBalance> balance_of_site(const Ledger& ledger, std::string_view place);

/// One run of a process, or one process event that belongs to no run.
struct RunBalance {
  std::string run = {};  ///< its name, or the id of the event
  std::int64_t in_g = 0, out_g = 0, lost_g = 0;
  std::int64_t difference_g = 0;  ///< in - out - lost
  double sum_u2 = 0;
  Closure closure = Closure::closed;
};
/// Errors: not_found.
Result<RunBalance> balance_of_run(const Ledger& ledger, std::string_view run);

}  // namespace masseflyt::traceability
