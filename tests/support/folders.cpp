// The only file that knows a path of this machine: the others compile to the same object anywhere,
// so a compiler cache serves every checkout.
#include "support/folders.hpp"

namespace masseflyt::test {

std::string data_folder() { return MASSEFLYT_TEST_DATA; }
std::string case_folder() { return MASSEFLYT_CASES; }

}  // namespace masseflyt::test
