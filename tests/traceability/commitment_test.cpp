// Mirrors include/masseflyt/traceability/commitment.hpp.
#include <masseflyt/traceability/commitment.hpp>

#include <gtest/gtest.h>

#include <masseflyt/traceability/digest.hpp>

namespace masseflyt::traceability {
namespace {

Opening plate() { return {"vehicle", "AB 12345", "0123456789abcdef"}; }

TEST(Commitment, IsOpenedByWhatWasCommittedToOnly) {
  const auto c = commit(plate()).value();
  EXPECT_TRUE(opens(c, plate()));
  for (auto* change : {+[](Opening& o) { o.value += '6'; }, +[](Opening& o) { o.salt[0] = '1'; },
                       +[](Opening& o) { o.label = "driver"; }}) {
    Opening other = plate();
    change(other);
    EXPECT_FALSE(opens(c, other));
  }
}

TEST(Commitment, MembersCannotFlowIntoEachOther) {
  EXPECT_NE(commit({"a", "bc", "0123456789abcdef"}).value().digest,
            commit({"ab", "c", "0123456789abcdef"}).value().digest);
}

// Written down, so that another program can make the same: printf of domain, lengths and members
// through sha256sum.
TEST(Commitment, IsTheDocumentedHash) {
  EXPECT_EQ(hex(commit(plate()).value().digest),
            "bcbe2fd26cc480d0f75de7608d82392d7e87c4836476a33e4346c5ca59f4ba2b");
}

TEST(Commitment, AShortSaltIsRefused) {
  EXPECT_FALSE(commit({"vehicle", "AB 12345", "0123456789abcde"}));
}

TEST(Commitment, SaltsDiffer) { EXPECT_NE(random_salt().value(), random_salt().value()); }

}  // namespace
}  // namespace masseflyt::traceability
