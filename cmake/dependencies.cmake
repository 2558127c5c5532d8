# What the library is built with. All of it is PRIVATE: a consumer of the headers needs none of it.
#
# Header-only ones are gone after the build. Linked ones (OpenSSL, threads) are handed on by a
# static masseflyt, so cmake/masseflyt-config.cmake.in finds them again.

find_package(nlohmann_json 3.11 REQUIRED)
if(MASSEFLYT_WITH_OPENSSL)
  if(MASSEFLYT_STATIC_CRYPTO)
    set(OPENSSL_USE_STATIC_LIBS TRUE)
  endif()
  find_package(OpenSSL 3.0 REQUIRED COMPONENTS Crypto)
endif()
find_package(Threads REQUIRED)
if(MASSEFLYT_WITH_CLP)  # which comes without a CMake package
  find_package(PkgConfig REQUIRED)
  pkg_check_modules(clp REQUIRED IMPORTED_TARGET clp)
endif()
if(MASSEFLYT_WITH_SQLITE)
  if(MASSEFLYT_STATIC_CRYPTO)
    find_library(SQLite3_LIBRARY libsqlite3.a REQUIRED)  # found before find_package() looks
  endif()
  find_package(SQLite3 REQUIRED)
endif()

# Headers that have no CMake package, or one that would link more than we use: LEMON's brings its
# library, that of date the time-zone reader. SYSTEM keeps their warnings out of our builds.
function(masseflyt_find_headers name header)
  find_path(${name}_INCLUDE_DIR ${header} REQUIRED)
  mark_as_advanced(${name}_INCLUDE_DIR)
  add_library(${name} INTERFACE)
  target_include_directories(${name} SYSTEM INTERFACE ${${name}_INCLUDE_DIR})
endfunction()

if(MASSEFLYT_WITH_OSMIUM)
  masseflyt_find_headers(masseflyt_osmium osmium/io/pbf_input.hpp)  # with protozero beside it
  if(MASSEFLYT_STATIC_CRYPTO)
    find_library(ZLIB_LIBRARY libz.a REQUIRED)
  endif()
  find_package(ZLIB REQUIRED)
endif()
masseflyt_find_headers(masseflyt_boost boost/geometry.hpp)
# Boost 1.74 includes headers of its own that it calls deprecated, and says so at every use.
# Robustness by integers, which it drops in later releases, rounds coordinates and is not wanted.
target_compile_definitions(masseflyt_boost INTERFACE
  BOOST_ALLOW_DEPRECATED_HEADERS BOOST_GEOMETRY_NO_ROBUSTNESS)
masseflyt_find_headers(masseflyt_date date/date.h)
masseflyt_find_headers(masseflyt_lemon lemon/network_simplex.h)
