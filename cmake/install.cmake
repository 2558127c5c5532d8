include(CMakePackageConfigHelpers)

set(config_dir ${CMAKE_INSTALL_LIBDIR}/cmake/masseflyt)
configure_package_config_file(cmake/masseflyt-config.cmake.in masseflyt-config.cmake
  INSTALL_DESTINATION ${config_dir})
write_basic_package_version_file(masseflyt-config-version.cmake COMPATIBILITY SameMinorVersion)

install(TARGETS masseflyt EXPORT masseflyt-targets FILE_SET HEADERS COMPONENT dev)
install(EXPORT masseflyt-targets NAMESPACE masseflyt:: DESTINATION ${config_dir} COMPONENT dev)
install(FILES
    ${PROJECT_BINARY_DIR}/masseflyt-config.cmake
    ${PROJECT_BINARY_DIR}/masseflyt-config-version.cmake
  DESTINATION ${config_dir} COMPONENT dev)
