#include <masseflyt/version.hpp>

#include <lemon/config.h>
#include <boost/version.hpp>
#include <nlohmann/json.hpp>

#if MASSEFLYT_WITH_CLP
#include <ClpConfig.h>
#endif
#if MASSEFLYT_WITH_OPENSSL
#include <openssl/crypto.h>
#endif
#if MASSEFLYT_WITH_OSMIUM
#include <osmium/version.hpp>
#endif
#if MASSEFLYT_WITH_SQLITE
#include <sqlite3.h>
#endif

namespace masseflyt {
namespace {

std::string dotted(int major, int minor, int patch) {
  return std::to_string(major) + '.' + std::to_string(minor) + '.' + std::to_string(patch);
}

// Of both the library that runs, which is not always the one whose headers were compiled in.
#if MASSEFLYT_WITH_OPENSSL
std::string openssl_version() {
  const unsigned long n = OpenSSL_version_num();  // 0xMNN00PP0
  return dotted(static_cast<int>(n >> 28), static_cast<int>(n >> 20 & 0xFF),
                static_cast<int>(n >> 4 & 0xFF));
}
#endif

}  // namespace

std::string version() { return MASSEFLYT_VERSION; }

std::vector<Component> built_with() {
  return {
    {"boost", dotted(BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100)},
#if MASSEFLYT_WITH_CLP
        {"clp", CLP_VERSION},
#endif
        {"lemon", LEMON_VERSION},
#if MASSEFLYT_WITH_OSMIUM
        {"libosmium", LIBOSMIUM_VERSION_STRING},
#endif
        {"nlohmann_json", dotted(NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR,
                                 NLOHMANN_JSON_VERSION_PATCH)},
#if MASSEFLYT_WITH_OPENSSL
        {"openssl", openssl_version()},
#endif
#if MASSEFLYT_WITH_SQLITE
        {"sqlite", sqlite3_libversion()},
#endif
  };
}

}  // namespace masseflyt
