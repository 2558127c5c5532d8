#include <algorithm>
#include <map>

#include <masseflyt/traceability/merkle.hpp>
#include <masseflyt/traceability/store.hpp>

namespace masseflyt::traceability {
namespace {

class MemoryStore final : public Store {
 public:
  Result<void> append(const Commit& c) override {
    if (c.first != end_.size())
      return Error{ErrorCode::conflict, "the commit does not begin where the store ends", {}};
    make_room(c);  // the only step that can fail for want of memory
    for (const Record& r : c.records) {
      bytes_ += r.leaf;
      end_.push_back(bytes_.size());
      recorded_us_.push_back(r.recorded_us);
    }
    hashes_.insert(hashes_.end(), c.leaf_hashes.begin(), c.leaf_hashes.end());
    head_ = {end_.size(), c.root};
    return {};
  }

  Result<Head> head() override { return head_; }

  Result<void> read(
      std::uint64_t begin, std::uint64_t end,
      const std::function<Result<void>(std::uint64_t, Record&&, const Digest&)>& take) override {
    for (std::uint64_t i = begin; i < std::min<std::uint64_t>(end, end_.size()); ++i) {
      const std::size_t from = i == 0 ? 0 : end_[i - 1];
      if (auto ok = take(i, {bytes_.substr(from, end_[i] - from), recorded_us_[i]}, hashes_[i]);
          !ok)
        return ok;
    }
    return {};
  }

  /// The ledger beside it has the same index in its own memory; this one is found anew.
  Result<std::vector<std::uint64_t>> touching(bool, std::string_view) override {
    return Error{ErrorCode::not_found, "a store in memory keeps no index", {}};
  }
  Result<void> touches(
      const std::function<Result<void>(bool, std::string_view, std::uint64_t)>&) override {
    return Error{ErrorCode::not_found, "a store in memory keeps no index", {}};
  }
  Result<Diagnostics> check_storage() override { return Diagnostics{}; }

  Result<void> put_note(std::string_view name, std::string_view value) override {
    if (value.empty())
      notes_.erase(std::string(name));
    else
      notes_[std::string(name)] = value;
    return {};
  }
  Result<std::optional<std::string>> note(std::string_view name) override {
    const auto at = notes_.find(std::string(name));
    return at == notes_.end() ? std::optional<std::string>{} : std::optional(at->second);
  }

 private:
  void make_room(const Commit& c) {
    std::size_t bytes = bytes_.size();
    for (const Record& r : c.records) bytes += r.leaf.size();
    const std::size_t n = end_.size() + c.records.size();
    const auto grow = [](auto& column, std::size_t least) {
      if (least > column.capacity()) column.reserve(std::max(least, 2 * column.capacity()));
    };
    grow(bytes_, bytes), grow(end_, n), grow(recorded_us_, n), grow(hashes_, n);
  }

  std::string bytes_;
  std::vector<std::size_t> end_;
  std::vector<std::int64_t> recorded_us_;
  std::vector<Digest> hashes_;
  Head head_{0, empty_root()};
  std::map<std::string, std::string> notes_;
};

}  // namespace

std::unique_ptr<Store> memory_store() { return std::make_unique<MemoryStore>(); }

}  // namespace masseflyt::traceability
