// masseflyt/traceability/merkle.hpp — the tree that makes a log tamper-evident (RFC 9162, 2.1).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <masseflyt/traceability/event.hpp>

namespace masseflyt::traceability {

/// SHA-256(0x00, leaf).
Digest leaf_hash(std::string_view leaf);

/// SHA-256 of nothing: the root of a tree without leaves.
Digest empty_root();

class Hasher;

/// Keeps every complete node: 64 bytes per leaf. Reading is thread-safe while nobody appends.
class MerkleTree {
 public:
  MerkleTree();
  ~MerkleTree();
  MerkleTree(MerkleTree&&) noexcept;
  MerkleTree& operator=(MerkleTree&&) noexcept;

  /// Cost: one node hash per leaf on average.
  void append(const Digest& leaf_hash);

  std::uint64_t size() const noexcept { return levels_.empty() ? 0 : levels_[0].size(); }
  const Digest& leaf(std::uint64_t index) const { return levels_[0][index]; }

  /// Root of the first `size` leaves. Precondition: size <= size(). Cost: O(log size) hashes.
  Digest root(std::uint64_t size) const;
  Digest root() const { return root(size()); }

  /// Leaf first. Errors: invalid_argument (index >= size, or size > size()).
  Result<std::vector<Digest>> inclusion(std::uint64_t index, std::uint64_t size) const;

  /// Errors: invalid_argument (older is 0 or beyond newer, newer beyond size()).
  Result<std::vector<Digest>> consistency(std::uint64_t older, std::uint64_t newer) const;

  /// The same with its first node always written, also where the RFC leaves it out because the
  /// verifier knows it as the older root: so both roots follow from the path alone. Errors:
  /// likewise.
  Result<std::vector<Digest>> anchored_consistency(std::uint64_t older, std::uint64_t newer) const;

 private:
  friend class InclusionProver;
  Digest range(std::uint64_t begin, std::uint64_t count) const;
  /// Hash of the last node of each level of a tree of `size` leaves, complete or not.
  std::vector<Digest> edge(std::uint64_t size) const;

  std::vector<std::vector<Digest>> levels_;  ///< of complete nodes, leaves first
  std::unique_ptr<Hasher> hasher_;           ///< for append() only
};

/// Many proofs against one tree size: the ragged right edge is hashed once. Lends the tree.
class InclusionProver {
 public:
  /// Precondition: size <= tree.size(), and the tree outlives this.
  InclusionProver(const MerkleTree& tree, std::uint64_t size);

  const Digest& root() const noexcept { return root_; }

  /// Writes the path into `path`, which is emptied first. Precondition: index < size.
  /// Cost: O(log size) copies, no hash.
  void prove(std::uint64_t index, std::vector<Digest>& path) const;

 private:
  const MerkleTree& tree_;
  std::uint64_t size_;
  std::vector<Digest> edge_;
  Digest root_;
};

/// RFC 9162, 2.1.3.2. Whoever checks many proofs keeps one of these, for it keeps its hasher; not
/// thread-safe.
class ProofChecker {
 public:
  ProofChecker();
  ~ProofChecker();

  bool inclusion(std::uint64_t index, std::uint64_t size, const Digest& leaf_hash,
                 std::span<const Digest> path, const Digest& root);

  /// The root that the path leads to; nothing when its length does not fit.
  std::optional<Digest> root_of(std::uint64_t index, std::uint64_t size, const Digest& leaf_hash,
                                std::span<const Digest> path);

  /// What an anchored_consistency() path says the two roots are; nothing when its length does not
  /// fit. Precondition: 0 < older < newer.
  struct Roots {
    Digest older, newer;
  };
  std::optional<Roots> roots_of(std::uint64_t older, std::uint64_t newer,
                                std::span<const Digest> path);

  /// RFC 9162, 2.1.4.2. A proof from size 0 proves nothing and is refused.
  bool consistency(std::uint64_t older, std::uint64_t newer, const Digest& older_root,
                   const Digest& newer_root, std::span<const Digest> path);

 private:
  std::unique_ptr<Hasher> hasher_;
};

}  // namespace masseflyt::traceability
