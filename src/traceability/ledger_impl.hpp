// ledger_impl.hpp — what a ledger is made of: store, state, tree, and the way back from a failure.
#pragma once

#include <limits>
#include <memory>
#include <string>
#include <vector>

#include <masseflyt/traceability/commitment.hpp>
#include <masseflyt/traceability/ledger.hpp>

#include "traceability/hasher.hpp"
#include "traceability/ledger_state.hpp"

namespace masseflyt::traceability {

inline constexpr std::string_view last_checkpoint_note = "checkpoint";
/// Read to the end of the store, not of what its head says: a record behind that is a fault too.
inline constexpr std::uint64_t every_record = std::numeric_limits<std::int64_t>::max();

/// Where the opening of a commitment is kept. Ids and labels hold no newline.
std::string opening_note(std::string_view event_id, std::string_view label);
/// Errors: corrupt.
Result<Opening> read_opening(std::string_view label, std::string_view note);

/// Root from a frontier of complete subtrees: shares nothing with MerkleTree but the hash.
class Frontier {
 public:
  void add(const Digest& leaf);
  Digest root();
  Digest leaf(std::string_view bytes) { return hasher_.leaf({bytes}); }
  std::uint64_t size() const noexcept { return size_; }

 private:
  Hasher hasher_;
  std::uint64_t size_ = 0;
  std::vector<Digest> roots_;  ///< largest subtree first
};

struct Ledger::Impl {
  Impl(std::unique_ptr<Store> s, std::string o, const Rules& r)
      : store(std::move(s)), origin(std::move(o)), state(r), spare{State(r), State(r)} {}

  std::unique_ptr<Store> store;
  std::string origin;
  State state;
  MerkleTree tree;
  Hasher hasher;
  Frontier checked;  ///< what checkpoint() has read back from the store
  std::int64_t last_recorded_us = 0;
  bool broken = false;  ///< a commit failed: nothing more is taken

  /// Empty ones, made beforehand: after a failure there may be no memory for them.
  State spare[2];
  MerkleTree spare_tree[2];

  struct Pending {
    std::vector<Record> records;
    std::vector<Digest> hashes;
    std::vector<Commit::Touch> touches;
  };

  /// Memory runs ahead of the store until a commit is acknowledged. Unless that is told, the end
  /// of this puts memory back to what the store holds, and the ledger takes nothing more.
  class Attempt {
   public:
    explicit Attempt(Impl& impl) : impl_(&impl) {}
    ~Attempt() {
      if (impl_ != nullptr) impl_->fall_back();
    }
    Attempt(const Attempt&) = delete;
    Attempt& operator=(const Attempt&) = delete;
    void succeeded() noexcept { impl_ = nullptr; }

   private:
    Impl* impl_;
  };

  class Fsck;  ///< ledger_fsck.cpp

  /// `pending` is null while the ledger reads what it took before.
  Result<Receipt> take(const SignedEvent& event, std::int64_t recorded_us, Pending* pending);
  Result<Receipt> known(Index index, const SignedEvent& event, const Pending& pending) const;
  Result<void> commit(std::uint64_t first, Pending& pending);
  Result<void> replay(const Cancel* cancel);
  Result<void> check_last_checkpoint();
  void fall_back() noexcept;
  bool signed_by_its_key(const SignedEvent& event, const Event& body) const;
};

}  // namespace masseflyt::traceability
