// libFuzzer: any bytes as a table of links, GeoJSON lines, the answer of a routing server or a
// prepared network. The first byte says which.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string_view>

#include <masseflyt/transport/many_to_many.hpp>
#include <masseflyt/transport/network_file.hpp>
#include <masseflyt/transport/table_answer.hpp>

namespace {

using namespace masseflyt;
using namespace masseflyt::transport;

LinkFormat everything() {
  LinkFormat f = n1000_format();
  f.speed_kmh = "speed", f.load_class = "load", f.max_height_m = "height", f.wait_min = "wait";
  f.built_up_share = "town", f.forward_only = {"way", {"on"}}, f.toll = {"toll", {"yes"}};
  f.keep.clear();
  return f;
}

/// Whatever was read can be prepared and asked.
void use(const Network& network) {
  auto shared = std::make_shared<const Network>(network);
  VehicleClass by_length;
  by_length.measure = Measure::length;
  const auto h = Hierarchy::prepare(shared, by_length);
  if (!h || network.nodes().empty()) return;
  const Access first = at_node(0),
               last = at_node(static_cast<Digraph::Id>(network.nodes().size() - 1));
  const Access both[] = {first, last};
  static_cast<void>(cost_matrix(*h, both, both));
  if (!Hierarchy::load(h->save(), shared)) std::abort();
}

void load(std::string_view bytes) {
  static const auto network = std::make_shared<const Network>(
      Network::make({{10, 60}, {10.1, 60}, {10.2, 60}}, {{0, 1, 5, 50}, {1, 2, 5, 50}}).value());
  static_cast<void>(Hierarchy::load(bytes, network));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  Diagnostics found;
  NetworkOptions options;
  options.max_points = 2000;
  options.joining = data[0] & 4 ? Joining::vertices : Joining::ends;
  switch (data[0] % 4) {
    case 0: {
      const auto read = read_link_table(bytes, "fuzz.csv", everything(), options, found);
      if (read) use(*read);
      break;
    }
    case 1: {
      const auto read = read_geojson_lines(bytes, "fuzz.geojson", everything(), options, found);
      if (read) use(*read);
      break;
    }
    case 2:
      if (!read_table_answer(bytes, "fuzz.json", found, 1 << 20) && !has_errors(found))
        std::abort();
      break;
    default:
      load(bytes);
  }
  return 0;
}
