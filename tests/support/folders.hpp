// folders.hpp — where the tests' own files lie.
#pragma once

#include <string>

namespace masseflyt::test {

std::string data_folder();  ///< tests/data
std::string case_folder();  ///< the cases that the Python package carries

}  // namespace masseflyt::test
