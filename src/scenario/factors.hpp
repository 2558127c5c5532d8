// src/scenario/factors.hpp — factors by name; all that are missing are named at once.
#pragma once

#include <map>
#include <string>

#include <masseflyt/core/result.hpp>

namespace masseflyt::scenario {

class Factors {
 public:
  explicit Factors(const std::map<std::string, double>& values) : values_(values) {}

  double operator()(const std::string& key) {
    const auto at = values_.find(key);
    if (at != values_.end()) return at->second;
    if (missing_.find("'" + key + "'") == std::string::npos)
      missing_ += (missing_.empty() ? "'" : ", '") + key + "'";
    return 0;
  }
  Result<void> all_found() const {
    if (missing_.empty()) return {};
    return Error{ErrorCode::not_found, "the scenario has no factor " + missing_, "assumptions"};
  }

 private:
  const std::map<std::string, double>& values_;
  std::string missing_;
};

}  // namespace masseflyt::scenario
