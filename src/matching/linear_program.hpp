// src/matching/linear_program.hpp — small linear programmes in doubles, for prices and never for
// proofs.
//
// Right for some hundred rows that grow one by one, as the master of a decomposition does. What is
// answered is rounded and then judged in integers by whoever asked, so which solver answers is a
// matter of the build.
#pragma once

#include <cstddef>
#include <limits>
#include <memory>
#include <vector>

namespace masseflyt::matching {

class LinearProgram {
 public:
  static constexpr double infinite = std::numeric_limits<double>::infinity();

  LinearProgram() = default;
  LinearProgram(const LinearProgram&) = delete;
  LinearProgram& operator=(const LinearProgram&) = delete;
  virtual ~LinearProgram() = default;

  virtual std::size_t rows() const = 0;

  /// `column` has one coefficient per row. It starts at the bound that is nearer to zero.
  virtual std::size_t add_variable(double cost, double low, double high,
                                   const std::vector<double>& column) = 0;

  /// Adds the row `coefficients · variables = right`, one coefficient per variable, and makes
  /// `basic`, whose coefficient is 1 or -1 and which no other row knows, its basic variable. What
  /// the row lacks at present becomes the value of `basic`, whatever its bounds.
  virtual void add_row(const std::vector<double>& coefficients, std::size_t basic,
                       double right = 0) = 0;

  /// Precondition: the variable is not basic. It goes to the bound that is told.
  virtual void set_bounds(std::size_t variable, double low, double high, bool at_high = false) = 0;

  /// Precondition: each basic variable is within its bounds. False where it gave up: the answer is
  /// then some basic solution.
  virtual bool solve() = 0;

  virtual double value(std::size_t variable) const = 0;
  virtual double price(std::size_t row) const = 0;  ///< of its right-hand side, at the last basis
  virtual double objective() const = 0;
};

/// CLP's in a build with it, else our own.
std::unique_ptr<LinearProgram> linear_program();

std::unique_ptr<LinearProgram> own_linear_program();
std::unique_ptr<LinearProgram> clp_linear_program();  ///< null in a build without CLP

}  // namespace masseflyt::matching
