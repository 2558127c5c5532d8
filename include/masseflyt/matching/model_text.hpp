// masseflyt/matching/model_text.hpp — the same problem for any other solver, with names.
#pragma once

#include <functional>
#include <string>

#include <masseflyt/core/cancel.hpp>
#include <masseflyt/core/cost_source.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/matching/market.hpp>

namespace masseflyt::matching {

enum class ModelFormat : std::int32_t { mps = 1, lp = 2 };

/// Names a period in rows and columns: "2026-03". Empty: the number of the period.
using PeriodName = std::function<std::string(Index)>;

/// The program that plan() solves, linear but for the choices of the market in whole numbers, as
/// free MPS or as CPLEX LP text. Columns are flows in tonnes ("haul(S05.soil_class2,2024_03,K31)"),
/// rows the balances of supplies, limits, stocks and processes ("limit(K31_2024)"); the objective
/// is in NOK as weighed. Rows that couple flows are "most(...)" and "least(...)", in units of their
/// own, choices "choose(...)". Tonnes and NOK are written with all digits of the whole kilograms
/// and micro-NOK that plan() reckons with, so an exact solver finds the same objective. Names hold
/// no blanks and are unique; a supply or limit whose id is not gets its row number behind it.
///
/// Errors: invalid_argument (check(market) says what), limit_exceeded (a text above 2 GiB),
/// cancelled. Same market, same bytes.
Result<std::string> model_text(const Market& market, const CostSource& costs,
                               const Weights& weights, ModelFormat format,
                               const PeriodName& period_name = {}, const Control& control = {});

}  // namespace masseflyt::matching
