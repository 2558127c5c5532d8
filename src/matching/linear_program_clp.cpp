// CLP behind the same calls. What was added since the last answer is handed over when the next is
// asked for, columns first, with the basis that the calls describe.
#include "linear_program.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include <ClpSimplex.hpp>

namespace masseflyt::matching {
namespace {

constexpr double tolerance = 1e-9;  // of rows and of reduced costs, as in our own
constexpr double endless = 1e30;    // what CLP takes for no bound at all

double bound_of(double x) { return std::clamp(x, -endless, endless); }

/// Rows or columns that wait, one behind the other.
struct Waiting {
  std::vector<double> low, high, cost, by;
  std::vector<CoinBigIndex> start = {0};
  std::vector<int> other;

  int size() const { return static_cast<int>(low.size()); }
  void end(double l, double h, double c) {
    low.push_back(bound_of(l)), high.push_back(bound_of(h)), cost.push_back(c);
    start.push_back(static_cast<CoinBigIndex>(other.size()));
  }
  void add(std::size_t at, double coefficient) {
    other.push_back(static_cast<int>(at)), by.push_back(coefficient);
  }
};

class ClpProgram final : public LinearProgram {
 public:
  ClpProgram() {
    model_.setLogLevel(0);
    model_.setPrimalTolerance(tolerance);
    model_.setDualTolerance(tolerance);
  }

  std::size_t rows() const override { return row_.size(); }

  std::size_t add_variable(double cost, double low, double high,
                           const std::vector<double>& column) override {
    const bool at_high = std::abs(high) < std::abs(low);
    variable_.push_back({cost, low, high, at_high, false, at_high ? high : low});
    for (std::size_t r = 0; r < column.size(); ++r) {
      if (column[r] == 0) continue;
      if (r < known_rows())
        column_.add(r, column[r]);
      else
        row_[r].late.push_back({variable_.size() - 1, column[r]});
    }
    column_.end(low, high, cost);
    return variable_.size() - 1;
  }

  void add_row(const std::vector<double>& coefficients, std::size_t basic, double right) override {
    row_.push_back({right, {}, 0});
    double lacks = right;
    for (std::size_t v = 0; v < variable_.size(); ++v) {
      if (coefficients[v] == 0) continue;
      row_.back().late.push_back({v, coefficients[v]});
      if (v != basic) lacks -= coefficients[v] * variable_[v].value;
    }
    variable_[basic].basic = true;
    variable_[basic].value = lacks / coefficients[basic];
  }

  void set_bounds(std::size_t v, double low, double high, bool at_high) override {
    variable_[v] = {variable_[v].cost, low, high, at_high, false, at_high ? high : low};
    if (v < known_columns())
      model_.setColumnBounds(static_cast<int>(v), bound_of(low), bound_of(high));
    else
      column_.low[v - known_columns()] = bound_of(low),
                      column_.high[v - known_columns()] = bound_of(high);
  }

  bool solve() override {
    hand_over();
    model_.setMaximumIterations(static_cast<int>(50 * (rows() + 20) + variable_.size()));
    model_.primal();
    const double* value = model_.primalColumnSolution();
    for (std::size_t v = 0; v < variable_.size(); ++v) {
      const auto status = model_.getColumnStatus(static_cast<int>(v));
      variable_[v].basic = status == ClpSimplex::basic;
      variable_[v].at_high = status == ClpSimplex::atUpperBound;
      variable_[v].value = value[v];
    }
    const double* price = model_.dualRowSolution();
    for (std::size_t r = 0; r < row_.size(); ++r) row_[r].price = price[r];
    return model_.isProvenOptimal();
  }

  double value(std::size_t v) const override { return variable_[v].value; }
  double price(std::size_t row) const override { return row_[row].price; }

  double objective() const override {
    double sum = 0;
    for (const Variable& v : variable_) sum += v.cost * v.value;
    return sum;
  }

 private:
  struct Variable {
    double cost, low, high;
    bool at_high, basic;
    double value;
  };
  struct Row {
    double right;
    std::vector<std::pair<std::size_t, double>> late;  ///< what CLP does not know of it yet
    double price;
  };

  std::size_t known_rows() const { return static_cast<std::size_t>(model_.numberRows()); }
  std::size_t known_columns() const { return static_cast<std::size_t>(model_.numberColumns()); }

  void hand_over() {
    const int rows_before = model_.numberRows();
    if (column_.size() > 0)
      model_.addColumns(column_.size(), column_.low.data(), column_.high.data(),
                        column_.cost.data(), column_.start.data(), column_.other.data(),
                        column_.by.data());
    column_ = {};
    Waiting rows;
    for (std::size_t r = static_cast<std::size_t>(rows_before); r < row_.size(); ++r) {
      for (const auto& [v, by] : std::exchange(row_[r].late, {})) rows.add(v, by);
      rows.end(row_[r].right, row_[r].right, 0);
    }
    if (rows.size() > 0)
      model_.addRows(rows.size(), rows.low.data(), rows.high.data(), rows.start.data(),
                     rows.other.data(), rows.by.data());
    if (rows_before == 0) model_.createStatus();
    for (int r = rows_before; r < model_.numberRows(); ++r)
      model_.setRowStatus(r, ClpSimplex::isFixed);
    for (std::size_t v = 0; v < variable_.size(); ++v)
      model_.setColumnStatus(static_cast<int>(v), status_of(variable_[v]));
  }

  static ClpSimplex::Status status_of(const Variable& v) {
    if (v.basic) return ClpSimplex::basic;
    if (v.low == v.high) return ClpSimplex::isFixed;
    return v.at_high ? ClpSimplex::atUpperBound : ClpSimplex::atLowerBound;
  }

  std::vector<Variable> variable_;
  std::vector<Row> row_;
  Waiting column_;  ///< CLP does not know them yet
  ClpSimplex model_;
};

}  // namespace

std::unique_ptr<LinearProgram> clp_linear_program() { return std::make_unique<ClpProgram>(); }

}  // namespace masseflyt::matching
