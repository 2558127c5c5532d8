// masseflyt/transport/network_file.hpp — road networks from the files that people have.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/core/geo.hpp>
#include <masseflyt/core/result.hpp>
#include <masseflyt/transport/network.hpp>

namespace masseflyt::transport {

/// A column of a table, or a property of a GeoJSON feature, and words that mean something there.
struct ColumnWords {
  std::string column;
  std::vector<std::string> words;
};

/// What the columns of a table of roads are called. A name that is empty is not there; one that is
/// given must be. Words are compared as they stand.
struct LinkFormat {
  std::string id = {};        ///< whole numbers
  std::string geometry = {};  ///< WKT LINESTRING; GeoJSON brings its own
  Crs crs = Crs::wgs84;       ///< of the geometry
  std::string length_m = {};  ///< without it the length of the line counts
  std::string road_class = {};
  std::map<std::string, RoadClass> classes = {};  ///< by the words of `road_class`
  std::vector<ColumnWords> keep = {};  ///< rows that have none of the words of each are left out
  ColumnWords ferry = {}, tunnel = {}, toll = {};
  ColumnWords forward_only = {}, backward_only = {};
  std::string speed_kmh = {};
  std::string max_weight_t = {}, max_axle_t = {}, max_height_m = {}, max_length_m = {};
  /// "Bk10/50", "Bk T8 - 40 tonn": axle load and weight of the whole vehicle, in tonnes.
  std::string load_class = {};
  std::string built_up_share = {};  ///< 0 to 1
  std::string wait_min = {};        ///< before a ferry goes
};

/// The map of Norway at 1:1 000 000 as a table of links: car roads and car ferries in use. It tells
/// neither directions nor speeds, tolls, limits and built-up areas.
LinkFormat n1000_format();

/// A format as a JSON object with the member names above; a ColumnWords is ["column", ["word"]],
/// `keep` a list of those, `classes` {"word": "trunk"}, `crs` "EPSG:25833". Everything that is
/// wrong goes to `found` with its JSON pointer. Errors: invalid_document.
Result<LinkFormat> parse_link_format(std::string_view json, Diagnostics& found);

/// Where two lines meet.
enum class Joining : std::int32_t {
  ends = 1,      ///< where an end of each lies
  vertices = 2,  ///< where both have any vertex
};

struct NetworkOptions {
  Joining joining = Joining::ends;
  /// Of roads that the file gives no speed, in km/h; the one of RoadClass::unknown stands for all
  /// classes that are not named. There are no defaults: a road without any leaves hours unknown.
  std::map<RoadClass, double> speed_kmh = {};
  /// Areas with homes and schools. Without them, and without a column, nothing is known of those.
  std::vector<Area> built_up = {};
  std::uint64_t max_bytes = std::uint64_t{1} << 30;
  std::uint64_t max_points = 50'000'000;  ///< of all lines together
};

/// All readers: everything that is wrong goes to `found` with its place, "file:row:column" or a
/// JSON pointer, and with an error among it there is no network. Notes tell how many rows were left
/// out and which columns of a matrix will not be known. Errors: invalid_document, limit_exceeded;
/// of the *_file forms also io. Cost: O(bytes) and sorting the points.

/// CSV with a header line.
Result<Network> read_link_table(std::string_view bytes, std::string_view file_name,
                                const LinkFormat& format, const NetworkOptions& options,
                                Diagnostics& found);

/// A FeatureCollection (RFC 7946) of LineString and MultiLineString.
Result<Network> read_geojson_lines(std::string_view bytes, std::string_view file_name,
                                   const LinkFormat& format, const NetworkOptions& options,
                                   Diagnostics& found);

/// OpenStreetMap, .osm.pbf or .osm: ways that a goods vehicle may drive by their tags, and car
/// ferries. Directions, speeds, weights, heights, lengths, tunnels and tolls are read from tags; a
/// tag that cannot be read is told and taken as not there. A build without libosmium refuses:
/// unsupported_version. `joining` is not asked for: ways meet where they share a node.
/// Turn restrictions are not read: a warning tells how many of each kind concern these roads. Nor
/// are conditional restrictions: how many there are is a note.
Result<Network> read_openstreetmap(const std::string& path, const NetworkOptions& options,
                                   Diagnostics& found);

/// By the end of its name: .pbf and .osm, .geojson and .json, else a table.
Result<Network> read_network_file(const std::string& path, const LinkFormat& format,
                                  const NetworkOptions& options, Diagnostics& found);

}  // namespace masseflyt::transport
