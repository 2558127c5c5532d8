// account_fields.hpp — an account as members of a JSON object.
#pragma once

#include <vector>

#include <masseflyt/reporting/report.hpp>

#include "reporting/json_writer.hpp"

namespace masseflyt::reporting {

/// One figure of an account, under its name in account.json, with the decimals that it has there.
struct AccountFigure {
  const char* name;
  double value;
  int decimals;
};

/// All that are single numbers, in the order of account.json.
std::vector<AccountFigure> account_figures(const Account& account);

/// An object under `key`; a figure that is not known is null.
void write_account(JsonWriter& out, std::string_view key, const Account& account);

/// Objective, status, weights, bound and account of one solution, as members of an open object.
void write_solution(JsonWriter& out, const Solution& solution);

/// Title, variant, horizon, hash and version, as members of an open object.
void write_head(JsonWriter& out, const Report& report, const char* schema);

}  // namespace masseflyt::reporting
