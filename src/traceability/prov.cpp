#include <masseflyt/traceability/prov.hpp>

#include <set>

#include <masseflyt/traceability/digest.hpp>
#include <masseflyt/traceability/event_json.hpp>

#include "detail/json_value.hpp"
#include "traceability/lineage_data.hpp"

namespace masseflyt::traceability {
namespace {

using masseflyt::detail::JsonValue;
using Node = Lineage::Node;

/// What may stand in the local part of a qualified name without quoting.
std::string encoded(std::string_view id) {
  constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : id) {
    const auto b = static_cast<unsigned char>(c);
    const bool plain = (b >= '0' && b <= '9') || (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z') ||
                       c == '-' || c == '_' || c == '.';
    if (plain) {
      out += c;
    } else {
      out += '%';
      out += digits[b >> 4];
      out += digits[b & 0x0F];
    }
  }
  return out;
}

JsonValue text(std::string value) { return JsonValue::of_text(std::move(value)); }

JsonValue typed(std::string value, const char* type) {
  JsonValue v = JsonValue::object();
  v.add("$", text(std::move(value)));
  v.add("type", text(type));
  return v;
}

class Writer {
 public:
  Writer(const Ledger& ledger, const Lineage& lineage)
      : ledger_(ledger), s_(ledger.state()), l_(lineage), d_(lineage.data()) {}

  Result<void> run(std::string_view base) {
    for (const auto& [prefix, folder] : {std::pair{"m", "ns/"},
                                         {"lot", "lot/"},
                                         {"load", "load/"},
                                         {"act", "event/"},
                                         {"org", "org/"},
                                         {"doc", "doc/"}})
      prefix_.add(prefix, text(std::string(base) + folder));
    prefix_.add("xsd", text("http://www.w3.org/2001/XMLSchema#"));
    for (Node v = 0; v < l_.node_count(); ++v) node(v);
    for (std::uint64_t i = 0; i < d_.log_size; ++i)
      if (auto ok = event(static_cast<Index>(i)); !ok) return ok;
    return {};
  }

  std::string document() {
    JsonValue all = JsonValue::object();
    for (auto& [name, part] : {std::pair{"prefix", &prefix_},
                               {"entity", &entity_},
                               {"activity", &activity_},
                               {"agent", &agent_},
                               {"wasGeneratedBy", &generated_},
                               {"used", &used_},
                               {"wasDerivedFrom", &derived_},
                               {"specializationOf", &special_},
                               {"wasInvalidatedBy", &invalidated_},
                               {"wasAssociatedWith", &associated_},
                               {"actedOnBehalfOf", &behalf_},
                               {"wasAttributedTo", &attributed_}})
      if (!part->keys.empty()) all.add(name, *part);
    return masseflyt::detail::to_json_text(all);
  }

 private:
  bool is_lot(Node v) const { return d_.entity[v] != none; }
  std::string lot(Node v) const {
    return (d_.kind[v] == NodeKind::load ? "load:" : "lot:") + encoded(l_.id(v));
  }
  std::string version(Node v) const { return lot(v) + ".v" + std::to_string(d_.version[v]); }
  std::string act(Index event) const { return "act:" + encoded(s_.event_ids[event]); }

  /// A relation without a name of its own.
  void relate(JsonValue& to, const char* kind,
              std::initializer_list<std::pair<const char*, std::string>> ends,
              const std::int64_t* mass_g = nullptr) {
    JsonValue r = JsonValue::object();
    for (const auto& [key, value] : ends) r.add(key, text(value));
    if (mass_g != nullptr) r.add("m:mass_g", typed(std::to_string(*mass_g), "xsd:long"));
    to.add(std::string("_:") + kind + std::to_string(to.keys.size() + 1), std::move(r));
  }

  void agent(Index party) {
    const std::string id = "org:" + encoded(s_.parties[party]);
    if (!agents_.insert(id).second) return;
    JsonValue a = JsonValue::object();
    a.add("prov:type", typed("prov:Organization", "xsd:QName"));
    agent_.add(id, std::move(a));
  }

  void node(Node v) {
    if (!is_lot(v)) return;
    JsonValue e = JsonValue::object();
    e.add("prov:type", typed(d_.kind[v] == NodeKind::load ? "m:Load" : "m:Lot", "xsd:QName"));
    e.add("m:mass_g", typed(std::to_string(d_.mass[v]), "xsd:long"));
    entity_.add(version(v), std::move(e));
    if (lots_.insert(lot(v)).second) entity_.add(lot(v), JsonValue::object());
    relate(special_, "s", {{"prov:specificEntity", version(v)}, {"prov:generalEntity", lot(v)}});
    relate(generated_, "g", {{"prov:entity", version(v)}, {"prov:activity", act(d_.event[v])}},
           &d_.mass[v]);
    bool goes_on = false;
    std::set<Index> by;
    for (Index a = d_.first_out[v]; a < d_.first_out[v + std::size_t{1}]; ++a) {
      const Node w = d_.head[a];
      const std::int64_t mass = d_.arc_mass[d_.out_arc[a]];
      if (d_.entity[w] == d_.entity[v]) {
        goes_on = true;
        continue;
      }
      relate(used_, "u", {{"prov:activity", act(d_.event[w])}, {"prov:entity", version(v)}}, &mass);
      by.insert(d_.event[w]);
    }
    if (!goes_on && !by.empty())
      relate(invalidated_, "i",
             {{"prov:entity", version(v)}, {"prov:activity", act(*by.rbegin())}});
    derive(v);
  }

  /// From the lots before it, through whatever mixed them on the way.
  void derive(Node v) {
    std::vector<Node> next(l_.before(v).begin(), l_.before(v).end());
    std::set<Node> seen;
    for (std::size_t i = 0; i < next.size(); ++i) {
      const Node t = next[i];
      if (!seen.insert(t).second) continue;
      if (is_lot(t))
        relate(derived_, "d",
               {{"prov:generatedEntity", version(v)},
                {"prov:usedEntity", version(t)},
                {"prov:activity", act(d_.event[v])}});
      else
        next.insert(next.end(), l_.before(t).begin(), l_.before(t).end());
    }
  }

  Result<void> event(Index i) {
    const Row& row = s_.rows[i];
    if (const Index by = s_.corrected_by(i); by != none && by < d_.log_size) return {};
    const auto e = ledger_.event(i);
    if (!e) return e.error();
    agent(row.author);
    if (e->kind == EventKind::document) {
      JsonValue doc = JsonValue::object();
      doc.add("m:sha256", text(hex(*e->digest)));
      entity_.add("doc:" + encoded(e->subject), std::move(doc));
      relate(attributed_, "t",
             {{"prov:entity", "doc:" + encoded(e->subject)},
              {"prov:agent", "org:" + encoded(e->author)}});
    }
    if (e->kind < EventKind::extract || e->kind == EventKind::withdraw) return {};
    JsonValue a = JsonValue::object();
    a.add("prov:type", typed("m:" + std::string(name(e->kind)), "xsd:QName"));
    a.add("prov:endTime", text(time_text(e->time_us)));
    activity_.add(act(i), std::move(a));
    relate(associated_, "a",
           {{"prov:activity", act(i)}, {"prov:agent", "org:" + encoded(e->author)}});
    for (const Value& v : e->values)
      relate(used_, "u",
             {{"prov:activity", act(i)}, {"prov:entity", "doc:" + encoded(v.document)}});
    if (row.acting != row.author) {
      agent(row.acting);
      relate(behalf_, "b",
             {{"prov:delegate", "org:" + encoded(e->author)},
              {"prov:responsible", "org:" + encoded(e->principal)},
              {"prov:activity", act(i)}});
    }
    return {};
  }

  const Ledger& ledger_;
  const Ledger::State& s_;
  const Lineage& l_;
  const Lineage::Data& d_;
  std::set<std::string> agents_, lots_;
  JsonValue prefix_ = JsonValue::object(), entity_ = JsonValue::object(),
            activity_ = JsonValue::object(), agent_ = JsonValue::object(),
            generated_ = JsonValue::object(), used_ = JsonValue::object(),
            derived_ = JsonValue::object(), special_ = JsonValue::object(),
            invalidated_ = JsonValue::object(), associated_ = JsonValue::object(),
            behalf_ = JsonValue::object(), attributed_ = JsonValue::object();
};

}  // namespace

Result<std::string> to_prov_json(const Ledger& ledger, const Lineage& lineage,
                                 std::string_view base) {
  if (!base.ends_with('/'))
    return Error{ErrorCode::invalid_argument, "the base address does not end with '/'", {}};
  Writer writer(ledger, lineage);
  if (auto ok = writer.run(base); !ok) return ok.error();
  return writer.document();
}

}  // namespace masseflyt::traceability
