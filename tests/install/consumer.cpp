#include <iostream>

#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/version.hpp>

int main() {
  std::cout << "masseflyt " << masseflyt::version() << '\n';
  for (const auto& c : masseflyt::built_with()) std::cout << c.name << ' ' << c.version << '\n';
  return masseflyt::to_json({}) == "[]" ? 0 : 1;
}
