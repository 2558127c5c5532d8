#include <masseflyt/traceability/exchange.hpp>

#include <algorithm>

#include <masseflyt/traceability/digest.hpp>
#include <masseflyt/traceability/event_json.hpp>
#include <masseflyt/traceability/lineage.hpp>
#include <masseflyt/traceability/prov.hpp>

#include "detail/json_reader.hpp"
#include "detail/text.hpp"
#include "traceability/base64.hpp"

namespace masseflyt::traceability {
namespace {

using masseflyt::detail::JsonValue;

constexpr std::string_view names[] = {"", "cbor", "json", "epcis", "prov", "loads"};
constexpr std::size_t head_bytes = 12;  ///< length and time in front of a leaf

void put(std::string& out, std::uint64_t value, int bytes) {
  for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(value >> (8 * i) & 0xFF);
}
std::uint64_t get(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char c : bytes) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

std::string json_line(const Record& record, const Event& event) {
  const std::string body = to_json(event);
  return R"({"recorded":")" + time_text(record.recorded_us) + R"(","leaf":")" +
         to_base64(record.leaf) + R"(","event":)" + body + "}\n";
}

struct Taken {
  std::vector<Record> records;
  std::vector<Event> events;
};

Result<Taken> all_of(const Ledger& ledger, bool decoded, const Cancel* cancel) {
  Taken all;
  for (std::uint64_t i = 0; i < ledger.size(); ++i) {
    if (i % 1024 == 0 && is_set(cancel))
      return Error{ErrorCode::cancelled, "stopped by the caller", {}};
    auto record = ledger.record(i);
    if (!record) return record.error();
    if (decoded) {
      auto event = ledger.event(i);
      if (!event) return event.error();
      all.events.push_back(*std::move(event));
    }
    all.records.push_back(*std::move(record));
  }
  return all;
}

std::string cbor_file(const std::vector<Record>& records) {
  std::string out(leaves_magic);
  for (const Record& r : records) {
    put(out, r.leaf.size(), 4);
    put(out, static_cast<std::uint64_t>(r.recorded_us), 8);
    out += r.leaf;
  }
  return out;
}

class Reader {
 public:
  Reader(std::string_view file, const EpcisLimits& limits, Imported& in)
      : file_(file), most_(10 * limits.events), in_(in) {}

  void cbor(std::string_view bytes) {
    bytes.remove_prefix(leaves_magic.size());
    for (std::size_t n = 0; !bytes.empty(); ++n) {
      const std::string at = std::string(file_) + ":event " + std::to_string(n);
      if (too_many(n, at)) return;
      const std::size_t length = bytes.size() < head_bytes ? 0 : get(bytes.substr(0, 4));
      if (bytes.size() < head_bytes || length > bytes.size() - head_bytes)
        return bad(at, ErrorCode::corrupt, std::to_string(bytes.size()) + " bytes are left",
                   "a whole event: the file ends too early");
      const auto recorded = static_cast<std::int64_t>(get(bytes.substr(4, 8)));
      signed_event(bytes.substr(head_bytes, length), recorded, nullptr, at);
      bytes.remove_prefix(head_bytes + length);
    }
  }

  void json(std::string_view bytes) {
    std::size_t row = 1, n = 0;
    while (!bytes.empty()) {
      const auto end = std::min(bytes.find('\n'), bytes.size());
      const std::string at = std::string(file_) + ":" + std::to_string(row++);
      const std::string_view line = masseflyt::detail::trim(bytes.substr(0, end));
      if (!line.empty() && line != "\r") {
        if (too_many(n++, at)) return;
        json_event(line, at);
      }
      bytes.remove_prefix(std::min(end + 1, bytes.size()));
    }
  }

 private:
  void bad(const std::string& at, ErrorCode code, std::string_view value, std::string expected) {
    in_.found.push_back(
        {Severity::error, code, at, masseflyt::detail::shorten(value), std::move(expected)});
  }
  bool too_many(std::size_t n, const std::string& at) {
    if (n < most_) return false;
    bad(at, ErrorCode::limit_exceeded, "", "at most " + std::to_string(most_) + " events");
    return true;
  }

  void json_event(std::string_view line, const std::string& at) {
    Diagnostics found;
    masseflyt::detail::JsonLimits limits;
    limits.bytes = 4u << 20;
    const auto root = masseflyt::detail::read_json(line, at, limits, found);
    if (!root || has_errors(found)) {
      for (Diagnostic& d : found) d.path = at, in_.found.push_back(std::move(d));
      return;
    }
    const JsonValue* inner = root->find("event");
    const auto event = read_event_json(inner == nullptr ? std::string(line)
                                                        : masseflyt::detail::to_json_text(*inner));
    if (!event) return bad(at + event.error().path, event.error().code, "", event.error().message);
    if (inner == nullptr) {
      in_.events.push_back({*event, {}, {}});
      return;
    }
    const JsonValue* leaf = root->find("leaf");
    const JsonValue* recorded = root->find("recorded");
    const auto when =
        recorded == nullptr ? Result<std::int64_t>(Error{}) : read_time(recorded->text);
    if (!when) return bad(at + "/recorded", ErrorCode::invalid_argument, "", "a time");
    if (leaf == nullptr) {
      in_.events.push_back({*event, {}, *when});
      return;
    }
    const auto bytes = from_base64(leaf->text);
    if (!bytes) return bad(at + "/leaf", ErrorCode::corrupt, leaf->text, "base64");
    signed_event(*bytes, *when, &*event, at);
  }

  /// `said` is what stands beside the leaf in plain words and has to be the same.
  void signed_event(std::string_view leaf, std::int64_t recorded, const Event* said,
                    const std::string& at) {
    const auto parts = from_leaf(leaf);
    auto event = parts ? decode(parts->body) : Result<Event>(parts.error());
    if (!event) return bad(at, event.error().code, "", event.error().message);
    if (said != nullptr && *said != *event)
      return bad(at + "/event", ErrorCode::corrupt, said->id, "what the signed leaf says");
    in_.events.push_back({*std::move(event), std::string(leaf), recorded});
  }

  std::string_view file_;
  std::uint64_t most_;
  Imported& in_;
};

Imported from_epcis_document(std::string_view bytes, std::string_view file,
                             const EpcisInOptions& options) {
  EpcisIn in = from_epcis(bytes, file, options);
  Imported out;
  for (std::size_t i = 0; i < in.events.size(); ++i)
    out.events.push_back({std::move(in.events[i]), std::move(in.leaves[i]), {}});
  out.notes = std::move(in.notes);
  out.found = std::move(in.found);
  return out;
}

}  // namespace

std::string_view name(Format format) noexcept {
  const auto i = static_cast<std::size_t>(format);
  return i < std::size(names) ? names[i] : std::string_view{};
}

std::optional<Format> format(std::string_view name) noexcept {
  for (std::size_t i = 1; i < std::size(names); ++i)
    if (names[i] == name) return static_cast<Format>(i);
  return std::nullopt;
}

std::optional<Format> guess_format(std::string_view bytes) noexcept {
  if (bytes.starts_with(leaves_magic)) return Format::cbor;
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  const auto first = bytes.find_first_not_of(" \t\r\n");
  if (first == bytes.npos || bytes[first] != '{') return std::nullopt;
  // An event of ours never has a context; a document of EPCIS always does, mostly in front.
  return bytes.find("\"@context\"") != bytes.npos ? Format::epcis : Format::json;
}

Result<Exported> export_ledger(const Ledger& ledger, Format format, const ExportOptions& options,
                               const Cancel* cancel) {
  Exported out;
  if (format == Format::prov) {
    const auto lineage = Lineage::make(ledger);
    if (!lineage) return lineage.error();
    auto text = to_prov_json(ledger, *lineage, options.base);
    if (!text) return text.error();
    out.bytes = *std::move(text);
    return out;
  }
  if (format == Format::loads) {
    auto text = load_table(ledger, options.which);
    if (!text) return text.error();
    out.bytes = *std::move(text);
    return out;
  }
  const auto all = all_of(ledger, format != Format::cbor, cancel);
  if (!all) return all.error();
  if (format == Format::cbor) {
    out.bytes = cbor_file(all->records);
  } else if (format == Format::json) {
    for (std::size_t i = 0; i < all->records.size(); ++i)
      out.bytes += json_line(all->records[i], all->events[i]);
  } else if (format == Format::epcis) {
    std::vector<std::string> leaves;
    if (options.signatures)
      for (const Record& r : all->records) leaves.push_back(r.leaf);
    auto epcis = to_epcis(all->events, {options.base, options.created_us, leaves});
    if (!epcis) return epcis.error();
    out = {std::move(epcis->document), std::move(epcis->notes)};
  } else {
    return Error{ErrorCode::invalid_argument, "there is no such format", "/format"};
  }
  return out;
}

Imported read_events(std::string_view bytes, std::string_view file_name, Format format,
                     const EpcisInOptions& options) {
  if (format == Format::epcis) return from_epcis_document(bytes, file_name, options);
  Imported in;
  Reader reader(file_name, options.limits, in);
  if (format == Format::cbor && bytes.starts_with(leaves_magic)) {
    reader.cbor(bytes);
  } else if (format == Format::json) {
    reader.json(bytes);
  } else {
    in.found.push_back({Severity::error, ErrorCode::corrupt, std::string(file_name), "",
                        "events as cbor, json or epcis"});
  }
  return in;
}

Result<std::vector<Result<Receipt>>> append_events(Ledger& ledger,
                                                   const std::vector<Incoming>& events,
                                                   const Signer* signer, std::int64_t recorded_us) {
  std::vector<SignedEvent> ready;
  std::vector<std::size_t> places;  // in the answer, of what is ready
  std::vector<Result<Receipt>> answer;
  for (const Incoming& in : events) {
    Result<SignedEvent> one =
        Error{ErrorCode::bad_signature,
              "event '" + in.event.id + "' is not signed, and no key was given",
              {}};
    if (!in.leaf.empty()) {
      one = from_leaf(in.leaf);
    } else if (signer != nullptr) {
      one = sign(in.event, *signer);
    }
    places.push_back(answer.size());
    if (one) {
      answer.push_back(Receipt{});
      ready.push_back(*std::move(one));
    } else {
      places.pop_back();
      answer.push_back(one.error());
    }
  }
  auto taken = ledger.append(ready, recorded_us);
  if (!taken) return taken.error();
  for (std::size_t i = 0; i < places.size(); ++i) answer[places[i]] = std::move((*taken)[i]);
  return answer;
}

}  // namespace masseflyt::traceability
