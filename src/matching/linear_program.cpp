// A primal simplex with bounds on the variables and an inverse of the basis. Most basic variables
// of a master are the slack of one row, so columns are sparse and only the others are ever
// inverted. Source: R. J. Vanderbei, Linear Programming (2014), chapter 9 (bounded variables).
#include "linear_program.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

namespace masseflyt::matching {
namespace {

constexpr double zero = 1e-9;  // a reduced cost or a step below is none
constexpr double least_pivot = 1e-7;
constexpr std::size_t refactor_every = 60;
constexpr std::size_t idle_pivots = 50;  // without progress: then by the smallest number (Bland)

/// Gauss-Jordan on [A | 1], in place: the right half becomes the inverse of A.
void eliminate(std::vector<std::vector<double>>& a) {
  const std::size_t n = a.size();
  for (std::size_t k = 0; k < n; ++k) {
    std::size_t best = k;
    for (std::size_t i = k + 1; i < n; ++i)
      if (std::abs(a[i][k]) > std::abs(a[best][k])) best = i;
    std::swap(a[k], a[best]);
    const double by = a[k][k];
    if (by == 0) continue;  // singular: the next answer is poor, and judged by whoever asked
    for (auto& x : a[k]) x /= by;
    for (std::size_t i = 0; i < n; ++i) {
      const double f = a[i][k];
      if (i == k || f == 0) continue;
      for (std::size_t c = k; c < 2 * n; ++c) a[i][c] -= f * a[k][c];
    }
  }
}

class OwnProgram final : public LinearProgram {
 public:
  std::size_t rows() const override { return basic_.size(); }
  std::size_t add_variable(double cost, double low, double high,
                           const std::vector<double>& column) override;
  void add_row(const std::vector<double>& coefficients, std::size_t basic, double right) override;
  void set_bounds(std::size_t variable, double low, double high, bool at_high) override;
  bool solve() override;
  double value(std::size_t variable) const override;
  double price(std::size_t row) const override { return price_[row]; }
  double objective() const override;

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
  void refactor();
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

std::size_t OwnProgram::add_variable(double cost, double low, double high,
                                     const std::vector<double>& column) {
  variable_.push_back({cost, low, high, std::abs(high) < std::abs(low)});
  std::vector<Entry> sparse;
  for (std::size_t i = 0; i < column.size(); ++i)
    if (column[i] != 0) sparse.push_back({static_cast<std::uint32_t>(i), column[i]});
  column_.push_back(std::move(sparse));
  return variable_.size() - 1;
}

void OwnProgram::set_bounds(std::size_t v, double low, double high, bool at_high) {
  variable_[v].low = low, variable_[v].high = high, variable_[v].at_high = at_high;
}

void OwnProgram::add_row(const std::vector<double>& coefficients, std::size_t basic, double right) {
  const std::size_t m = rows();
  double lacks = right;
  for (std::size_t v = 0; v < variable_.size(); ++v) {
    if (coefficients[v] == 0) continue;
    column_[v].push_back({static_cast<std::uint32_t>(m), coefficients[v]});
    if (v != basic) lacks -= coefficients[v] * value(v);
  }
  std::vector<double> last(m + 1, 0);
  const double sign = coefficients[basic];
  for (std::size_t i = 0; i < m; ++i) {
    const double a = coefficients[basic_[i]];
    if (a != 0)
      for (std::size_t k = 0; k < m; ++k) last[k] -= sign * a * inverse_[i][k];
  }
  last[m] = sign;  // 1 / sign
  for (auto& row : inverse_) row.push_back(0);
  inverse_.push_back(std::move(last));
  basic_.push_back(basic);
  variable_[basic].row = m;
  rhs_.push_back(right);
  value_.push_back(sign * lacks);
  price_.push_back(0);
}

double OwnProgram::value(std::size_t v) const {
  const Variable& x = variable_[v];
  return x.row == none ? bound(x) : value_[x.row];
}

double OwnProgram::objective() const {
  double sum = 0;
  for (std::size_t v = 0; v < variable_.size(); ++v) sum += variable_[v].cost * value(v);
  return sum;
}

/// The inverse of the basis. A basic variable that only one row knows is its own pivot: with these
/// first, the basis is [D E; 0 A] with D diagonal, and its inverse [1/D  -E/D 1/A; 0  1/A]. So no
/// more than A is eliminated.
void OwnProgram::invert_basis() {
  const std::size_t m = rows();
  std::vector<std::size_t> lone(m, none);  // per row: the place in the basis that it is pivot of
  std::vector<std::size_t> others;         // places in the basis
  for (std::size_t k = 0; k < m; ++k) {
    const auto& column = column_[basic_[k]];
    if (column.size() == 1 && lone[column.front().row] == none)
      lone[column.front().row] = k;
    else
      others.push_back(k);
  }
  std::vector<std::size_t> rows_left, at(m, none);
  for (std::size_t i = 0; i < m; ++i)
    if (lone[i] == none) at[i] = rows_left.size(), rows_left.push_back(i);
  const std::size_t n = others.size();
  std::vector<std::vector<double>> a(n, std::vector<double>(2 * n, 0));
  for (std::size_t k = 0; k < n; ++k) {
    for (const auto& e : column_[basic_[others[k]]])
      if (at[e.row] != none) a[at[e.row]][k] = e.by;
    a[k][n + k] = 1;
  }
  eliminate(a);
  inverse_.assign(m, std::vector<double>(m, 0));
  for (std::size_t k = 0; k < n; ++k)
    for (std::size_t i = 0; i < n; ++i) inverse_[others[k]][rows_left[i]] = a[k][n + i];
  for (std::size_t k = 0; k < n; ++k)
    for (const auto& e : column_[basic_[others[k]]]) {
      if (lone[e.row] == none) continue;
      auto& row = inverse_[lone[e.row]];
      for (std::size_t i = 0; i < n; ++i) row[rows_left[i]] -= e.by * a[k][n + i];
    }
  for (std::size_t r = 0; r < m; ++r) {
    if (lone[r] == none) continue;
    auto& row = inverse_[lone[r]];
    row[r] = 1;
    const double by = column_[basic_[lone[r]]].front().by;
    for (auto& x : row) x /= by;
  }
}

/// The inverse and the values of the basic variables anew.
void OwnProgram::refactor() {
  const std::size_t m = rows();
  invert_basis();
  std::vector<double> left = rhs_;
  for (std::size_t v = 0; v < variable_.size(); ++v) {
    if (variable_[v].row != none) continue;
    if (const double x = bound(variable_[v]); x != 0)
      for (const auto& e : column_[v]) left[e.row] -= e.by * x;
  }
  value_.assign(m, 0);
  price_.resize(m, 0);
  for (std::size_t i = 0; i < m; ++i)
    for (std::size_t k = 0; k < m; ++k) value_[i] += inverse_[i][k] * left[k];
  since_refactored_ = 0;
}

void OwnProgram::compute_prices() {
  const std::size_t m = rows();
  price_.assign(m, 0);
  for (std::size_t i = 0; i < m; ++i)
    if (const double c = variable_[basic_[i]].cost; c != 0)
      for (std::size_t k = 0; k < m; ++k) price_[k] += c * inverse_[i][k];
}

double OwnProgram::reduced_cost(std::size_t v) const {
  double d = variable_[v].cost;
  for (const auto& e : column_[v]) d -= price_[e.row] * e.by;
  return d;
}

/// The variable that promises most; or, against going round in circles, the first that promises.
std::size_t OwnProgram::entering(bool first) const {
  std::size_t best = none;
  double most = zero;
  for (std::size_t v = 0; v < variable_.size(); ++v) {
    const Variable& x = variable_[v];
    if (x.row != none || x.low == x.high) continue;
    const double d = x.at_high ? reduced_cost(v) : -reduced_cost(v);
    if (d <= most) continue;
    best = v, most = d;
    if (first) break;
  }
  return best;
}

/// The inverse after the variable whose column the inverse makes `w` has become basic in `out`.
void OwnProgram::update_inverse(std::size_t out, const std::vector<double>& w) {
  auto& pivot_row = inverse_[out];
  entries_of_out_.clear();
  for (std::size_t k = 0; k < pivot_row.size(); ++k)
    if (pivot_row[k] != 0) {
      pivot_row[k] /= w[out];
      entries_of_out_.push_back(static_cast<std::uint32_t>(k));
    }
  const bool dense = 4 * entries_of_out_.size() > pivot_row.size();  // then in one stride
  for (std::size_t i = 0; i < inverse_.size(); ++i) {
    const double by = w[i];
    if (i == out || by == 0) continue;
    auto& row = inverse_[i];
    if (dense)
      for (std::size_t k = 0; k < row.size(); ++k) row[k] -= by * pivot_row[k];
    else
      for (const auto k : entries_of_out_) row[k] -= by * pivot_row[k];
  }
}

/// Lets `in` move until a basic variable, or itself, meets a bound. False: nothing stops it.
bool OwnProgram::pivot(std::size_t in) {
  const std::size_t m = rows();
  Variable& x = variable_[in];
  const double sign = x.at_high ? -1 : 1;
  std::vector<double> w(m, 0);
  for (std::size_t i = 0; i < m; ++i)
    for (const auto& e : column_[in]) w[i] += inverse_[i][e.row] * e.by;
  double step = x.high - x.low;
  std::size_t out = none;
  for (std::size_t i = 0; i < m; ++i) {
    const double by = sign * w[i];
    if (std::abs(by) < least_pivot) continue;
    const Variable& b = variable_[basic_[i]];
    const double room = by > 0 ? value_[i] - b.low : b.high - value_[i];
    const double can = std::max(0.0, room) / std::abs(by);
    if (can < step - zero || (can <= step && (out == none || std::abs(w[i]) > std::abs(w[out]))))
      step = std::min(step, can), out = i;
  }
  if (step == infinite) return false;
  idle_ = step > zero ? 0 : idle_ + 1;
  const double start = bound(x);
  for (std::size_t i = 0; i < m; ++i) value_[i] -= sign * step * w[i];
  if (out == none) {
    x.at_high = !x.at_high;
    return true;
  }
  Variable& gone = variable_[basic_[out]];
  gone.row = none;
  gone.at_high = sign * w[out] < 0;
  basic_[out] = in;
  x.row = out;
  value_[out] = start + sign * step;
  update_inverse(out, w);
  if (++since_refactored_ >= refactor_every) refactor();
  return true;
}

bool OwnProgram::solve() {
  const std::size_t most = 50 * (rows() + 20) + variable_.size();
  idle_ = 0;
  for (std::size_t i = 0; i < most; ++i) {
    compute_prices();
    const std::size_t in = entering(idle_ > idle_pivots);
    if (in == none) return true;
    if (!pivot(in)) return false;
  }
  compute_prices();
  return false;
}

}  // namespace

std::unique_ptr<LinearProgram> own_linear_program() { return std::make_unique<OwnProgram>(); }

std::unique_ptr<LinearProgram> linear_program() {
  if (auto clp = clp_linear_program()) return clp;
  return own_linear_program();
}

}  // namespace masseflyt::matching
