#include <masseflyt/traceability/queue.hpp>

#include <algorithm>
#include <map>
#include <tuple>

#include <masseflyt/traceability/digest.hpp>

namespace masseflyt::traceability {
namespace {

struct Waiting {
  std::size_t given;
  std::int64_t time_us, sequence;
  std::string id;
};

/// Those of one device in its own order; the devices by the time of what each would hand in next.
std::vector<Waiting> in_order(std::map<KeyId, std::vector<Waiting>> devices,
                              std::span<const SignedEvent> events) {
  for (auto& [key, queue] : devices)
    std::sort(queue.begin(), queue.end(), [&](const Waiting& a, const Waiting& b) {
      return std::tie(a.sequence, a.time_us, a.id, events[a.given].body) <
             std::tie(b.sequence, b.time_us, b.id, events[b.given].body);
    });
  using Head =
      std::tuple<std::int64_t, std::string, KeyId, std::size_t>;  // time, id, key, position
  std::vector<Head> heads;
  const auto later = [](const Head& a, const Head& b) { return b < a; };
  const auto push = [&](const KeyId& key, std::size_t at) {
    const Waiting& w = devices.at(key)[at];
    heads.emplace_back(w.time_us, w.id, key, at);
    std::push_heap(heads.begin(), heads.end(), later);
  };
  for (const auto& [key, queue] : devices) push(key, 0);
  std::vector<Waiting> order;
  while (!heads.empty()) {
    std::pop_heap(heads.begin(), heads.end(), later);
    const auto [time, id, key, at] = heads.back();
    heads.pop_back();
    order.push_back(devices.at(key)[at]);
    if (at + 1 < devices.at(key).size()) push(key, at + 1);
  }
  return order;
}

}  // namespace

Result<std::vector<Merged>> merge_queues(Ledger& ledger, std::span<const SignedEvent> events,
                                         std::int64_t recorded_us) {
  std::vector<Merged> merged(events.size());
  std::map<KeyId, std::vector<Waiting>> devices;
  for (std::size_t i = 0; i < events.size(); ++i) {
    merged[i].given = i;
    const auto body = decode(events[i].body);
    if (body)
      devices[events[i].key].push_back({i, body->time_us, body->sequence, body->id});
    else
      merged[i].receipt = body.error();
  }
  std::vector<Waiting> waiting = in_order(std::move(devices), events);
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
