#include "transport/hierarchy_file.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <span>
#include <type_traits>
#include <utility>

#include "detail/sha256.hpp"

namespace masseflyt::transport {
namespace {

static_assert(std::endian::native == std::endian::little, "the columns are little-endian");

// Magic with version, length of the body, its SHA-256, the body: fingerprint of what was prepared,
// vehicle, columns. Sums and inverse numbers are computed anew.
constexpr std::string_view magic = "masseflyt.hierarchy/1\n";
constexpr std::string_view stem = "masseflyt.hierarchy/";
constexpr std::size_t length_bytes = 8, digest_bytes = 64;

template <typename T>
void put(std::string& out, const T& value) {
  static_assert(std::is_trivially_copyable_v<T>);
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

template <typename T>
void put_column(std::string& out, const std::vector<T>& column) {
  put(out, std::uint64_t{column.size()});
  out.append(reinterpret_cast<const char*>(column.data()), column.size() * sizeof(T));
}

/// Reads what put() wrote; once something is missing everything after is empty.
class Reader {
 public:
  explicit Reader(std::string_view in) : in_(in) {}
  template <typename T>
  T get() {
    T value{};
    take(&value, sizeof value);
    return value;
  }
  template <typename T>
  std::vector<T> column() {
    const auto count = get<std::uint64_t>();
    if (count > in_.size() / sizeof(T)) good_ = false, in_ = {};
    std::vector<T> values(good_ ? static_cast<std::size_t>(count) : 0);
    take(values.data(), values.size() * sizeof(T));
    return values;
  }
  bool at_end() const { return good_ && in_.empty(); }
  bool good() const { return good_; }

 private:
  void take(void* to, std::size_t bytes) {
    if (bytes > in_.size()) good_ = false, in_ = {};
    if (!good_ || bytes == 0) return;
    std::memcpy(to, in_.data(), bytes);
    in_.remove_prefix(bytes);
  }
  std::string_view in_;
  bool good_ = true;
};

void put_optional(std::string& out, const std::optional<double>& value) {
  put(out, static_cast<std::uint8_t>(value.has_value()));
  put(out, value.value_or(0));
}

std::optional<double> get_optional(Reader& in) {
  const bool there = in.get<std::uint8_t>() != 0;
  const auto value = in.get<double>();
  return there ? std::optional(value) : std::nullopt;
}

void put_vehicle(std::string& out, const VehicleClass& v) {
  put_column(out, std::vector<char>(v.name.begin(), v.name.end()));
  for (const auto& size : {v.weight_t, v.axle_t, v.height_m, v.length_m, v.top_speed_kmh})
    put_optional(out, size);
  put(out, static_cast<std::uint8_t>(v.ferries));
  put(out, v.week_minute.value_or(-1));
  put(out, static_cast<std::int32_t>(v.measure));
  put(out, static_cast<std::uint8_t>(v.price.has_value()));
  const auto p = v.price.value_or(WayPrice{});
  for (const double price : {p.nok_km, p.nok_h, p.nok_toll, p.nok_built_up_km}) put(out, price);
}

VehicleClass get_vehicle(Reader& in) {
  VehicleClass v;
  const auto name = in.column<char>();
  v.name.assign(name.begin(), name.end());
  for (auto* size : {&v.weight_t, &v.axle_t, &v.height_m, &v.length_m, &v.top_speed_kmh})
    *size = get_optional(in);
  v.ferries = in.get<std::uint8_t>() != 0;
  const auto minute = in.get<std::int32_t>();
  if (minute != -1) v.week_minute = minute;
  v.measure = static_cast<Measure>(in.get<std::int32_t>());
  const bool priced = in.get<std::uint8_t>() != 0;
  WayPrice p;
  for (auto* price : {&p.nok_km, &p.nok_h, &p.nok_toll, &p.nok_built_up_km})
    *price = in.get<double>();
  if (priced) v.price = p;
  return v;
}

std::string fingerprint(const Network& network, const std::vector<OpenArc>& open) {
  std::string text;
  put(text, std::uint64_t{network.nodes().size()});
  for (const auto& a : open) {
    put(text, a.tail), put(text, a.head), put(text, a.cost), put(text, a.arc), put(text, a.sums);
  }
  return detail::sha256_hex(text);
}

Error corrupt(const char* what) {
  return {ErrorCode::corrupt, std::string("this is no prepared network: ") + what};
}

/// What a link stands for, worked out from the network.
struct Meaning {
  Digraph::Id tail = 0, head = 0;
  std::int64_t cost = 0;
};

/// Sums of all links; false if they do not stand for ways of the network.
bool work_out(Links& links, const std::vector<OpenArc>& open, std::vector<Meaning>& meaning) {
  for (std::uint32_t i = 0; i < links.size(); ++i) {
    const auto first = links.first[i], second = links.second[i];
    if (second == no_link) {
      const auto arc =
          std::lower_bound(open.begin(), open.end(), first,
                           [](const OpenArc& a, std::uint32_t b) { return a.arc < b; });
      if (arc == open.end() || arc->arc != first) return false;
      meaning.push_back({arc->tail, arc->head, arc->cost});
      links.sums.push_back(arc->sums);
      continue;
    }
    if (first >= i || second >= i || meaning[first].head != meaning[second].tail) return false;
    const auto cost = meaning[first].cost + meaning[second].cost;
    if (cost >= unreached) return false;
    meaning.push_back({meaning[first].tail, meaning[second].head, cost});
    links.sums.push_back(links.sums[first] + links.sums[second]);
  }
  return true;
}

bool check_arcs(UpArcs& arcs, const HierarchyData& d, const std::vector<Meaning>& meaning,
                bool by_tail) {
  const auto nodes = d.place.size();
  if (arcs.begin.size() != nodes + 1 || arcs.begin.front() != 0 ||
      arcs.begin.back() != arcs.other.size() || arcs.link.size() != arcs.other.size() ||
      !std::is_sorted(arcs.begin.begin(), arcs.begin.end()))
    return false;
  for (std::uint32_t p = 0; p < nodes; ++p)
    for (auto a = arcs.begin[p]; a < arcs.begin[p + 1]; ++a) {
      if (arcs.other[a] >= p || arcs.link[a] >= meaning.size()) return false;
      const auto& m = meaning[arcs.link[a]];
      const auto here = d.place[by_tail ? m.tail : m.head];
      const auto there = d.place[by_tail ? m.head : m.tail];
      if (here != p || there != arcs.other[a]) return false;
      arcs.cost.push_back(static_cast<std::int32_t>(m.cost));
    }
  return true;
}

bool set_places(HierarchyData& d, std::size_t nodes) {
  if (d.place.size() != nodes) return false;
  d.node_at.assign(nodes, no_link);
  for (std::uint32_t v = 0; v < nodes; ++v) {
    if (d.place[v] >= nodes || d.node_at[d.place[v]] != no_link) return false;
    d.node_at[d.place[v]] = v;
  }
  return true;
}

}  // namespace

std::string write_hierarchy(const Network& network, const VehicleClass& vehicle,
                            const HierarchyData& data) {
  std::string body = fingerprint(network, open_arcs(network, vehicle).value());
  put_vehicle(body, vehicle);
  put_column(body, data.place);
  put_column(body, data.links.first), put_column(body, data.links.second);
  for (const auto* side : {&data.up, &data.down})
    put_column(body, side->begin), put_column(body, side->other), put_column(body, side->link);
  std::string out(magic);
  put(out, std::uint64_t{body.size()});
  return out + detail::sha256_hex(body) + body;
}

Result<ReadHierarchy> read_hierarchy(std::string_view bytes, const Network& network) {
  if (!bytes.starts_with(stem)) return corrupt("it begins otherwise");
  if (!bytes.starts_with(magic))
    return Error{ErrorCode::unsupported_version, "a prepared network of another version"};
  bytes.remove_prefix(magic.size());
  if (bytes.size() < length_bytes + 2 * digest_bytes) return corrupt("it is cut off");
  const auto length = Reader(bytes.substr(0, length_bytes)).get<std::uint64_t>();
  const auto digest = bytes.substr(length_bytes, digest_bytes);
  auto body = bytes.substr(length_bytes + digest_bytes);
  if (length != body.size()) return corrupt("it is not as long as it says");
  if (digest != detail::sha256_hex(body)) return corrupt("its checksum is another");
  const auto prepared_from = body.substr(0, digest_bytes);
  Reader in(body.substr(digest_bytes));
  ReadHierarchy read;
  read.vehicle = get_vehicle(in);
  auto& d = read.data;
  d.place = in.column<std::uint32_t>();
  d.links.first = in.column<std::uint32_t>(), d.links.second = in.column<std::uint32_t>();
  for (auto* side : {&d.up, &d.down}) {
    side->begin = in.column<std::uint32_t>();
    side->other = in.column<std::uint32_t>();
    side->link = in.column<std::uint32_t>();
  }
  if (!in.at_end() || d.links.first.size() != d.links.second.size())
    return corrupt("its columns are not as long as they should be");
  if (!check(read.vehicle)) return corrupt("its vehicle cannot be");
  const auto open = open_arcs(network, read.vehicle);
  if (!open || prepared_from != fingerprint(network, *open))
    return Error{ErrorCode::conflict, "it was prepared from another network"};
  std::vector<Meaning> meaning;
  if (!set_places(d, network.nodes().size()) || !work_out(d.links, *open, meaning) ||
      !check_arcs(d.up, d, meaning, true) || !check_arcs(d.down, d, meaning, false))
    return corrupt("it tells of ways that the network does not have");
  return read;
}

}  // namespace masseflyt::transport
