# What a package of masseflyt holds: libraries, headers, CMake package, pkg-config file, and two
# cases to try them on. The Python module is a component of its own and only installed when it is
# asked for.
include(CMakePackageConfigHelpers)

set(config_dir ${CMAKE_INSTALL_LIBDIR}/cmake/masseflyt)
configure_package_config_file(cmake/masseflyt-config.cmake.in masseflyt-config.cmake
  INSTALL_DESTINATION ${config_dir})
# Until 1.0 a minor version may break what was before.
write_basic_package_version_file(masseflyt-config-version.cmake COMPATIBILITY SameMinorVersion)

install(TARGETS masseflyt masseflyt_c masseflyt_ticket EXPORT masseflyt-targets FILE_SET HEADERS COMPONENT dev
  ARCHIVE COMPONENT dev LIBRARY COMPONENT dev RUNTIME COMPONENT dev)
install(EXPORT masseflyt-targets NAMESPACE masseflyt:: DESTINATION ${config_dir} COMPONENT dev)
install(FILES
    ${PROJECT_BINARY_DIR}/masseflyt-config.cmake
    ${PROJECT_BINARY_DIR}/masseflyt-config-version.cmake
  DESTINATION ${config_dir} COMPONENT dev)

# pkg-config, for C and for C++. The prefix is told relative to the file, so that the tree may be
# moved. What a static archive links, its user links too.
file(RELATIVE_PATH pc_prefix
  ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
set(pc_needs "")
if(MASSEFLYT_WITH_CLP)
  string(APPEND pc_needs " clp")
endif()
if(MASSEFLYT_WITH_OPENSSL)
  string(APPEND pc_needs " libcrypto >= 3.0")
endif()
if(MASSEFLYT_WITH_SQLITE)
  string(APPEND pc_needs " sqlite3")
endif()
if(MASSEFLYT_WITH_OSMIUM)
  string(APPEND pc_needs " zlib")
endif()
if(BUILD_SHARED_LIBS)
  set(pc_requires "Requires.private:${pc_needs}")
  set(pc_libs "")
else()
  set(pc_requires "Requires:${pc_needs}")
  set(pc_libs "-pthread")
endif()
configure_file(cmake/masseflyt.pc.in masseflyt.pc @ONLY)
configure_file(cmake/masseflyt-cpp.pc.in masseflyt-cpp.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/masseflyt.pc ${PROJECT_BINARY_DIR}/masseflyt-cpp.pc
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT dev)

install(DIRECTORY ${PROJECT_SOURCE_DIR}/tests/data/small_case/
  DESTINATION ${CMAKE_INSTALL_DATADIR}/masseflyt/cases/small COMPONENT dev)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/python/masseflyt/cases/oslo_region
  DESTINATION ${CMAKE_INSTALL_DATADIR}/masseflyt/cases COMPONENT dev)
