# Run by embed_text(): writes OUTPUT from FILES, as arrays of characters, because a string literal
# need not be allowed to be longer than 64 KiB.
set(body "#include \"detail/embedded.hpp\"\n\nnamespace masseflyt::embedded {\n\n")
set(table "")
set(index 0)
foreach(file IN LISTS FILES)
  get_filename_component(file_name ${file} NAME)
  file(READ ${file} hex HEX)
  string(LENGTH "${hex}" digits)
  math(EXPR bytes "${digits} / 2")
  string(REGEX REPLACE "(................................)" "\\1\n" hex "${hex}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," hex "${hex}")
  string(APPEND body "static const char text_${index}[] = {\n${hex}'\\0'};\n")
  string(APPEND table "    {\"${file_name}\", {text_${index}, ${bytes}}},\n")
  math(EXPR index "${index} + 1")
endforeach()
string(APPEND body "\nstatic const File files[] = {\n${table}};\n\n"
  "std::span<const File> ${NAME}() { return files; }\n\n}  // namespace masseflyt::embedded\n")
file(WRITE ${OUTPUT} "${body}")
