#include <masseflyt/traceability/event.hpp>

#include <algorithm>
#include <set>

#include "detail/text.hpp"

namespace masseflyt::traceability {
namespace {

/// One bit per member that not every kind has.
enum Member : std::uint32_t {
  subject = 1u << 0,
  place = 1u << 1,
  inputs = 1u << 2,
  outputs = 1u << 3,
  losses = 1u << 4,
  lots = 1u << 5,
  load = 1u << 6,
  to_party = 1u << 7,
  to_place = 1u << 8,
  run = 1u << 9,
  documents = 1u << 10,
  values = 1u << 11,
  commitments = 1u << 12,
  corrects = 1u << 13,
  reason = 1u << 14,
  key = 1u << 15,
  key_id = 1u << 16,
  digest = 1u << 17,
  terms = 1u << 18,
};
constexpr std::uint32_t papers = documents | commitments | terms;
constexpr std::uint32_t moved = papers | corrects | reason | place;

struct Shape {
  EventKind kind;
  std::string_view name;
  std::uint32_t needs;
  std::uint32_t may_have;
};

constexpr Shape shapes[] = {
    {EventKind::party, "party", subject | key, papers},
    {EventKind::key_enrol, "key_enrol", subject | key, 0},
    {EventKind::key_rotate, "key_rotate", subject | key | key_id, 0},
    {EventKind::key_revoke, "key_revoke", subject | key_id, reason},
    {EventKind::place, "place", subject, papers},
    {EventKind::document, "document", subject | digest, papers},
    {EventKind::extract, "extract", outputs | place, moved},
    {EventKind::split, "split", inputs | outputs | place, moved | losses},
    {EventKind::merge, "merge", inputs | outputs | place, moved | losses},
    {EventKind::process, "process", place, moved | inputs | outputs | losses | run},
    {EventKind::load, "load", load | inputs, moved},
    {EventKind::ship, "ship", load | to_party | to_place, moved | inputs},
    {EventKind::receive, "receive", load | outputs | place, moved},
    {EventKind::store, "store", lots | place, moved},
    {EventKind::water, "water", 0, moved | inputs | outputs},
    {EventKind::sample, "sample", lots | values, moved | inputs},
    {EventKind::hold, "hold", lots | reason, moved},
    {EventKind::release, "release", lots | reason, moved},
    {EventKind::use, "use", inputs | place, moved},
    {EventKind::dispose, "dispose", inputs | place, moved},
    {EventKind::count, "count", outputs, moved},
    {EventKind::adjust, "adjust", reason, moved | inputs | outputs},
    {EventKind::withdraw, "withdraw", corrects | reason, documents},
};

const Shape* shape_of(EventKind kind) noexcept {
  for (const Shape& s : shapes)
    if (s.kind == kind) return &s;
  return nullptr;
}

Error wrong(ErrorCode code, std::string message, std::string path) {
  return {code, std::move(message), "/" + std::move(path)};
}
Error invalid(std::string message, std::string path) {
  return wrong(ErrorCode::invalid_argument, std::move(message), std::move(path));
}

Result<void> check_text(std::string_view text, std::size_t most, const std::string& path) {
  if (text.size() > most)
    return wrong(ErrorCode::limit_exceeded,
                 path + " is longer than " + std::to_string(most) + " bytes", path);
  if (!masseflyt::detail::is_utf8(text)) return invalid(path + " is not UTF-8", path);
  for (const char c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
      return invalid(path + " holds a control character", path);
  return {};
}

Result<void> check_id(std::string_view id, const std::string& path) {
  if (id.empty()) return invalid(path + " is empty", path);
  if (id.front() == ' ' || id.back() == ' ')
    return invalid(path + " begins or ends with a blank", path);
  return check_text(id, max_id_bytes, path);
}

Result<void> check_mass(std::int64_t least, std::int64_t mass, std::int64_t u,
                        const std::string& path) {
  if (mass < least || mass > max_mass_g)
    return wrong(ErrorCode::limit_exceeded,
                 path + ": mass_g is " + std::to_string(mass) + ", expected " +
                     (least < 0 ? "at least -10^15" : "0 or more") + " and at most 10^15",
                 path);
  if (u < 0 || u > max_mass_g) return invalid(path + ": u_g is negative or beyond 10^15", path);
  return {};
}

Result<void> check_measured(const Portion& p, const std::string& path) {
  const Measured& m = *p.measured;
  if (m.source.empty()) return invalid(path + ": the density has no source", path);
  if (auto ok = check_text(m.source, max_text_bytes, path + "/source"); !ok) return ok;
  if (m.state < VolumeState::bank || m.state > VolumeState::placed)
    return wrong(ErrorCode::unit_mismatch, path + ": a volume is bank, loose or placed", path);
  if (m.litres < 0 || m.litres > max_mass_g || m.grams_per_litre < 1 || m.grams_per_litre > 100'000)
    return invalid(path + ": volume or density is out of range", path);
  if (m.litres > max_mass_g / m.grams_per_litre || m.litres * m.grams_per_litre != p.mass_g)
    return wrong(ErrorCode::unit_mismatch, path + ": mass_g is not litres times grams_per_litre",
                 path);
  return {};
}

Result<void> check_portions(const std::vector<Portion>& portions, const std::string& path) {
  if (portions.size() > max_list)
    return wrong(ErrorCode::limit_exceeded, path + " has more than 4096 entries", path);
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < portions.size(); ++i) {
    const Portion& p = portions[i];
    const std::string at = path + "/" + std::to_string(i);
    if (auto ok = check_id(p.lot, at + "/lot"); !ok) return ok;
    if (auto ok = check_mass(0, p.mass_g, p.u_g, at); !ok) return ok;
    if (p.basis != Basis::wet && p.basis != Basis::dry)
      return wrong(ErrorCode::unit_mismatch, at + ": a mass is wet or dry", at);
    if (p.measured)
      if (auto ok = check_measured(p, at); !ok) return ok;
    if (portions.size() > 1 && !seen.insert(p.lot).second)
      return invalid(path + " names lot '" + p.lot + "' twice", at);
  }
  return {};
}

template <typename T>
Result<void> check_ids(const std::vector<T>& ids, const std::string& path) {
  if (ids.size() > max_list)
    return wrong(ErrorCode::limit_exceeded, path + " has more than 4096 entries", path);
  for (std::size_t i = 0; i < ids.size(); ++i)
    if (auto ok = check_id(ids[i], path + "/" + std::to_string(i)); !ok) return ok;
  return {};
}

bool same_basis(const Event& e) {
  const Portion* first = e.inputs.empty() ? nullptr : &e.inputs.front();
  if (first == nullptr && !e.outputs.empty()) first = &e.outputs.front();
  const auto differs = [&](const Portion& p) { return p.basis != first->basis; };
  return std::none_of(e.inputs.begin(), e.inputs.end(), differs) &&
         std::none_of(e.outputs.begin(), e.outputs.end(), differs);
}

Result<void> check_basis(const Event& e) {
  if (e.kind == EventKind::water)
    for (const auto* list : {&e.inputs, &e.outputs})
      for (const Portion& p : *list)
        if (p.basis != Basis::wet)
          return wrong(ErrorCode::unit_mismatch, "water changes wet masses only", "inputs");
  if (same_basis(e)) return {};
  const auto one = [](const std::vector<Portion>& list) {
    return std::all_of(list.begin(), list.end(),
                       [&](const Portion& p) { return p.basis == list.front().basis; });
  };
  const auto is_water = [](const Loss& l) { return l.cause == "water"; };
  if (e.kind == EventKind::process && one(e.inputs) && one(e.outputs) &&
      std::any_of(e.losses.begin(), e.losses.end(), is_water))
    return {};
  return wrong(ErrorCode::unit_mismatch,
               "wet and dry masses meet; only a process that declares a loss called 'water' goes "
               "from one to the other",
               "inputs");
}

std::uint32_t members_of(const Event& e) {
  const auto bit = [](bool present, std::uint32_t member) { return present ? member : 0u; };
  return bit(!e.subject.empty(), subject) | bit(!e.place.empty(), place) |
         bit(!e.inputs.empty(), inputs) | bit(!e.outputs.empty(), outputs) |
         bit(!e.losses.empty(), losses) | bit(!e.lots.empty(), lots) | bit(!e.load.empty(), load) |
         bit(!e.to_party.empty(), to_party) | bit(!e.to_place.empty(), to_place) |
         bit(!e.run.empty(), run) | bit(!e.documents.empty(), documents) |
         bit(!e.values.empty(), values) | bit(!e.commitments.empty(), commitments) |
         bit(!e.corrects.empty(), corrects) | bit(!e.reason.empty(), reason) |
         bit(e.key.has_value(), key) | bit(e.key_id.has_value(), key_id) |
         bit(e.digest.has_value(), digest) | bit(!e.terms.empty(), terms);
}

constexpr std::string_view member_names[] = {
    "subject",  "place",    "inputs", "outputs",   "losses", "lots",        "load",
    "to_party", "to_place", "run",    "documents", "values", "commitments", "corrects",
    "reason",   "key",      "key_id", "digest",    "terms"};

std::string member_name(std::uint32_t bits) {
  for (std::size_t i = 0; i < std::size(member_names); ++i)
    if (bits >> i & 1u) return std::string(member_names[i]);
  return {};
}

Result<void> check_shape(const Event& e, const Shape& shape) {
  const std::uint32_t has = members_of(e);
  const std::string of = " of kind " + std::string(shape.name);
  if (const auto lacks = shape.needs & ~has; lacks != 0)
    return invalid("an event" + of + " needs " + member_name(lacks), member_name(lacks));
  if (const auto extra = has & ~(shape.needs | shape.may_have); extra != 0)
    return invalid("an event" + of + " has no " + member_name(extra), member_name(extra));
  if (e.kind == EventKind::split && e.inputs.size() != 1)
    return invalid("a split has one input", "inputs");
  if ((e.kind == EventKind::merge || e.kind == EventKind::receive) && e.outputs.size() != 1)
    return invalid("an event" + of + " has one output", "outputs");
  if ((e.kind == EventKind::water || e.kind == EventKind::adjust) &&
      (has & (inputs | outputs)) == 0)
    return invalid("an event" + of + " needs inputs or outputs", "inputs");
  if (e.kind == EventKind::process && (e.run.empty() ? (has & inputs) == 0 || (has & outputs) == 0
                                                     : (has & (inputs | outputs | losses)) == 0))
    return invalid("a process needs inputs and outputs, or a run and one of them", "inputs");
  return {};
}

Result<void> check_papers(const Event& e) {
  if (auto ok = check_ids(e.documents, "documents"); !ok) return ok;
  if (e.values.size() > max_list || e.commitments.size() > 64 || e.terms.size() > 64)
    return wrong(ErrorCode::limit_exceeded, "too many values, commitments or terms", "values");
  for (std::size_t i = 0; i < e.values.size(); ++i) {
    const Value& v = e.values[i];
    const std::string at = "values/" + std::to_string(i);
    for (const auto& [text, what] :
         {std::pair<const std::string&, const char*>{v.property, "/property"},
          {v.value, "/value"},
          {v.document, "/document"}})
      if (auto ok = check_id(text, at + what); !ok) return ok;
    if (v.unit.empty())
      return wrong(ErrorCode::unit_mismatch, at + " has no unit; a bare number has unit 1", at);
    if (auto ok = check_text(v.unit, max_id_bytes, at + "/unit"); !ok) return ok;
  }
  std::set<std::string_view> labels;
  for (const Commitment& c : e.commitments) {
    if (auto ok = check_id(c.label, "commitments"); !ok) return ok;
    if (!labels.insert(c.label).second)
      return invalid("commitments name '" + c.label + "' twice", "commitments");
  }
  for (const auto& [name, value] : e.terms) {
    const auto& known = ticket_terms();
    if (!name.starts_with("x-") && std::find(known.begin(), known.end(), name) == known.end())
      return invalid("terms has no member '" + name + "'; own ones begin with x-", "terms");
    if (auto ok = check_id(name, "terms"); !ok) return ok;
    if (value.empty()) return invalid("terms: '" + name + "' is empty", "terms");
    if (auto ok = check_text(value, max_text_bytes, "terms/" + name); !ok) return ok;
  }
  return {};
}

Result<void> check_key(const Event& e) {
  if (!e.key) return {};
  const std::size_t bytes = e.key->algorithm == Algorithm::ed25519      ? 32
                            : e.key->algorithm == Algorithm::ecdsa_p256 ? 33
                                                                        : 0;
  if (bytes == 0) return invalid("the key's algorithm is unknown", "key");
  if (e.key->bytes.size() != bytes)
    return invalid("the key has " + std::to_string(e.key->bytes.size()) + " bytes, expected " +
                       std::to_string(bytes),
                   "key");
  return {};
}

}  // namespace

std::string_view name(EventKind kind) noexcept {
  const Shape* shape = shape_of(kind);
  return shape == nullptr ? std::string_view{} : shape->name;
}

std::optional<EventKind> event_kind(std::string_view name) noexcept {
  for (const Shape& s : shapes)
    if (s.name == name) return s.kind;
  return std::nullopt;
}

const std::vector<std::string_view>& ticket_terms() noexcept {
  static const std::vector<std::string_view> names = {
      "agents",     "carriers",          "commercial",  "direct",     "final_place", "flags",
      "load_count", "material_name",     "media_type",  "method",     "operation",   "permit_ref",
      "producer",   "site_register_ref", "trace_break", "waste_codes"};
  return names;
}

Result<void> check(const Event& e) {
  const Shape* shape = shape_of(e.kind);
  if (shape == nullptr)
    return invalid("kind " + std::to_string(static_cast<int>(e.kind)) + " is unknown", "kind");
  if (auto ok = check_id(e.id, "id"); !ok) return ok;
  if (auto ok = check_id(e.author, "author"); !ok) return ok;
  if (e.time_us < min_time_us || e.time_us > max_time_us)
    return wrong(ErrorCode::limit_exceeded, "time is not in the years 1 to 9999", "time");
  if (auto ok = check_shape(e, *shape); !ok) return ok;
  for (const auto& [text, what] :
       {std::pair<const std::string&, const char*>{e.principal, "principal"},
        {e.subject, "subject"},
        {e.place, "place"},
        {e.load, "load"},
        {e.to_party, "to_party"},
        {e.to_place, "to_place"},
        {e.run, "run"},
        {e.corrects, "corrects"}})
    if (!text.empty())
      if (auto ok = check_id(text, what); !ok) return ok;
  if (auto ok = check_text(e.reason, max_text_bytes, "reason"); !ok) return ok;
  if (e.sequence < 0) return invalid("sequence is negative", "sequence");
  if (auto ok = check_portions(e.inputs, "inputs"); !ok) return ok;
  if (auto ok = check_portions(e.outputs, "outputs"); !ok) return ok;
  if (e.losses.size() > 64)
    return wrong(ErrorCode::limit_exceeded, "losses has more than 64 entries", "losses");
  for (std::size_t i = 0; i < e.losses.size(); ++i) {
    const std::string at = "losses/" + std::to_string(i);
    if (auto ok = check_id(e.losses[i].cause, at + "/cause"); !ok) return ok;
    if (auto ok = check_mass(-max_mass_g, e.losses[i].mass_g, e.losses[i].u_g, at); !ok) return ok;
  }
  if (auto ok = check_ids(e.lots, "lots"); !ok) return ok;
  if (auto ok = check_papers(e); !ok) return ok;
  if (auto ok = check_key(e); !ok) return ok;
  return check_basis(e);
}

}  // namespace masseflyt::traceability
