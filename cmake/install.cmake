# What a package of masseflyt holds: libraries, headers, CMake package and pkg-config file. The
# Python module is a component of its own and only installed when it is asked for.
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

# pkg-config is for C: it knows no standard and no static dependencies of C++. Its prefix is told
# relative to the file, so that the tree may be moved.
file(RELATIVE_PATH pc_prefix
  ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
configure_file(cmake/masseflyt.pc.in masseflyt.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/masseflyt.pc
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT dev)
