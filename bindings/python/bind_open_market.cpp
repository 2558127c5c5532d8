// bindings/python/bind_open_market.cpp — markets without a list of pairs. Their face is
// python/masseflyt/open_market.py.
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <masseflyt/matching/open_market.hpp>
#include <masseflyt/transport/straight_costs.hpp>

#include "common.hpp"
#include "listening.hpp"
#include "matrix_answer.hpp"

namespace masseflyt::python {

using namespace pybind11::literals;
using matching::Clearing;
using matching::ClearingVerdict;
using matching::Index;
using matching::OpenMarket;

/// Immutable, and shared with whoever asks it.
struct HaulCosts {
  std::shared_ptr<const CostSource> source;
  std::size_t places;

  /// A market needs to know where places lie. Where nobody does they lie together, which is right
  /// as long as nothing is said of what far ones cost: every pair is asked for.
  OpenMarket placed(const OpenMarket& market) const {
    OpenMarket m = market;
    if (source->points().empty()) m.places.assign(places, {});
    return m;
  }
};

/// A column that is read in one go: lent, checked for its length, and let go of again.
class Lent {
 public:
  Lent(const py::dict& table, const char* name, std::string path, Diagnostics& found)
      : memory_(lend(table[name], name)),
        values_(column<std::int64_t>(memory_, name)),
        path_(std::move(path)),
        name_(name),
        found_(found) {}
  std::size_t size() const { return values_.size(); }
  std::int64_t operator[](std::size_t row) const { return values_[row]; }
  /// As an index; what cannot be one is told, and 0 until then.
  Index index(std::size_t row) const {
    const std::int64_t v = values_[row];
    if (v >= 0 && v <= std::numeric_limits<Index>::max()) return static_cast<Index>(v);
    found_.push_back({Severity::error, ErrorCode::invalid_argument,
                      path_ + "/" + std::to_string(row) + "/" + name_, std::to_string(v),
                      "a number from 0 to 4294967295"});
    return 0;
  }
  void expect(std::size_t rows) const {
    if (size() != rows)
      throw Failure({ErrorCode::invalid_argument,
                     std::to_string(size()) + " rows where kg has " + std::to_string(rows),
                     path_ + "/" + name_},
                    {});
  }

 private:
  py::buffer_info memory_;
  std::span<const std::int64_t> values_;
  std::string path_;
  const char* name_;
  Diagnostics& found_;
};

static std::vector<matching::OpenOffer> offers_of(const py::dict& table, Diagnostics& found) {
  const Lent kg(table, "kg", "/offers", found), place(table, "place", "/offers", found),
      group(table, "group", "/offers", found), first(table, "first", "/offers", found),
      last(table, "last", "/offers", found);
  for (const Lent* c : {&place, &group, &first, &last}) c->expect(kg.size());
  std::vector<matching::OpenOffer> out(kg.size());
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = {place.index(i), group.index(i), first.index(i), last.index(i), kg[i]};
  return out;
}

/// The groups of need j are those of `group` from `group_first[j]` up to `group_first[j + 1]`.
static std::vector<matching::OpenNeed> needs_of(const py::dict& table, Diagnostics& found) {
  const Lent kg(table, "kg", "/needs", found), place(table, "place", "/needs", found),
      group(table, "group", "/needs", found), group_first(table, "group_first", "/needs", found),
      first(table, "first", "/needs", found), last(table, "last", "/needs", found);
  const auto bought_memory = lend(table["bought_nok_t"], "bought_nok_t");
  const auto bought = column<double>(bought_memory, "bought_nok_t");
  for (const Lent* c : {&place, &first, &last}) c->expect(kg.size());
  group_first.expect(kg.size() + 1);
  if (bought.size() != kg.size())
    throw Failure({ErrorCode::invalid_argument, "not one price per need", "/needs/bought_nok_t"},
                  {});
  std::vector<matching::OpenNeed> out(kg.size());
  for (std::size_t j = 0; j < out.size(); ++j) {
    out[j] = {place.index(j), {}, first.index(j), last.index(j), kg[j], bought[j]};
    const auto begin = group_first[j], end = group_first[j + 1];
    if (begin < 0 || begin > end || end > static_cast<std::int64_t>(group.size()))
      throw Failure({ErrorCode::invalid_argument, "starts that do not rise within the groups",
                     "/needs/group_first"},
                    {});
    for (auto g = begin; g < end; ++g)
      out[j].groups.push_back(group.index(static_cast<std::size_t>(g)));
  }
  return out;
}

static std::shared_ptr<const OpenMarket> open_market(const py::dict& offers, const py::dict& needs,
                                                     double unplaced_nok_t) {
  Diagnostics found;
  auto m = std::make_shared<OpenMarket>();
  m->offers = offers_of(offers, found), m->needs = needs_of(needs, found);
  m->unplaced_nok_t = unplaced_nok_t;
  auto more = check(*m);
  found.insert(found.end(), more.begin(), more.end());
  if (!found.empty())
    throw Failure({ErrorCode::invalid_argument, to_line(found.front()), found.front().path}, found);
  return m;
}

/// `factors`: nok_t, nok_tkm, co2e_kg_tkm, load_t, toll_nok, detour.
static transport::Tariff tariff_of(const std::vector<double>& f) {
  return unwrap(transport::truck_tariff({f.at(0), f.at(1), f.at(2), f.at(3), f.at(4), f.at(5)}));
}

static std::vector<SpacePoint> points_of(const py::object& x, const py::object& y, bool degrees) {
  const auto xs_memory = lend(x, "x"), ys_memory = lend(y, "y");
  const auto xs = column<double>(xs_memory, "x"), ys = column<double>(ys_memory, "y");
  if (xs.size() != ys.size())
    throw Failure({ErrorCode::invalid_argument, "two columns of different length", "/points"}, {});
  std::vector<SpacePoint> out;
  out.reserve(xs.size());
  for (std::size_t p = 0; p < xs.size(); ++p) {
    if (degrees && !is_on_earth({xs[p], ys[p]}))
      throw Failure({ErrorCode::invalid_argument, "expected longitude and latitude in degrees",
                     "/points/" + std::to_string(p)},
                    {});
    out.push_back(degrees ? space_point({xs[p], ys[p]}) : SpacePoint{xs[p], ys[p], 0});
  }
  return out;
}

static HaulCosts straight_costs(const py::object& x, const py::object& y, bool degrees,
                                const std::vector<double>& factors) {
  auto made = unwrap(transport::StraightCosts::make(points_of(x, y, degrees), tariff_of(factors)));
  const std::size_t places = made.points().size();
  return {std::make_shared<transport::StraightCosts>(std::move(made)), places};
}

static HaulCosts matrix_costs(const MatrixAnswer& answer, const py::object& x, const py::object& y,
                              bool degrees, const std::vector<double>& factors) {
  auto points = x.is_none() ? std::vector<SpacePoint>{} : points_of(x, y, degrees);
  const auto tariff = tariff_of(factors);
  py::gil_scoped_release unlocked;
  auto made = unwrap(transport::MatrixCosts::between(answer.matrix, tariff, std::move(points)));
  return {std::make_shared<transport::MatrixCosts>(std::move(made)),
          answer.matrix.origins() + answer.matrix.destinations()};
}

/// `w`: one NOK, NOK per kg CO2e, per vehicle-km in built-up area, per road vehicle-km.
static Weights weights_of(const std::vector<double>& w) {
  return {w.at(0), w.at(1), w.at(2), w.at(3)};
}

static Clearing clear_open_market(const std::shared_ptr<const OpenMarket>& market,
                                  const HaulCosts& costs, const std::vector<double>& weights,
                                  std::optional<double> time_limit_s, const py::object& progress) {
  const Weights w = weights_of(weights);
  return unwrap(listening(time_limit_s, progress, [&](const Control& control) {
    return matching::clear(costs.placed(*market), *costs.source, w, control);
  }));
}

/// What stays of a clearing on its way to Python and back.
static Clearing clearing_of(const py::object& offer, const py::object& need, const py::object& kg,
                            const py::object& need_price) {
  const auto i_memory = lend(offer, "offer"), j_memory = lend(need, "need"),
             kg_memory = lend(kg, "kg"), price_memory = lend(need_price, "need_price");
  const auto i = column<std::int64_t>(i_memory, "offer"),
             j = column<std::int64_t>(j_memory, "need"),
             mass = column<std::int64_t>(kg_memory, "kg"),
             price = column<std::int64_t>(price_memory, "need_price");
  if (i.size() != j.size() || i.size() != mass.size())
    throw Failure({ErrorCode::invalid_argument, "columns of different length", "/trades"}, {});
  Clearing c;
  const auto index = [](std::int64_t v) {  // what is none is seen by the check
    return v >= 0 && v < std::numeric_limits<Index>::max() ? static_cast<Index>(v)
                                                           : std::numeric_limits<Index>::max();
  };
  for (std::size_t k = 0; k < i.size(); ++k)
    c.trades.push_back({index(i[k]), index(j[k]), mass[k]});
  c.need_price.assign(price.begin(), price.end());
  return c;
}

static ClearingVerdict verify_open_market(const std::shared_ptr<const OpenMarket>& market,
                                          const HaulCosts& costs,
                                          const std::vector<double>& weights,
                                          const py::object& offer, const py::object& need,
                                          const py::object& kg, const py::object& need_price) {
  const Clearing c = clearing_of(offer, need, kg, need_price);
  const Weights w = weights_of(weights);
  py::gil_scoped_release unlocked;
  return verify(costs.placed(*market), *costs.source, w, c);
}

static py::dict clearing_columns(const Clearing& c) {
  std::vector<std::int64_t> offer, need, kg;
  for (const auto& t : c.trades)
    offer.push_back(t.offer), need.push_back(t.need), kg.push_back(t.kg);
  return py::dict("offer"_a = array(std::move(offer)), "need"_a = array(std::move(need)),
                  "kg"_a = array(std::move(kg)),
                  "offer_price"_a = array(std::vector(c.offer_price)),
                  "need_price"_a = array(std::vector(c.need_price)));
}

void bind_open_market(py::module_& m) {
  py::class_<OpenMarket, std::shared_ptr<OpenMarket>>(m, "OpenMarket");
  py::class_<HaulCosts>(m, "HaulCosts");
  py::class_<Clearing>(m, "Clearing")
      .def_property_readonly("status",
                             [](const Clearing& c) { return std::string(name(c.status)); })
      .def_readonly("objective_micro_nok", &Clearing::objective_micro_nok)
      .def_readonly("bound_micro_nok", &Clearing::bound_micro_nok)
      .def_readonly("pairs", &Clearing::pairs)
      .def_readonly("rounds", &Clearing::rounds)
      .def("columns", &clearing_columns);
  py::class_<ClearingVerdict>(m, "ClearingVerdict")
      .def_readonly("violations", &ClearingVerdict::violations)
      .def_readonly("objective_micro_nok", &ClearingVerdict::objective_micro_nok)
      .def_readonly("bound_micro_nok", &ClearingVerdict::bound_micro_nok);
  m.def("open_market", &open_market, "offers"_a, "needs"_a, "unplaced_nok_t"_a);
  m.def("straight_costs", &straight_costs, "x"_a, "y"_a, "degrees"_a, "factors"_a);
  m.def("matrix_costs", &matrix_costs, "matrix"_a, "x"_a, "y"_a, "degrees"_a, "factors"_a);
  m.def("clear_open_market", &clear_open_market, "market"_a, "costs"_a, "weights"_a,
        "time_limit_s"_a, "progress"_a);
  m.def("verify_open_market", &verify_open_market, "market"_a, "costs"_a, "weights"_a, "offer"_a,
        "need"_a, "kg"_a, "need_price"_a);
}

}  // namespace masseflyt::python
