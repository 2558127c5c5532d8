#include <masseflyt/traceability/answer_json.hpp>

#include <cmath>
#include <map>

#include <masseflyt/traceability/digest.hpp>
#include <masseflyt/traceability/event_json.hpp>

#include "detail/json_value.hpp"
#include "detail/number.hpp"

namespace masseflyt::traceability {
namespace {

using masseflyt::detail::format_number;
using masseflyt::detail::JsonValue;
using masseflyt::detail::to_json_text;

/// Members one after another.
class Members {
 public:
  Members& text(const char* key, std::string_view value) {
    return add(key, JsonValue::of_text(std::string(value)));
  }
  template <typename Integer>
  Members& whole(const char* key, Integer value) {
    return add(key, JsonValue::of_number(std::to_string(value)));
  }
  Members& real(const char* key, double value) {
    return add(key,
               std::isfinite(value) ? JsonValue::of_number(format_number(value)) : JsonValue{});
  }
  Members& yes(const char* key, bool value) {
    return add(key, {JsonValue::Kind::boolean, value ? "true" : "false", {}, {}});
  }
  Members& add(const char* key, JsonValue value) {
    object_.add(key, std::move(value));
    return *this;
  }
  operator JsonValue() { return std::move(object_); }  // NOLINT(google-explicit-constructor)
  std::string done() const { return to_json_text(object_); }

 private:
  JsonValue object_ = JsonValue::object();
};

template <typename T, typename One>
JsonValue list(const T& values, One&& one) {
  JsonValue all = JsonValue::array();
  for (const auto& v : values) all.items.push_back(one(v));
  return all;
}

JsonValue flag_value(const Flag& f) {
  return Members()
      .text("what", name(f.what))
      .whole("event", f.event)
      .text("subject", f.subject)
      .whole("difference_g", f.difference_g)
      .whole("tolerance_g", f.tolerance_g)
      .text("message", explain(f));
}

JsonValue number_or_null(const std::optional<std::uint64_t>& n) {
  return n ? JsonValue::of_number(std::to_string(*n)) : JsonValue{};
}

JsonValue receipt_value(const Result<Receipt>& r) {
  if (!r)
    return Members()
        .whole("code", static_cast<std::int32_t>(r.error().code))
        .text("message", r.error().message)
        .text("path", r.error().path);
  return Members()
      .whole("index", r->index)
      .yes("already", r->already)
      .text("leaf_hash", hex(r->leaf_hash))
      .add("flags", list(r->flags, flag_value));
}

/// Ids from a source to the newest row of each lot or load; steps inside one are left out.
std::map<std::pair<bool, std::string>, std::vector<std::string>> paths(const Lineage& lineage,
                                                                       const Recall& recall) {
  std::map<std::pair<bool, std::string>, std::uint32_t> newest;
  for (std::uint32_t row = 0; row < recall.size(); ++row) {
    const NodeKind kind = lineage.kind(recall.node[row]);
    if (kind == NodeKind::lot || kind == NodeKind::load)
      newest[{kind == NodeKind::load, std::string(lineage.id(recall.node[row]))}] = row;
  }
  std::map<std::pair<bool, std::string>, std::vector<std::string>> all;
  for (const auto& [key, row] : newest)
    for (const std::uint32_t step : recall.path(row)) {
      const std::string_view id = lineage.id(recall.node[step]);
      auto& path = all[key];
      if (path.empty() || path.back() != id) path.emplace_back(id);
    }
  return all;
}

}  // namespace

std::string to_json(const Flag& flag) { return to_json_text(flag_value(flag)); }

std::string to_json(const std::vector<Flag>& flags) {
  return to_json_text(list(flags, flag_value));
}

std::string to_json(const LotState& l) {
  return Members()
      .text("id", l.id)
      .text("basis", l.basis == Basis::wet ? "wet" : "dry")
      .whole("stock_g", l.stock_g)
      .text("holder", l.holder)
      .text("place", l.place)
      .yes("on_hold", l.on_hold)
      .whole("version", l.version)
      .done();
}

std::string to_json(const LoadState& l) {
  constexpr std::string_view handovers[] = {"", "loaded", "under_way", "received", "disputed"};
  return Members()
      .text("id", l.id)
      .text("handover", handovers[static_cast<std::size_t>(l.handover)])
      .whole("loaded_g", l.loaded_g)
      .whole("received_g", l.received_g)
      .text("from_party", l.from_party)
      .text("to_party", l.to_party)
      .text("to_place", l.to_place)
      .add("shipped_at", number_or_null(l.shipped_at))
      .add("received_at", number_or_null(l.received_at))
      .done();
}

std::string to_json(const LotBalance& b) {
  return Members()
      .text("lot", b.lot)
      .whole("in_g", b.in_g)
      .whole("out_g", b.out_g)
      .whole("stock_g", b.stock_g)
      .real("u_g", std::sqrt(b.sum_u2))
      .add("counted_g", b.counted ? JsonValue::of_number(std::to_string(b.counted_g)) : JsonValue{})
      .whole("count_difference_g", b.count_difference_g)
      .text("closure", name(b.closure))
      .done();
}

std::string to_json(const SiteBalance& b) {
  Members m;
  m.text("place", b.place);
  for (const auto& [key, value] : {std::pair{"extracted_g", b.extracted_g},
                                   {"received_g", b.received_g},
                                   {"shipped_g", b.shipped_g},
                                   {"used_g", b.used_g},
                                   {"disposed_g", b.disposed_g},
                                   {"lost_g", b.lost_g},
                                   {"adjusted_g", b.adjusted_g},
                                   {"water_g", b.water_g},
                                   {"sampled_g", b.sampled_g},
                                   {"moved_g", b.moved_g},
                                   {"stock_g", b.stock_g},
                                   {"difference_g", b.difference_g}})
    m.whole(key, value);
  m.real("u_g", std::sqrt(b.sum_u2)).text("closure", name(b.closure));
  return m.text("worst_lot", b.worst_lot).done();
}

std::string to_json(const RunBalance& b) {
  return Members()
      .text("run", b.run)
      .whole("in_g", b.in_g)
      .whole("out_g", b.out_g)
      .whole("lost_g", b.lost_g)
      .whole("difference_g", b.difference_g)
      .real("u_g", std::sqrt(b.sum_u2))
      .text("closure", name(b.closure))
      .done();
}

std::string to_json(const ProvenTicket& t) {
  const std::string rest = Members()
                               .text("origin", t.origin)
                               .whole("index", t.index)
                               .whole("size", t.size)
                               .whole("time_s", t.time_s)
                               .text("statement", t.statement())
                               .done();
  return R"({"event":)" + to_json(t.event) + "," + rest.substr(1);
}

std::string to_json(std::span<const Result<Receipt>> receipts) {
  return to_json_text(list(receipts, receipt_value));
}

std::string to_json(const Lineage& lineage, const Recall& recall) {
  const RecallSummary sum = summarise(lineage, recall);
  const auto why = paths(lineage, recall);
  const auto lot = [&](const RecallSummary::Lot& l) -> JsonValue {
    const auto path = why.find({l.is_load, l.id});
    return Members()
        .text("id", l.id)
        .text("kind", l.is_load ? "load" : "lot")
        .real("share", l.share)
        .whole("mass_g", l.mass_g)
        .whole("low_g", l.low_g)
        .whole("high_g", l.high_g)
        .text("place", l.place)
        .add("path", list(path == why.end() ? std::vector<std::string>{} : path->second,
                          [](const std::string& id) { return JsonValue::of_text(id); }));
  };
  const auto end = [](const RecallSummary::End& e) -> JsonValue {
    return Members()
        .text("place", e.place)
        .text("kind", name(e.kind))
        .real("suspect_g", e.suspect_g)
        .whole("low_g", e.low_g)
        .whole("high_g", e.high_g);
  };
  return Members()
      .whole("as_of", recall.log_size)
      .text("reading", recall.reading == Reading::fifo ? "fifo" : "well_mixed")
      .real("source_g", recall.source_g)
      .real("stock_g", sum.stock_g)
      .add("lots", list(sum.lots, lot))
      .add("ends", list(sum.ends, end))
      .done();
}

}  // namespace masseflyt::traceability
