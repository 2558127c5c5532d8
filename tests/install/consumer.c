#include <masseflyt/masseflyt.h>

#include <stdio.h>

int main(void) {
  puts(mfl_build_info());
  return mfl_abi_version() == MFL_ABI_VERSION ? 0 : 1;
}
