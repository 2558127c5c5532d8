#include <masseflyt/traceability/queue.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include <masseflyt/traceability/digest.hpp>

namespace masseflyt::traceability {
namespace {

struct Waiting {
  std::size_t given;
  std::int64_t time_us, sequence;
  std::string id;
  std::string load;  ///< that it ships or receives
  EventKind kind;
};

using Devices = std::map<KeyId, std::vector<Waiting>>;

/// Two signatures of one body are put in order too: which one stays decides the root.
void sort_each(Devices& devices, std::span<const SignedEvent> events) {
  for (auto& [key, queue] : devices)
    std::sort(queue.begin(), queue.end(), [&](const Waiting& a, const Waiting& b) {
      const SignedEvent &x = events[a.given], &y = events[b.given];
      return std::tie(a.sequence, a.time_us, a.id, x.body, x.signature) <
             std::tie(b.sequence, b.time_us, b.id, y.body, y.signature);
    });
}

/// Those of one device in its own order; the devices by the time of what each would hand in next.
/// A receipt waits for the shipping of its load, whatever the clocks say; if devices wait for each
/// other, the earliest goes first.
class Order {
 public:
  Order(Devices devices, std::span<const SignedEvent> events) : devices_(std::move(devices)) {
    sort_each(devices_, events);
    for (const auto& [key, queue] : devices_) {
      for (const Waiting& w : queue)
        if (w.kind == EventKind::ship) ++ships_[w.load];
      push(key, 0);
    }
  }

  std::vector<Waiting> run() {
    std::vector<Waiting> order;
    while (!heads_.empty() || !blocked_.empty()) {
      if (heads_.empty()) {  // all wait for each other
        heads_.insert(blocked_.extract(blocked_.begin()));
        order.push_back(next());
        continue;
      }
      const Waiting& w = at(*heads_.begin());
      if (w.kind == EventKind::receive && ships_.contains(w.load))
        blocked_.insert(heads_.extract(heads_.begin()));
      else
        order.push_back(next());
    }
    return order;
  }

 private:
  using Head =
      std::tuple<std::int64_t, std::string, KeyId, std::size_t>;  // time, id, key, position

  const Waiting& at(const Head& head) const {
    return devices_.at(std::get<2>(head))[std::get<3>(head)];
  }
  void push(const KeyId& key, std::size_t position) {
    const Waiting& w = devices_.at(key)[position];
    heads_.emplace(w.time_us, w.id, key, position);
  }

  /// Takes the first head; its device goes on, and so does who waited for it.
  Waiting next() {
    const Head head = *heads_.begin();
    heads_.erase(heads_.begin());
    const auto& [time, id, key, position] = head;
    if (position + 1 < devices_.at(key).size()) push(key, position + 1);
    const Waiting& w = at(head);
    if (w.kind != EventKind::ship) return w;
    if (const auto left = ships_.find(w.load); --left->second == 0) {
      ships_.erase(left);
      heads_.merge(blocked_);
    }
    return w;
  }

  Devices devices_;
  std::set<Head> heads_, blocked_;
  std::map<std::string, std::size_t> ships_;  ///< not yet in order, by load
};

}  // namespace

Result<std::vector<Merged>> merge_queues(Ledger& ledger, std::span<const SignedEvent> events,
                                         std::int64_t recorded_us) {
  std::vector<Merged> merged(events.size());
  Devices devices;
  for (std::size_t i = 0; i < events.size(); ++i) {
    merged[i].given = i;
    const auto body = decode(events[i].body);
    if (body)
      devices[events[i].key].push_back(
          {i, body->time_us, body->sequence, body->id, body->load, body->kind});
    else
      merged[i].receipt = body.error();
  }
  std::vector<Waiting> waiting = Order(std::move(devices), events).run();
  for (bool progress = true; progress && !waiting.empty();) {
    std::vector<SignedEvent> batch;
    for (const Waiting& w : waiting) batch.push_back(events[w.given]);
    auto receipts = ledger.append(batch, recorded_us);
    if (!receipts) return receipts.error();
    progress = false;
    std::vector<Waiting> left;
    for (std::size_t i = 0; i < waiting.size(); ++i) {
      auto& receipt = (*receipts)[i];
      if (!receipt && receipt.error().code == ErrorCode::not_found)
        left.push_back(waiting[i]);
      else
        progress = true;
      merged[waiting[i].given].receipt = std::move(receipt);
    }
    waiting = std::move(left);
  }
  return merged;
}

}  // namespace masseflyt::traceability
