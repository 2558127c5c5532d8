// What one run took, as a line of JSON: for programs that run one solver on one market and end.
//
// Seconds are processor time; peak_mb is the whole process, the instance included.
#pragma once

#include <sys/resource.h>

#include <cstdio>
#include <ctime>
#include <string>

namespace masseflyt::bench {

inline double seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

inline double peak_mb() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return static_cast<double>(used.ru_maxrss) / 1024;
}

inline void tell(const std::string& what, double spent, double objective,
                 const std::string& more = "") {
  std::printf("{\"run\": \"%s\", \"seconds\": %.3f, \"peak_mb\": %.0f, \"objective\": %.0f%s}\n",
              what.c_str(), spent, peak_mb(), objective, more.c_str());
  std::fflush(stdout);
}

inline int failed(const std::string& why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  return 1;
}

inline std::string number(const char* name, double value) {
  char text[64];
  std::snprintf(text, sizeof text, ", \"%s\": %.9g", name, value);
  return text;
}

}  // namespace masseflyt::bench
