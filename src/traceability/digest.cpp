#include <masseflyt/traceability/digest.hpp>

#include <algorithm>

#include "traceability/cbor.hpp"
#include "traceability/hasher.hpp"

namespace masseflyt::traceability {
namespace {

using cbor::Reader;
using cbor::Writer;

/// Keys of the outermost map, in the order they are written.
enum Field : std::int64_t {
  f_domain = 0,
  f_version = 1,
  f_kind = 2,
  f_id = 3,
  f_time = 4,
  f_author = 5,
  f_principal = 6,
  f_subject = 7,
  f_place = 8,
  f_inputs = 9,
  f_outputs = 10,
  f_losses = 11,
  f_lots = 12,
  f_load = 13,
  f_to_party = 14,
  f_to_place = 15,
  f_run = 16,
  f_documents = 17,
  f_values = 18,
  f_commitments = 19,
  f_corrects = 20,
  f_reason = 21,
  f_terms = 22,
  f_sequence = 23,
  f_key = 24,
  f_key_id = 25,
  f_digest = 26,
};

// ---- writing

class Fields {
 public:
  Fields(Writer& writer, bool count_only) : w_(writer), count_only_(count_only) {}
  template <typename Write>
  void field(Field key, bool present, Write&& write) {
    if (!present) return;
    ++count_;
    if (count_only_) return;
    w_.integer(key);
    write();
  }
  void text(Field key, const std::string& value) {
    field(key, !value.empty(), [&] { w_.text(value); });
  }
  std::size_t count() const { return count_; }

 private:
  Writer& w_;
  bool count_only_;
  std::size_t count_ = 0;
};

void write_portions(Writer& w, const std::vector<Portion>& portions) {
  w.array(portions.size());
  for (const Portion& p : portions) {
    w.array(p.measured ? 5 : 4);
    w.text(p.lot);
    w.integer(p.mass_g);
    w.integer(static_cast<std::int64_t>(p.basis));
    w.integer(p.u_g);
    if (!p.measured) continue;
    w.array(4);
    w.integer(p.measured->litres);
    w.integer(static_cast<std::int64_t>(p.measured->state));
    w.integer(p.measured->grams_per_litre);
    w.text(p.measured->source);
  }
}

void write_texts(Writer& w, const std::vector<std::string>& texts) {
  w.array(texts.size());
  for (const auto& t : texts) w.text(t);
}

/// Length first, then byte by byte: the order of the encoded texts.
bool shorter(std::string_view a, std::string_view b) {
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

void write_terms(Writer& w, const std::map<std::string, std::string>& terms) {
  std::vector<const std::pair<const std::string, std::string>*> sorted;
  for (const auto& t : terms) sorted.push_back(&t);
  std::sort(sorted.begin(), sorted.end(),
            [](const auto* a, const auto* b) { return shorter(a->first, b->first); });
  w.map(sorted.size());
  for (const auto* t : sorted) {
    w.text(t->first);
    w.text(t->second);
  }
}

std::size_t write_fields(Writer& w, const Event& e, bool count_only) {
  Fields f(w, count_only);
  f.field(f_domain, true, [&] { w.text(event_domain); });
  f.field(f_version, true, [&] { w.integer(event_form_version); });
  f.field(f_kind, true, [&] { w.integer(static_cast<std::int64_t>(e.kind)); });
  f.text(f_id, e.id);
  f.field(f_time, true, [&] { w.integer(e.time_us); });
  f.text(f_author, e.author);
  f.text(f_principal, e.principal);
  f.text(f_subject, e.subject);
  f.text(f_place, e.place);
  f.field(f_inputs, !e.inputs.empty(), [&] { write_portions(w, e.inputs); });
  f.field(f_outputs, !e.outputs.empty(), [&] { write_portions(w, e.outputs); });
  f.field(f_losses, !e.losses.empty(), [&] {
    w.array(e.losses.size());
    for (const Loss& l : e.losses) {
      w.array(3);
      w.text(l.cause);
      w.integer(l.mass_g);
      w.integer(l.u_g);
    }
  });
  f.field(f_lots, !e.lots.empty(), [&] { write_texts(w, e.lots); });
  f.text(f_load, e.load);
  f.text(f_to_party, e.to_party);
  f.text(f_to_place, e.to_place);
  f.text(f_run, e.run);
  f.field(f_documents, !e.documents.empty(), [&] { write_texts(w, e.documents); });
  f.field(f_values, !e.values.empty(), [&] {
    w.array(e.values.size());
    for (const Value& v : e.values) {
      w.array(4);
      for (const auto* text : {&v.property, &v.value, &v.unit, &v.document}) w.text(*text);
    }
  });
  f.field(f_commitments, !e.commitments.empty(), [&] {
    w.array(e.commitments.size());
    for (const Commitment& c : e.commitments) {
      w.array(2);
      w.text(c.label);
      w.bytes(bytes_of(c.digest));
    }
  });
  f.text(f_corrects, e.corrects);
  f.text(f_reason, e.reason);
  f.field(f_terms, !e.terms.empty(), [&] { write_terms(w, e.terms); });
  f.field(f_sequence, e.sequence != 0, [&] { w.integer(e.sequence); });
  f.field(f_key, e.key.has_value(), [&] {
    w.array(2);
    w.integer(static_cast<std::int64_t>(e.key->algorithm));
    w.bytes(e.key->bytes);
  });
  f.field(f_key_id, e.key_id.has_value(), [&] { w.bytes(bytes_of(*e.key_id)); });
  f.field(f_digest, e.digest.has_value(), [&] { w.bytes(bytes_of(*e.digest)); });
  return f.count();
}

// ---- reading

template <typename Enum>
Enum to_enum(std::int64_t number) {
  // Out of range becomes 0, which is no member of any of our enums, and check() says so.
  return static_cast<Enum>(number < 0 || number > 1000 ? 0 : static_cast<std::int32_t>(number));
}

template <std::size_t N>
std::array<std::uint8_t, N> fixed(Reader& r) {
  std::array<std::uint8_t, N> out{};
  const std::string_view bytes = r.bytes();
  if (bytes.size() == N)
    std::copy(bytes.begin(), bytes.end(), out.begin());
  else
    r.fail("has a digest or key id of another length");
  return out;
}

/// An array of `items` entries is expected, not another number.
void items(Reader& r, std::size_t expected) {
  if (r.array() != expected) r.fail("has an array of another length");
}

template <typename Read>
void list(Reader& r, Read&& read) {
  const std::size_t n = r.array();
  if (n == 0) r.fail("has an empty list, which is to be left out");
  for (std::size_t i = 0; i < n && r.ok(); ++i) read();
}

std::string some_text(Reader& r) {
  const std::string_view text = r.text();
  if (text.empty()) r.fail("has an empty text, which is to be left out");
  return std::string(text);
}

Portion read_portion(Reader& r) {
  Portion p;
  const std::size_t n = r.array();
  if (n != 4 && n != 5) r.fail("has a portion of another length");
  p.lot = r.text();
  p.mass_g = r.integer();
  p.basis = to_enum<Basis>(r.integer());
  p.u_g = r.integer();
  if (n != 5) return p;
  items(r, 4);
  Measured m;
  m.litres = r.integer();
  m.state = to_enum<VolumeState>(r.integer());
  m.grams_per_litre = r.integer();
  m.source = r.text();
  p.measured = std::move(m);
  return p;
}

void read_terms(Reader& r, Event& e) {
  const std::size_t n = r.map();
  if (n == 0) r.fail("has empty terms, which are to be left out");
  std::string last;
  for (std::size_t i = 0; i < n && r.ok(); ++i) {
    std::string key = some_text(r);
    if (i > 0 && !shorter(last, key)) r.fail("has terms that are out of order or stand twice");
    e.terms[key] = r.text();
    last = std::move(key);
  }
}

void read_field(Reader& r, std::int64_t key, Event& e) {
  switch (key) {
    case f_principal:
      e.principal = some_text(r);
      return;
    case f_subject:
      e.subject = some_text(r);
      return;
    case f_place:
      e.place = some_text(r);
      return;
    case f_inputs:
      return list(r, [&] { e.inputs.push_back(read_portion(r)); });
    case f_outputs:
      return list(r, [&] { e.outputs.push_back(read_portion(r)); });
    case f_losses:
      return list(r, [&] {
        items(r, 3);
        Loss l;
        l.cause = r.text();
        l.mass_g = r.integer();
        l.u_g = r.integer();
        e.losses.push_back(std::move(l));
      });
    case f_lots:
      return list(r, [&] { e.lots.emplace_back(r.text()); });
    case f_load:
      e.load = some_text(r);
      return;
    case f_to_party:
      e.to_party = some_text(r);
      return;
    case f_to_place:
      e.to_place = some_text(r);
      return;
    case f_run:
      e.run = some_text(r);
      return;
    case f_documents:
      return list(r, [&] { e.documents.emplace_back(r.text()); });
    case f_values:
      return list(r, [&] {
        items(r, 4);
        Value v;
        for (auto* text : {&v.property, &v.value, &v.unit, &v.document}) *text = r.text();
        e.values.push_back(std::move(v));
      });
    case f_commitments:
      return list(r, [&] {
        items(r, 2);
        Commitment c;
        c.label = r.text();
        c.digest = fixed<32>(r);
        e.commitments.push_back(std::move(c));
      });
    case f_corrects:
      e.corrects = some_text(r);
      return;
    case f_reason:
      e.reason = some_text(r);
      return;
    case f_terms:
      return read_terms(r, e);
    case f_sequence:
      e.sequence = r.integer();
      if (e.sequence == 0) r.fail("has a sequence of 0, which is to be left out");
      return;
    case f_key: {
      items(r, 2);
      PublicKey k;
      k.algorithm = to_enum<Algorithm>(r.integer());
      k.bytes = r.bytes();
      e.key = std::move(k);
      return;
    }
    case f_key_id:
      e.key_id = fixed<8>(r);
      return;
    case f_digest:
      e.digest = fixed<32>(r);
      return;
    default:
      r.fail("has a field that this version does not know");
  }
}

Error corrupt(const Reader& r) {
  return {ErrorCode::corrupt,
          "the event " + std::string(r.fault()) + ", at byte " + std::to_string(r.position())};
}

}  // namespace

Result<std::string> encode(const Event& event) {
  if (auto ok = check(event); !ok) return ok.error();
  std::string out;
  Writer w(out);
  out.reserve(256);
  w.map(write_fields(w, event, true));
  write_fields(w, event, false);
  return out;
}

Result<Event> decode(std::string_view bytes) {
  Reader r(bytes);
  Event e;
  const std::size_t fields = r.map();
  std::int64_t last = -1;
  constexpr std::int64_t required[] = {f_domain, f_version, f_kind, f_id, f_time, f_author};
  for (std::size_t i = 0; i < fields && r.ok(); ++i) {
    const std::int64_t key = r.integer();
    if (key <= last) r.fail("has fields that are out of order or stand twice");
    if (i < std::size(required) && key != required[i]) r.fail("lacks a field that each event has");
    last = key;
    if (!r.ok()) break;
    if (key == f_domain) {
      if (r.text() != event_domain) r.fail("is of another domain");
    } else if (key == f_version) {
      const std::int64_t version = r.integer();
      if (r.ok() && version != event_form_version)
        return Error{ErrorCode::unsupported_version,
                     "the event has form " + std::to_string(version) + ", this library reads 1"};
    } else if (key == f_kind) {
      e.kind = to_enum<EventKind>(r.integer());
    } else if (key == f_id) {
      e.id = r.text();
    } else if (key == f_time) {
      e.time_us = r.integer();
    } else if (key == f_author) {
      e.author = r.text();
    } else {
      read_field(r, key, e);
    }
  }
  if (r.ok() && fields < std::size(required)) r.fail("lacks a field that each event has");
  if (r.ok() && !r.at_end()) r.fail("is followed by other bytes");
  if (!r.ok()) return corrupt(r);
  if (auto ok = check(e); !ok) return ok.error();
  return e;
}

Digest sha256(std::string_view bytes) { return Hasher().hash({bytes}); }

std::string hex(std::span<const std::uint8_t> bytes) {
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (const std::uint8_t b : bytes) {
    text += digits[b >> 4];
    text += digits[b & 0x0F];
  }
  return text;
}

Result<std::string> from_hex(std::string_view text) {
  const auto digit = [](char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
  };
  std::string bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    const int high = digit(text[i]), low = digit(text[i + 1]);
    if (high < 0 || low < 0) break;
    bytes += static_cast<char>(high << 4 | low);
  }
  if (2 * bytes.size() != text.size())
    return Error{ErrorCode::invalid_argument, "not a hexadecimal text"};
  return bytes;
}

std::string_view bytes_of(std::span<const std::uint8_t> digest) noexcept {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace masseflyt::traceability
