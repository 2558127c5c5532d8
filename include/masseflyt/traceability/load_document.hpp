// masseflyt/traceability/load_document.hpp — loads as the rows that registers and dispatchers ask
// for.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/core/result.hpp>
#include <masseflyt/traceability/ledger.hpp>

namespace masseflyt::traceability {

/// Whose names the columns have. Append only: the numbers cross into C and Python.
enum class Register : std::int32_t {
  neutral = 0,     ///< our own names, all fields
  texs = 1,        ///< France: register of excavated soil and sediment, field names of its API
  ontario = 2,     ///< Ontario: hauling record and tracking of excess soil
  uk_receipt = 3,  ///< United Kingdom: receipt of waste
  smartdok = 4,    ///< SmartDok: transport lists
};

std::string_view name(Register which) noexcept;  ///< "texs"

/// One row of the table that puts the registers side by side.
struct LoadField {
  std::string_view meaning;
  std::string_view texs, ontario, uk_receipt, smartdok;  ///< as published; empty: it does not ask
  std::vector<std::string_view> fields;                  ///< neutral names that carry it
};

/// All of them. Source: the texts of the registers, read on 23 November 2026
/// (docs/methods/exchange.md); a name that ends with '*' stands for a family of fields.
const std::vector<LoadField>& load_fields();

/// The load documents of a ledger as CSV (RFC 4180, UTF-8, header line): one row per shipment that
/// stands, in the order of the log; replaced and withdrawn ones are left out. Columns are those
/// that the register asks for and a ledger can fill, under the register's names and in its units;
/// a cell that is not known is empty, never a guess. Parties and places are the ids of the ledger:
/// official numbers only if those were used as ids. The mass is what was shipped, and for
/// `uk_receipt`, which is told by receivers, what was received. Cells that a spreadsheet would
/// take for a formula get an apostrophe in front. Errors: those of the ledger's store.
Result<std::string> load_table(const Ledger& ledger, Register which = Register::neutral);

}  // namespace masseflyt::traceability
