// cell.hpp — one cell: brought into its form when it is read, and typed when it is bound.
#pragma once

#include <string>

#include <masseflyt/scenario/document.hpp>

#include "detail/number.hpp"
#include "scenario/tables.hpp"

namespace masseflyt::scenario {

/// Brings a cell into the one form its column has, so that equal content is equal cells: numbers
/// that JSON can write, "yes" and "no", lists without blanks. What does not fit the type stays as
/// it is, for bind to report. `column` is nullptr for a column nobody knows.
void normalise(Cell& cell, const Column* column,
               detail::DecimalMark mark = detail::DecimalMark::point);

/// Reads a cell that is not missing. Empty answer: `value` is filled. Otherwise it is what was
/// expected. `materials` holds the built-in materials and those of the document.
std::string read_cell(const Column& column, const Cell& cell, const Names& materials, Value& value);

/// What the column wants, for people: "a number > 0 in km".
std::string expectation(const Column& column);

/// "a;b", each without blanks around it.
std::string join(const Names& words);

}  // namespace masseflyt::scenario
