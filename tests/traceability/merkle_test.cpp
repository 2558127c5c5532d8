// Mirrors include/masseflyt/traceability/merkle.hpp. Vectors: tests/data/traceability/ORIGIN.md.
#include <masseflyt/traceability/merkle.hpp>

#include <gtest/gtest.h>

#include "support/vectors.hpp"
#include "traceability/base64.hpp"

namespace masseflyt::traceability {
namespace {

using masseflyt::test::digest;
using masseflyt::test::unhex;
using masseflyt::test::vectors;
using nlohmann::json;

std::vector<Digest> hashes(const json& list) {
  std::vector<Digest> out;
  for (const auto& h : list) out.push_back(digest(unhex(h)));
  return out;
}

MerkleTree tree_of(std::size_t leaves) {
  MerkleTree tree;
  for (std::size_t i = 0; i < leaves; ++i) tree.append(leaf_hash(std::to_string(i)));
  return tree;
}

/// The definition of RFC 9162, word by word.
Digest naive_root(std::span<const Digest> leaves) {
  if (leaves.empty()) return empty_root();
  if (leaves.size() == 1) return leaves[0];
  std::size_t k = 1;
  while (2 * k < leaves.size()) k *= 2;
  std::string both = "\x01";
  for (const auto part : {leaves.first(k), leaves.subspan(k)})
    for (const std::uint8_t b : naive_root(part)) both += static_cast<char>(b);
  return sha256(both);
}

TEST(Merkle, ReferenceTreeOfEightLeaves) {
  const json v = vectors("merkle/reference-8-leaf-tree.json");
  MerkleTree tree;
  EXPECT_EQ(hex(tree.root()), v.at("root_by_size_hex")[0].get<std::string>());
  for (std::size_t i = 0; i < 8; ++i) {
    tree.append(leaf_hash(unhex(v.at("leaf_inputs_hex")[i])));
    EXPECT_EQ(hex(tree.leaf(i)), v.at("leaf_hashes_hex")[i].get<std::string>());
    EXPECT_EQ(hex(tree.root()), v.at("root_by_size_hex")[i + 1].get<std::string>());
  }
}

TEST(Merkle, VectorsOf1025Leaves) {
  const json v = vectors("merkle/own-1025-leaf-vectors.json");
  const MerkleTree tree = tree_of(1025);
  ASSERT_EQ(v.at("roots").size(), 30u);
  for (const auto& [size, root] : v.at("roots").items())
    EXPECT_EQ(hex(tree.root(std::stoull(size))), root.get<std::string>()) << size;
  ASSERT_EQ(v.at("inclusion").size(), 112u);
  for (const auto& p : v.at("inclusion"))
    EXPECT_EQ(tree.inclusion(p.at("index"), p.at("size")).value(), hashes(p.at("proof")));
  ASSERT_EQ(v.at("consistency").size(), 112u);
  for (const auto& p : v.at("consistency"))
    EXPECT_EQ(tree.consistency(p.at(p.contains("m") ? "m" : "size1"),
                               p.at(p.contains("n") ? "n" : "size2"))
                  .value(),
              hashes(p.at("proof")));
}

/// A published hash of another length cannot even become a Digest, which is the refusal.
std::optional<Digest> published(const json& text) {
  const auto bytes = from_base64(text.get<std::string>());
  if (!bytes || bytes->size() != 32) return std::nullopt;
  return digest(*bytes);
}
std::optional<std::vector<Digest>> published_path(const json& list) {
  std::vector<Digest> path;
  if (list.is_null()) return path;
  for (const auto& text : list) {
    const auto h = published(text);
    if (!h) return std::nullopt;
    path.push_back(*h);
  }
  return path;
}

TEST(Merkle, PublishedInclusionProofsAreJudgedAsTheyShould) {
  const json all = vectors("merkle/inclusion-proof-vectors.json");
  ASSERT_EQ(all.size(), 68u);
  ProofChecker check;
  for (const auto& v : all) {
    const auto root = published(v.at("root")), leaf = published(v.at("leafHash"));
    const auto path = published_path(v.at("proof"));
    const bool good = root && leaf && path &&
                      check.inclusion(v.at("leafIdx"), v.at("treeSize"), *leaf, *path, *root);
    EXPECT_EQ(good, !v.at("wantErr").get<bool>()) << v.at("file");
  }
}

TEST(Merkle, PublishedConsistencyProofsAreJudgedAsTheyShould) {
  const json all = vectors("merkle/consistency-proof-vectors.json");
  ASSERT_EQ(all.size(), 63u);
  ProofChecker check;
  for (const auto& v : all) {
    const auto older = published(v.at("root1")), newer = published(v.at("root2"));
    const auto path = published_path(v.at("proof"));
    const bool good = older && newer && path &&
                      check.consistency(v.at("size1"), v.at("size2"), *older, *newer, *path);
    EXPECT_EQ(good, !v.at("wantErr").get<bool>()) << v.at("file");
  }
}

TEST(Merkle, AllRootsAreThoseOfTheDefinition) {
  const MerkleTree tree = tree_of(70);
  std::vector<Digest> leaves;
  for (std::size_t n = 0; n <= 70; ++n) {
    EXPECT_EQ(tree.root(n), naive_root(leaves)) << n;
    if (n < 70) leaves.push_back(tree.leaf(n));
  }
}

TEST(Merkle, EveryProofOfEverySizeHolds) {  // I8: append only
  const MerkleTree tree = tree_of(70);
  ProofChecker check;
  for (std::uint64_t n = 1; n <= 70; ++n)
    for (std::uint64_t m = 0; m < n; ++m) {
      const auto path = tree.inclusion(m, n).value();
      EXPECT_TRUE(check.inclusion(m, n, tree.leaf(m), path, tree.root(n)));
      EXPECT_FALSE(check.inclusion(m, n, tree.leaf((m + 1) % 70), path, tree.root(n)));
      const auto link = tree.consistency(m + 1, n).value();
      EXPECT_TRUE(check.consistency(m + 1, n, tree.root(m + 1), tree.root(n), link));
      if (m + 1 < n) {
        EXPECT_FALSE(check.consistency(m + 1, n, tree.root(m), tree.root(n), link));
      }
    }
}

TEST(Merkle, EveryFlippedBitOfAProofIsNoticed) {
  const MerkleTree tree = tree_of(21);
  ProofChecker check;
  auto path = tree.inclusion(9, 21).value();
  for (std::size_t bit = 0; bit < path.size() * 256; ++bit) {
    auto& byte = path[bit / 256][bit / 8 % 32];
    byte ^= static_cast<std::uint8_t>(1u << bit % 8);
    EXPECT_FALSE(check.inclusion(9, 21, tree.leaf(9), path, tree.root(21)));
    byte ^= static_cast<std::uint8_t>(1u << bit % 8);
  }
}

TEST(Merkle, ProofsThatCannotBeAreErrors) {
  const MerkleTree tree = tree_of(3);
  EXPECT_FALSE(tree.inclusion(3, 3));
  EXPECT_FALSE(tree.inclusion(0, 4));
  EXPECT_FALSE(tree.consistency(0, 3));
  EXPECT_FALSE(tree.consistency(3, 2));
  EXPECT_FALSE(tree.consistency(1, 4));
}

TEST(Merkle, AnAnchoredProofTellsBothRootsByItself) {
  const MerkleTree tree = tree_of(40);
  ProofChecker check;
  for (std::uint64_t n = 2; n <= 40; ++n)
    for (std::uint64_t m = 1; m < n; ++m) {
      const auto roots = check.roots_of(m, n, tree.anchored_consistency(m, n).value());
      ASSERT_TRUE(roots);
      EXPECT_EQ(roots->older, tree.root(m));
      EXPECT_EQ(roots->newer, tree.root(n));
      EXPECT_FALSE(check.roots_of(m, n, {}));
    }
}

}  // namespace
}  // namespace masseflyt::traceability
