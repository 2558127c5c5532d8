# masseflyt_module(<name> [USES <modules>] [HEADERS <files>] [SOURCES <files>] [LIBRARIES <targets>])
#
# HEADERS are relative to include/masseflyt/, SOURCES to src/. Makes the object library
# masseflyt_<name>; a module that has no sources yet only adds its headers.
function(masseflyt_module name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "USES;HEADERS;SOURCES;LIBRARIES")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "masseflyt_module(${name}): what is ${arg_UNPARSED_ARGUMENTS}?")
  endif()
  list(TRANSFORM arg_HEADERS PREPEND ${PROJECT_SOURCE_DIR}/include/masseflyt/)
  set_property(GLOBAL APPEND PROPERTY masseflyt_headers ${arg_HEADERS})
  if(NOT arg_SOURCES)
    return()
  endif()
  list(TRANSFORM arg_SOURCES PREPEND ${PROJECT_SOURCE_DIR}/src/)
  set(target masseflyt_${name})
  add_library(${target} OBJECT ${arg_SOURCES})
  masseflyt_compile_settings(${target})
  target_include_directories(${target}
    PUBLIC ${PROJECT_SOURCE_DIR}/include
    PRIVATE ${PROJECT_SOURCE_DIR}/src)
  target_compile_definitions(${target} PRIVATE MASSEFLYT_VERSION="${PROJECT_VERSION}")
  target_link_libraries(${target} PRIVATE ${arg_LIBRARIES})
  masseflyt_precompile(${target}
    <algorithm> <array> <cmath> <cstdint> <functional> <map> <memory> <optional> <set> <span>
    <string> <string_view> <tuple> <unordered_map> <utility> <vector>)
  set_property(GLOBAL APPEND PROPERTY masseflyt_modules ${target})
  set_property(GLOBAL APPEND PROPERTY masseflyt_libraries ${arg_LIBRARIES})
  set_property(GLOBAL PROPERTY masseflyt_${name}_uses ${arg_USES})
endfunction()

# Headers that almost every file of a target includes, compiled once for all of them.
function(masseflyt_precompile target)
  if(MASSEFLYT_PRECOMPILE_HEADERS)
    target_precompile_headers(${target} PRIVATE ${ARGN})
  endif()
endfunction()

# Hidden and position independent, because every object also goes into the shared C library and
# the Python module, which show none of it.
function(masseflyt_compile_settings target)
  target_compile_features(${target} PUBLIC cxx_std_20)
  set_target_properties(${target} PROPERTIES
    CXX_EXTENSIONS OFF
    POSITION_INDEPENDENT_CODE ON)
endfunction()

# All modules in one library with their headers.
function(masseflyt_library target)
  get_property(modules GLOBAL PROPERTY masseflyt_modules)
  get_property(headers GLOBAL PROPERTY masseflyt_headers)
  get_property(libraries GLOBAL PROPERTY masseflyt_libraries)
  list(REMOVE_DUPLICATES libraries)
  add_library(${target})
  add_library(masseflyt::${target} ALIAS ${target})
  masseflyt_compile_settings(${target})
  foreach(module IN LISTS modules)
    target_sources(${target} PRIVATE $<TARGET_OBJECTS:${module}>)
  endforeach()
  target_sources(${target} PUBLIC FILE_SET HEADERS
    BASE_DIRS ${PROJECT_SOURCE_DIR}/include FILES ${headers})
  set_target_properties(${target} PROPERTIES
    LINKER_LANGUAGE CXX
    VERIFY_INTERFACE_HEADER_SETS ON
    VERSION ${PROJECT_VERSION}
    SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
  foreach(library IN LISTS libraries)
    get_target_property(type ${library} TYPE)
    if(NOT type STREQUAL "INTERFACE_LIBRARY" OR library MATCHES "^(Threads|PkgConfig)::")
      target_link_libraries(${target} PRIVATE ${library})
    endif()
  endforeach()
endfunction()
