# embed_text(<target> <name> FILES <files>)
#
# Compiles text files into <target> as one table, so that data stays readable in the tree and
# nobody has to find it at run time. The generated file defines, in masseflyt::embedded,
#   std::span<const File> <name>();   // File{name, text}, in the order given
# with the declarations in src/detail/embedded.hpp.
function(embed_text target name)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "" "FILES")
  set(output ${CMAKE_CURRENT_BINARY_DIR}/embedded/${name}.cpp)
  list(TRANSFORM arg_FILES PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DNAME=${name} -DOUTPUT=${output} "-DFILES=${arg_FILES}"
            -P ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/embed_text_script.cmake
    DEPENDS ${arg_FILES} ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/embed_text_script.cmake
    VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()
