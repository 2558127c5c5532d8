#include <masseflyt/matching/model_text.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "coupling.hpp"
#include "flow_model.hpp"

namespace masseflyt::matching {
namespace {

constexpr std::size_t most_bytes = std::size_t{1} << 31;

/// A whole number of thousandths, or of millionths, in decimals: 1500 -> "1.5".
std::string decimal(std::int64_t value, std::int64_t unit) {
  const bool negative = value < 0;
  const auto size =
      negative ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  const auto by = static_cast<std::uint64_t>(unit);
  std::string text = (negative ? "-" : "") + std::to_string(size / by);
  std::string part = std::to_string(by + size % by).substr(1);
  while (!part.empty() && part.back() == '0') part.pop_back();
  return part.empty() ? text : text + "." + part;
}
std::string tonnes(std::int64_t kg) { return decimal(kg, 1000); }
/// NOK per tonne of micro-NOK per kilogram.
std::string nok_t(std::int64_t micro_nok_kg) { return decimal(micro_nok_kg, 1000); }

/// What a solver takes as a name: no blank, no sign that means something in MPS or LP.
std::string clean(const std::string& id) {
  std::string out;
  for (const char c : id) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '_' || c == '.';
    out += plain ? c : c == '/' ? '.' : '_';
  }
  return out;
}

/// "haul(S05.soil,2024_03,K31)"
std::string called(const std::string& what, const std::string& a, const std::string& b = {},
                   const std::string& c = {}) {
  std::string out = what + "(" + a;
  for (const auto* part : {&b, &c})
    if (!part->empty()) out += "," + *part;
  return out + ")";
}

/// Names of rows and columns; the second of one name gets a number.
class Names {
 public:
  std::string unique(std::string name, std::size_t number) {
    if (used_.insert(name).second) return name;
    name += "#" + std::to_string(number);
    used_.insert(name);
    return name;
  }

 private:
  std::set<std::string> used_;
};

/// A row that couples flows, one-sided.
struct Side {
  Index row;
  bool least;
  std::string name;
};

class Program {
 public:
  Program(const Market& market, const Weights& weights, const FlowModel& model,
          const PeriodName& period)
      : m_(market), f_(model), c_(market, weights, model), period_(period) {
    name_rows();
    name_columns();
    name_sides();
  }

  std::string mps() const {
    std::string out = "NAME masseflyt\nROWS\n N cost\n";
    for (const auto& row : rows_)
      if (!row.empty()) out += " E " + row + "\n";
    for (const auto& s : sides_) out += (s.least ? " G " : " L ") + s.name + "\n";
    out += "COLUMNS\n";
    for (std::size_t a = 0; a < f_.arcs.size(); ++a)
      for (const auto& [row, factor] : column(a))
        out += " " + columns_[a] + " " + row + " " + factor + "\n";
    for (std::size_t i = 0; i < sides_.size(); ++i)
      for (const auto& [row, factor] : missing(i))
        out += " " + called("missing", sides_[i].name) + " " + row + " " + factor + "\n";
    if (!choices_.empty()) out += " MARKER 'MARKER' 'INTORG'\n";
    for (Index c = 0; c < choices_.size(); ++c)
      for (const auto& [row, factor] : choice(c))
        out += " " + choices_[c] + " " + row + " " + factor + "\n";
    if (!choices_.empty()) out += " MARKER 'MARKER' 'INTEND'\n";
    out += "RHS\n";
    for (Index v = 0; v < rows_.size(); ++v)
      if (!rows_[v].empty() && f_.node_kg[v] != 0)
        out += " rhs " + rows_[v] + " " + tonnes(f_.node_kg[v]) + "\n";
    for (const auto& s : sides_)
      if (side(s) != 0) out += " rhs " + s.name + " " + std::to_string(side(s)) + "\n";
    out += "BOUNDS\n";
    for (std::size_t a = 0; a < f_.arcs.size(); ++a) {
      if (f_.lower[a] > 0) out += " LO bound " + columns_[a] + " " + tonnes(f_.lower[a]) + "\n";
      out += " UP bound " + columns_[a] + " " + tonnes(f_.upper[a]) + "\n";
    }
    for (Index c = 0; c < choices_.size(); ++c)
      out += " UP bound " + choices_[c] + " " + std::to_string(c_.decision[c].most) + "\n";
    return out + "ENDATA\n";
  }

  std::string lp() const {
    std::string out = "\\ masseflyt: tonnes, NOK\nMinimize\n cost:";
    std::map<std::string, std::string> sums;
    const auto add = [&](const std::string& name, const std::vector<Part>& parts) {
      for (const auto& [row, factor] : parts) {
        const bool negative = factor.front() == '-';
        (row == "cost" ? out : sums[row]) +=
            (negative ? "\n - " : "\n + ") + factor.substr(negative ? 1 : 0) + " " + name;
      }
    };
    for (std::size_t a = 0; a < f_.arcs.size(); ++a) add(columns_[a], column(a));
    for (std::size_t i = 0; i < sides_.size(); ++i)
      add(called("missing", sides_[i].name), missing(i));
    for (Index c = 0; c < choices_.size(); ++c) add(choices_[c], choice(c));
    out += "\nSubject To\n";
    for (Index v = 0; v < rows_.size(); ++v)
      if (const auto at = sums.find(rows_[v]); at != sums.end())
        out += " " + at->first + ":" + at->second + "\n = " + tonnes(f_.node_kg[v]) + "\n";
    for (const auto& s : sides_)
      if (const auto at = sums.find(s.name); at != sums.end())
        out += " " + at->first + ":" + at->second + (s.least ? "\n >= " : "\n <= ") +
               std::to_string(side(s)) + "\n";
    out += "Bounds\n";
    for (std::size_t a = 0; a < f_.arcs.size(); ++a)
      out += " " + tonnes(f_.lower[a]) + " <= " + columns_[a] + " <= " + tonnes(f_.upper[a]) + "\n";
    for (Index c = 0; c < choices_.size(); ++c)
      out += " 0 <= " + choices_[c] + " <= " + std::to_string(c_.decision[c].most) + "\n";
    if (!choices_.empty()) out += "General\n";
    for (const auto& name : choices_) out += " " + name + "\n";
    return out + "End\n";
  }

 private:
  using Part = std::pair<std::string, std::string>;  ///< row and factor

  std::int64_t side(const Side& s) const {
    return s.least ? c_.row[s.row].minimum : c_.row[s.row].capacity;
  }

  std::vector<Part> column(std::size_t a) const {
    const auto [tail, head] = f_.arcs[a];
    std::vector<Part> out;
    if (f_.cost[a] != 0) out.emplace_back("cost", nok_t(f_.cost[a]));
    if (!rows_[tail].empty()) out.emplace_back(rows_[tail], "1");
    if (!rows_[head].empty()) out.emplace_back(rows_[head], "-1");
    std::map<Index, std::int64_t> units;  // a row may count an arc more than once
    for (const auto& u : c_.of(a)) units[u.row] += u.per_kg;
    for (const auto& [row, per_kg] : units)
      for (const std::size_t i : sides_of_[row])
        if (per_kg != 0) out.emplace_back(sides_[i].name, std::to_string(per_kg * 1000));
    if (out.empty()) out.emplace_back("cost", "0");
    return out;
  }
  /// What is missing of a priced minimum, in the unit of the row.
  std::vector<Part> missing(std::size_t i) const {
    const auto& row = c_.row[sides_[i].row];
    if (!sides_[i].least || row.shortfall_micro_nok == 0) return {};
    return {{"cost", decimal(row.shortfall_micro_nok, 1'000'000)}, {sides_[i].name, "1"}};
  }
  std::vector<Part> choice(Index c) const {
    std::vector<Part> out = {{"cost", decimal(c_.decision[c].micro_nok, 1'000'000)}};
    for (Index r = 0; r < c_.chosen.size(); ++r) {
      std::int64_t amount = 0;
      for (const auto& given : c_.chosen[r])
        if (given.choice == c) amount += given.amount;
      for (const std::size_t i : sides_of_[r])
        if (amount != 0) out.emplace_back(sides_[i].name, std::to_string(-amount));
    }
    return out;
  }

  void name_sides() {
    Names names;
    sides_of_.resize(c_.row.size());
    for (Index r = 0; r < c_.row.size(); ++r) {
      const std::string id = r < m_.rows.size() ? clean(m_.rows[r].id)
                                                : "byproduct" + std::to_string(r - m_.rows.size());
      for (const bool least : {false, true}) {
        if (least ? c_.row[r].minimum <= -unlimited : c_.row[r].capacity >= unlimited) continue;
        sides_of_[r].push_back(sides_.size());
        sides_.push_back({r, least, names.unique(called(least ? "least" : "most", id), r)});
      }
    }
    for (Index c = 0; c < m_.choices.size(); ++c)
      choices_.push_back(names.unique(called("choose", clean(m_.choices[c].id)), c));
  }

  std::string month(Index t) const { return clean(period_ ? period_(t) : std::to_string(t)); }

  /// The sink has no row: its balance follows from all others.
  void name_rows() {
    Names names;
    rows_.resize(f_.node_kg.size());
    const auto name = [&](Index v, const std::string& text) { rows_[v] = names.unique(text, v); };
    for (Index i = 0; i < m_.supplies.size(); ++i)
      name(i, called("supply", lot(i), month(m_.supplies[i].period)));
    for (Index l = 0; l < m_.limits.size(); ++l)
      name(f_.limits + l, called("limit", clean(m_.limits[l].id)));
    for (Index k = 0; k < m_.stocks.size(); ++k)
      for (Index t = 0; t < m_.periods; ++t) {
        const std::string stock = clean(m_.stocks[k].id);
        name(f_.intakes + k * m_.periods + t, called("intake", stock, month(t)));
        name(f_.stocks + k * m_.periods + t, called("stock", stock, month(t)));
      }
    for (Index p = 0; p < m_.processes.size(); ++p)
      for (Index t = 0; t < m_.periods; ++t)
        name(f_.processes + p * m_.periods + t, called("process", process(p), month(t)));
    for (Index q = 0; q < m_.virgin_supply_kg.size(); ++q)
      name(f_.virgin + q, called("virgin", std::to_string(q)));
    for (Index b = 0; b < m_.byproducts.size(); ++b)
      for (Index t = 0; t < m_.periods; ++t)
        name(f_.byproducts + b * m_.periods + t,
             called("byproduct", process(m_.byproducts[b].process),
                    clean(m_.groups[m_.byproducts[b].group]), month(t)));
    name(f_.ground, "ground");
  }

  std::string process(Index p) const {
    const auto& made = m_.processes[p];
    return clean(m_.stocks[made.stock].id) + ".product" + std::to_string(made.product);
  }
  std::string lot(Index supply) const { return clean(m_.lots[m_.supplies[supply].lot].id); }
  std::string where_to(const Flow& f) const {
    switch (f.to) {
      case To::entry:
        return clean(m_.destinations[m_.entries[f.target].destination].id);
      case To::stock:
        return clean(m_.stocks[f.target].id);
      case To::limit:
        return clean(m_.limits[f.target].id);
      case To::far:
        return "far";
      case To::unplaced:
        return "unplaced";
      case To::end:
        return "end";
    }
    return {};
  }

  void name_columns() {
    Names names;
    for (std::size_t a = 0; a < f_.arcs.size(); ++a) {
      const Flow& f = f_.meaning[a];
      std::string name;
      if (f.source == none)
        name = pass(a);
      else if (f.from == From::supply)
        name = called("haul", lot(f.source), month(f.period), where_to(f));
      else if (f.from == From::stock)
        name = called("out", f.process == none ? clean(m_.stocks[f.source].id) : process(f.process),
                      month(f.period), where_to(f));
      else if (f.from == From::byproduct)
        name = called("out",
                      process(m_.byproducts[f.source].process) + ".rest" + std::to_string(f.source),
                      month(f.period), where_to(f));
      else if (f.from == From::virgin)
        name = called("buy", clean(m_.virgin[f.source].id), where_to(f));
      else
        name = called("missing", where_to(f));
      columns_.push_back(names.unique(std::move(name), a));
    }
  }
  std::string pass(std::size_t a) const {
    const auto [tail, head] = f_.arcs[a];
    return called("pass", rows_[tail], rows_[head].empty() ? "rest" : rows_[head]);
  }

  const Market& m_;
  const FlowModel& f_;
  const Coupling c_;
  const PeriodName& period_;
  std::vector<std::string> rows_, columns_, choices_;
  std::vector<Side> sides_;
  std::vector<std::vector<std::size_t>> sides_of_;  ///< per row of the coupling
};

}  // namespace

Result<std::string> model_text(const Market& market, const CostSource& costs,
                               const Weights& weights, ModelFormat format,
                               const PeriodName& period_name, const Control& control) {
  if (const auto found = check(market); has_errors(found))
    return Error{ErrorCode::invalid_argument, to_line(found.front()), found.front().path};
  const auto model = FlowModel::make(market, costs, weights, control);
  if (!model) return model.error();
  if (model->arcs.size() > most_bytes / 256)
    return Error{ErrorCode::limit_exceeded, "the text of this model would be larger than 2 GiB"};
  const Program program(market, weights, *model, period_name);
  return format == ModelFormat::mps ? program.mps() : program.lp();
}

}  // namespace masseflyt::matching
