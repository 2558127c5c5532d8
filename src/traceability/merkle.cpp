#include <masseflyt/traceability/merkle.hpp>

#include <bit>

#include <masseflyt/traceability/digest.hpp>

#include "traceability/hasher.hpp"

namespace masseflyt::traceability {
namespace {

Error out_of_range(const char* what) { return {ErrorCode::invalid_argument, what}; }

}  // namespace

Digest leaf_hash(std::string_view leaf) { return Hasher().leaf({leaf}); }
Digest empty_root() { return sha256({}); }

MerkleTree::MerkleTree() : hasher_(std::make_unique<Hasher>()) {}
MerkleTree::~MerkleTree() = default;
MerkleTree::MerkleTree(MerkleTree&&) noexcept = default;
MerkleTree& MerkleTree::operator=(MerkleTree&&) noexcept = default;

void MerkleTree::append(const Digest& leaf_hash) {
  if (levels_.empty()) levels_.emplace_back();
  levels_[0].push_back(leaf_hash);
  for (std::size_t level = 0; levels_[level].size() % 2 == 0; ++level) {
    const auto& below = levels_[level];
    const Digest node = hasher_->node(below[below.size() - 2], below.back());
    if (levels_.size() == level + 1) levels_.emplace_back();
    levels_[level + 1].push_back(node);
  }
}

std::vector<Digest> MerkleTree::edge(std::uint64_t size) const {
  std::vector<Digest> found;
  if (size == 0) return found;
  Hasher hasher;
  found.push_back(levels_[0][size - 1]);
  std::uint64_t last = size - 1;
  for (std::size_t level = 0; last > 0; ++level, last >>= 1) {
    const bool complete = ((last >> 1) + 1) << (level + 1) <= size;
    if (complete)
      found.push_back(levels_[level + 1][last >> 1]);
    else if (last % 2 == 1)
      found.push_back(hasher.node(levels_[level][last - 1], found.back()));
    else
      found.push_back(found.back());
  }
  return found;
}

Digest MerkleTree::root(std::uint64_t size) const {
  return size == 0 ? empty_root() : edge(size).back();
}

Result<std::vector<Digest>> MerkleTree::inclusion(std::uint64_t index, std::uint64_t size) const {
  if (size > this->size()) return out_of_range("the log is not that long");
  if (index >= size) return out_of_range("the tree has no such leaf");
  std::vector<Digest> path;
  InclusionProver(*this, size).prove(index, path);
  return path;
}

Digest MerkleTree::range(std::uint64_t begin, std::uint64_t count) const {
  if (std::has_single_bit(count)) {
    const auto level = static_cast<std::size_t>(std::countr_zero(count));
    return levels_[level][begin >> level];
  }
  const std::uint64_t left = std::bit_floor(count);
  return Hasher().node(range(begin, left), range(begin + left, count - left));
}

Result<std::vector<Digest>> MerkleTree::anchored_consistency(std::uint64_t older,
                                                             std::uint64_t newer) const {
  if (older == 0) return out_of_range("from an empty tree there is nothing to prove");
  if (older > newer || newer > size()) return out_of_range("the log is not that long");
  // SUBPROOF of the RFC, from the root down and written from the end.
  std::vector<Digest> reversed;
  std::uint64_t begin = 0, m = older, n = newer;
  while (m != n) {
    const std::uint64_t k = std::bit_floor(n - 1);
    if (m <= k) {
      reversed.push_back(range(begin + k, n - k));
      n = k;
    } else {
      reversed.push_back(range(begin, k));
      begin += k, m -= k, n -= k;
    }
  }
  std::vector<Digest> path{range(begin, m)};
  path.insert(path.end(), reversed.rbegin(), reversed.rend());
  return path;
}

Result<std::vector<Digest>> MerkleTree::consistency(std::uint64_t older,
                                                    std::uint64_t newer) const {
  auto path = anchored_consistency(older, newer);
  // A tree of 2^k leaves is its own first node: the verifier has it as the older root.
  if (path && (older == newer || std::has_single_bit(older))) path->erase(path->begin());
  return path;
}

InclusionProver::InclusionProver(const MerkleTree& tree, std::uint64_t size)
    : tree_(tree), size_(size), edge_(tree.edge(size)) {
  root_ = size == 0 ? empty_root() : edge_.back();
}

void InclusionProver::prove(std::uint64_t index, std::vector<Digest>& path) const {
  path.clear();
  std::uint64_t last = size_ - 1;
  for (std::size_t level = 0; last > 0; ++level, index >>= 1, last >>= 1) {
    const std::uint64_t sibling = index ^ 1;
    if (sibling > last) continue;  // the last node of an odd row goes up alone
    path.push_back(sibling == last ? edge_[level] : tree_.levels_[level][sibling]);
  }
}

ProofChecker::ProofChecker() : hasher_(std::make_unique<Hasher>()) {}
ProofChecker::~ProofChecker() = default;

std::optional<Digest> ProofChecker::root_of(std::uint64_t index, std::uint64_t size,
                                            const Digest& leaf_hash, std::span<const Digest> path) {
  if (index >= size) return std::nullopt;
  std::uint64_t last = size - 1;
  Digest r = leaf_hash;
  for (const Digest& p : path) {
    if (last == 0) return std::nullopt;
    if (index % 2 == 1 || index == last) {
      r = hasher_->node(p, r);
      while (index % 2 == 0 && index != 0) index >>= 1, last >>= 1;
    } else {
      r = hasher_->node(r, p);
    }
    index >>= 1, last >>= 1;
  }
  if (last != 0) return std::nullopt;
  return r;
}

bool ProofChecker::inclusion(std::uint64_t index, std::uint64_t size, const Digest& leaf_hash,
                             std::span<const Digest> path, const Digest& root) {
  return root_of(index, size, leaf_hash, path) == root;
}

std::optional<ProofChecker::Roots> ProofChecker::roots_of(std::uint64_t older, std::uint64_t newer,
                                                          std::span<const Digest> path) {
  if (path.empty()) return std::nullopt;
  std::uint64_t fn = older - 1, sn = newer - 1;
  while (fn % 2 == 1) fn >>= 1, sn >>= 1;
  Roots roots{path[0], path[0]};
  for (const Digest& c : path.subspan(1)) {
    if (sn == 0) return std::nullopt;
    if (fn % 2 == 1 || fn == sn) {
      roots.older = hasher_->node(c, roots.older);
      roots.newer = hasher_->node(c, roots.newer);
      while (fn % 2 == 0 && fn != 0) fn >>= 1, sn >>= 1;
    } else {
      roots.newer = hasher_->node(roots.newer, c);
    }
    fn >>= 1, sn >>= 1;
  }
  if (sn != 0) return std::nullopt;
  return roots;
}

bool ProofChecker::consistency(std::uint64_t older, std::uint64_t newer, const Digest& older_root,
                               const Digest& newer_root, std::span<const Digest> path) {
  if (older == 0 || older > newer) return false;
  if (older == newer) return path.empty() && older_root == newer_root;
  std::vector<Digest> anchored;
  if (std::has_single_bit(older)) anchored.push_back(older_root);
  anchored.insert(anchored.end(), path.begin(), path.end());
  const auto roots = roots_of(older, newer, anchored);
  return roots && roots->older == older_root && roots->newer == newer_root;
}

}  // namespace masseflyt::traceability
