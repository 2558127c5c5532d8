// lot_reader.hpp — one section of a lot's document, read so that every fault is told with its
// place.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <masseflyt/classification/lot.hpp>

#include "classification/json_input.hpp"
#include "classification/lot_members.hpp"

namespace masseflyt::classification {

/// Members are read by the types that lot_members() gives them; what is missing is no value, and
/// what is wrong is no value and a fault.
class LotReader {
 public:
  using Json = detail::Json;

  /// Warns of unknown keys.
  LotReader(const Json& object, std::string_view section, std::string path, Diagnostics& found);

  const std::string& path() const { return path_; }
  std::string at(std::string_view key) const { return detail::below(path_, key); }
  const Json* find(std::string_view key) const { return o_.find(key); }
  bool has(std::string_view key) const { return find(key) != nullptr; }
  void fault(std::string_view key, std::string expected) const;
  Diagnostics& found() const { return found_; }

  std::string text(std::string_view key, bool required = false) const {
    return detail::text_of(o_, key, path_, required, found_);
  }
  std::string word(std::string_view key, bool required = false) const;
  Answer answer(std::string_view key) const;
  std::optional<ResultText> result(std::string_view key) const;
  std::optional<ResultText> result_of(const Json& value, const std::string& path) const;
  /// For numbers of which a range is known; nd is none without its LOQ.
  std::optional<Range> range(std::string_view key) const;
  std::optional<double> amount(std::string_view key) const;
  std::vector<Property> results(std::string_view key) const;

  /// Calls `read` with a LotReader for the object, when there is one.
  template <typename Read>
  void object(std::string_view key, Read read) const {
    const Json* value = find(key);
    if (value == nullptr) return;
    if (value->kind != Json::Kind::object) return fault(key, "an object");
    read(LotReader(*value, lot_member(section_, key)->words, at(key), found_));
  }
  template <typename Read>
  void objects(std::string_view key, Read read) const {
    const auto& rows = detail::list_of(o_, key, path_, false, found_);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::string path = at(key) + "/" + std::to_string(i);
      if (rows[i].kind == Json::Kind::object)
        read(LotReader(rows[i], lot_member(section_, key)->words, path, found_));
      else
        detail::fault(found_, path, detail::shown(rows[i]), "an object");
    }
  }

 private:
  const Json& o_;
  std::string_view section_;
  std::string path_;
  Diagnostics& found_;
};

}  // namespace masseflyt::classification
