// Opens a place to a kind of mass that it refuses by its own words.
#include <algorithm>

#include "why_trial.hpp"

namespace masseflyt::scenario {
namespace {

bool contains(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string joined(const Names& names) {
  std::string out;
  for (const auto& n : names) out += (out.empty() ? "" : ";") + n;
  return out;
}

template <typename V>
std::string joined(const Keyed<V>& pairs, const std::function<std::string(const V&)>& text) {
  std::string out;
  for (const auto& [key, value] : pairs) out += (out.empty() ? "" : ";") + key + ":" + text(value);
  return out;
}

/// The lists of one row of the input, as far as its table has them.
struct Lists {
  const char* table;
  Names* materials = nullptr;
  Names* classes = nullptr;
  Names* grades = nullptr;
  Names* offers = nullptr;
  const char* offers_column = "";
};

void add(Names* list, const std::string& word, const char* column, RowChange& change) {
  if (list == nullptr || word.empty() || contains(*list, word)) return;
  list->push_back(word);
  change.cells.emplace_back(column, joined(*list));
}

RowChange widen(const Lists& lists, const std::string& id, const LotKind& kind,
                const std::string& offer) {
  RowChange change{lists.table, id, {}};
  add(lists.materials, kind.material, "materials", change);
  add(lists.classes, kind.condition_class, "classes", change);
  if (lists.grades != nullptr && !lists.grades->empty())
    add(lists.grades, kind.grade, "grades", change);
  if (lists.offers != nullptr && !lists.offers->empty())
    add(lists.offers, offer, lists.offers_column, change);
  return change;
}

template <typename Row>
Row* find(std::vector<Row>& rows, const std::string& id) {
  const auto at = std::find_if(rows.begin(), rows.end(), [&](const Row& r) { return r.id == id; });
  return at == rows.end() ? nullptr : &*at;
}

/// A class without a fee is reckoned with the fee of the last class that has one.
void price_class(Receiver& r, const std::string& condition_class, RowChange& change,
                 std::string& note, std::string& note_nb) {
  const auto has = std::any_of(r.fees.begin(), r.fees.end(),
                               [&](const auto& f) { return f.first == condition_class; });
  if (has || r.fees.empty()) return;
  const auto [like, key] = r.fees.back();
  r.fees.emplace_back(condition_class, key);
  change.cells.emplace_back("fees", joined<std::string>(r.fees, [](const auto& k) { return k; }));
  note = "no fee for " + condition_class + " is known there: reckoned with that of " + like;
  note_nb = "avgiften for " + condition_class + " er ikke kjent der: regnet som for " + like;
}

/// A store keeps groups apart; one it has no share for gets what is not shared out yet.
bool make_room(Store& s, const std::string& group, RowChange& change) {
  double left = 1;
  for (const auto& [name, share] : s.group_shares) {
    if (name == group && share > 0) return true;
    left -= share;
  }
  if (left < 0.005) return false;
  s.group_shares.emplace_back(group, std::floor(left * 1000) / 1000);
  change.cells.emplace_back("group_shares", joined<double>(s.group_shares, [](const double& v) {
                              std::string text = std::to_string(v);
                              while (text.back() == '0') text.pop_back();
                              return text.back() == '.' ? text + "0" : text;
                            }));
  return true;
}

/// Masses that are not clean are a matter of law, not of a place's own words. Landfills and
/// treatment plants are made for them; elsewhere classes 2 and 3 may be asked about, no others.
bool is_no_permission(const LotKind& kind, const std::string& receiver_kind) {
  const std::string& c = kind.condition_class;
  if (c == "clean" || receiver_kind == "landfill" || receiver_kind == "treatment") return false;
  return receiver_kind.empty() || (c != "class2" && c != "class3");
}

void tell_law(const LotKind& kind, const std::string& receiver_kind, std::string& note,
              std::string& note_nb) {
  if (kind.condition_class == "clean" || receiver_kind == "landfill" ||
      receiver_kind == "treatment")
    return;
  note += std::string(note.empty() ? "" : "; ") + "whether the law allows " + kind.condition_class +
          " there is not judged here";
  note_nb += std::string(note_nb.empty() ? "" : "; ") + "om loven tillater " +
             kind.condition_class + " der, er ikke vurdert her";
}

}  // namespace

std::optional<RowChange> permit(Case& input, const std::string& place, const LotKind& kind,
                                const std::string& offer, std::string& note, std::string& note_nb) {
  if (auto* r = find(input.receivers, place)) {
    if (is_no_permission(kind, r->kind)) return std::nullopt;
    auto change =
        widen({"receivers", &r->materials, &r->classes, nullptr, &r->exclusive_to, "exclusive_to"},
              place, kind, offer);
    price_class(*r, kind.condition_class, change, note, note_nb);
    tell_law(kind, r->kind, note, note_nb);
    return change;
  }
  if (is_no_permission(kind, "")) return std::nullopt;
  if (auto* q = find(input.quarries, place))
    return widen({"quarries", &q->materials, &q->classes, &q->grades}, place, kind, offer);
  if (auto* n = find(input.needs, place)) {
    return widen({"needs", &n->materials, nullptr, nullptr, &n->from_offers, "from_offers"}, place,
                 kind, offer);
  }
  if (auto* s = find(input.stores, place)) {
    auto change =
        widen({"stores", &s->materials, &s->classes, nullptr, &s->exclusive_to, "exclusive_to"},
              place, kind, offer);
    if (!make_room(*s, kind.group, change)) return std::nullopt;
    return change;
  }
  return std::nullopt;
}

}  // namespace masseflyt::scenario
