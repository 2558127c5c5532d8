// src/matching/linear_program.hpp — small linear programmes in doubles, for prices and never for
// proofs.
//
// A primal simplex with bounds on the variables and an inverse of the basis: right for some hundred
// rows that grow one by one, as the master of a decomposition does. Most basic variables there are
// the slack of one row, so columns are sparse and only the others are ever inverted. What it
// answers is rounded and then judged in integers by whoever asked.
// Source: R. J. Vanderbei, Linear Programming (2014), chapter 9 (bounded variables).
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace masseflyt::matching {

class LinearProgram {
 public:
  static constexpr double infinite = std::numeric_limits<double>::infinity();

  std::size_t rows() const { return basic_.size(); }

  /// `column` has one coefficient per row. It starts at the bound that is nearer to zero.
  std::size_t add_variable(double cost, double low, double high, std::vector<double> column);

  /// Adds the row `coefficients · variables = 0`, one coefficient per variable, and makes `basic`,
  /// whose coefficient is 1 or -1 and which no other row knows, its basic variable. What the row
  /// lacks at present becomes the value of `basic`, whatever its bounds.
  void add_row(const std::vector<double>& coefficients, std::size_t basic);

  /// The right-hand side of a row; 0 unless set before the first solve().
  void set_rhs(std::size_t row, double value) { rhs_[row] = value; }
  void set_bounds(std::size_t variable, double low, double high, bool at_high = false);

  /// Precondition: each basic variable is within its bounds. False where it gave up: the answer is
  /// then some basic solution.
  bool solve();

  double value(std::size_t variable) const;
  double price(std::size_t row) const;  ///< of its right-hand side, at the last basis
  double objective() const;

  /// Where a variable without a basic partner sits, so that a caller can lay a first basis.
  void make_basic(std::size_t row, std::size_t variable);
  void refactor();

 private:
  struct Entry {
    std::uint32_t row;
    double by;
  };
  struct Variable {
    double cost, low, high;
    bool at_high = false;
    std::size_t row = none;  ///< in which it is basic
  };
  static constexpr std::size_t none = ~std::size_t{0};
  double bound(const Variable& v) const { return v.at_high ? v.high : v.low; }
  void compute_prices();
  void invert_basis();
  void update_inverse(std::size_t out, const std::vector<double>& w);
  std::size_t entering(bool first) const;
  double reduced_cost(std::size_t variable) const;
  bool pivot(std::size_t in);

  std::vector<Variable> variable_;
  std::vector<std::vector<Entry>> column_;     ///< per variable, rows in order
  std::vector<std::size_t> basic_;             ///< per row
  std::vector<double> rhs_, value_, price_;    ///< per row
  std::vector<std::vector<double>> inverse_;   ///< a row per basic variable
  std::vector<std::uint32_t> entries_of_out_;  ///< reused by update_inverse()
  std::size_t since_refactored_ = 0, idle_ = 0;
};

}  // namespace masseflyt::matching
