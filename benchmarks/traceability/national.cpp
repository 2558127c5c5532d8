// One run at the size of a country: so many events into a durable ledger, then lineage, recall,
// trace, proofs, fsck. Not a repeated benchmark: it takes minutes to hours.
//   national <events> <signed|unsigned> <file> [fsck]
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <string>

#include <unistd.h>

#include <masseflyt/traceability/lineage.hpp>

#include "stream.hpp"

namespace {

using namespace masseflyt;
using namespace masseflyt::traceability;
using namespace masseflyt::traceability::bench;

double gigabytes_resident() {
  std::ifstream in("/proc/self/statm");
  double all = 0, resident = 0;
  in >> all >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e9;
}

double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

/// Prints what a step took, by the clock on the wall and of this processor; the rate is that of
/// the processor, which other programs do not slow down.
class Step {
 public:
  explicit Step(const char* what) : what_(what) {}
  void done(double amount, const char* unit) {
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin_;
    const double took = processor_seconds() - processor_;
    std::printf("%-28s %9.1f s wall %9.2f s cpu %12.0f %s/s  %6.2f GB resident\n", what_,
                wall.count(), took, amount / took, unit, gigabytes_resident());
    std::fflush(stdout);
  }

 private:
  const char* what_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  double processor_ = processor_seconds();
};

bool build(Ledger& ledger, std::size_t events, bool with_signatures) {
  Stream stream(with_signatures);
  double making = 0;
  Step step("append, 100 000 per commit");
  while (ledger.size() < events) {
    const double begin = processor_seconds();
    const auto some = stream.make(std::min<std::size_t>(100'000, events - ledger.size()));
    making += processor_seconds() - begin;
    if (!append_all(ledger, some, some.size())) return false;
  }
  step.done(static_cast<double>(ledger.size()), "events");
  std::printf("  of it making the events %9.2f s cpu\n", making);
  return true;
}

void trace(const Ledger& ledger) {
  Step making("lineage");
  const auto lineage = Lineage::make(ledger).value();
  making.done(static_cast<double>(ledger.size()), "events");
  std::printf("  %zu nodes, %zu arcs\n", lineage.node_count(), lineage.arc_count());
  Tracer tracer(lineage);
  Step back("10 000 lots backward");
  const auto members = tracer.origins({"P50"}).value().size();
  back.done(static_cast<double>(members), "members");
  Step forward("1000 recalls of one lot");
  std::size_t reached = 0;
  for (int i = 0; i < 1000; ++i)
    reached += tracer.recall("E" + std::to_string(100 * i)).value().size();
  forward.done(static_cast<double>(reached), "members");
}

bool prove(const Ledger& ledger) {
  Step step("1 000 000 proofs, verified");
  const InclusionProver prover(ledger.tree(), ledger.size());
  ProofChecker check;
  std::vector<Digest> path;
  for (std::uint64_t i = 0; i < 1'000'000; ++i) {
    const std::uint64_t index = i * 2'654'435'761u % ledger.size();
    prover.prove(index, path);
    if (!check.inclusion(index, ledger.size(), ledger.tree().leaf(index), path, prover.root()))
      return false;
  }
  step.done(1e6, "proofs");
  return true;
}

int run(std::size_t events, bool with_signatures, const char* file, bool with_fsck) {
  auto rules = unsigned_rules();
  rules.check_signatures = with_signatures;
  {
    auto ledger = Ledger::open(sqlite_store(file).value(), "national", rules).value();
    if (!build(ledger, events, with_signatures)) return 1;
    Step checkpoint("checkpoint, read back");
    if (!ledger.checkpoint(key())) return 1;
    checkpoint.done(static_cast<double>(ledger.size()), "events");
    trace(ledger);
    if (!prove(ledger)) return 1;
    std::printf("file %.2f GB\n", static_cast<double>(std::filesystem::file_size(file)) / 1e9);
  }
  if (!with_fsck) return 0;
  Step fsck("fsck");
  auto store = sqlite_store(file).value();
  const auto found = Ledger::fsck(*store, "national", rules);
  if (!found || !found->empty()) return 1;
  fsck.done(static_cast<double>(events), "events");
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fprintf(stderr, "national <events> <signed|unsigned> <file> [fsck]\n");
    return 2;
  }
  return run(std::strtoull(argv[1], nullptr, 10), std::string_view(argv[2]) == "signed", argv[3],
             argc > 4);
}
