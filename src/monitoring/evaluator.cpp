#include <masseflyt/monitoring/evaluator.hpp>

#include <algorithm>
#include <cmath>

#include "detail/sha256.hpp"
#include "monitoring/archive.hpp"
#include "monitoring/engine.hpp"

namespace masseflyt::monitoring {
namespace {

constexpr std::string_view magic = "masseflyt.monitoring.state/3\n";

Error row_error(const Error& error, std::size_t row) {
  return {error.code, error.message, "row " + std::to_string(row)};
}

bool is_flag(std::uint8_t f) { return (f >= 1 && f <= 4) || f == 9; }
/// Whether all rules and streams that the outcome names are there.
bool fits(const Outcome& out, const RuleSet& rules) {
  const auto rule = [&](std::uint32_t i) { return i < rules.rules().size(); };
  const auto stream = [&](std::uint32_t i) { return i < rules.streams().size(); };
  const auto all = [](const auto& rows, auto good) {
    return std::all_of(rows.begin(), rows.end(), good);
  };
  return all(out.notices,
             [&](const Notice& n) { return n.rule == nobody ? stream(n.stream) : rule(n.rule); }) &&
         all(out.episodes, [&](const Episode& e) { return rule(e.rule); }) &&
         all(out.windows, [&](const WindowResult& w) { return rule(w.rule); }) &&
         all(out.corrections,
             [&](const Correction& c) { return rule(c.rule) && stream(c.cause); }) &&
         all(out.late, [&](const LateReading& l) { return stream(l.stream); });
}

bool is_good(std::uint8_t f) { return f == 1 || f == 2; }

}  // namespace

Evaluator::Evaluator(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {}
Evaluator::Evaluator(Evaluator&&) noexcept = default;
Evaluator& Evaluator::operator=(Evaluator&&) noexcept = default;
Evaluator::~Evaluator() = default;

Result<Evaluator> Evaluator::make(RuleSet rules, const EvaluatorOptions& options) {
  if (options.most_window_readings == 0 || options.most_waiting == 0)
    return Error{ErrorCode::invalid_argument, "limits of an evaluator are at least 1"};
  return Evaluator(std::make_unique<Engine>(std::move(rules), options));
}

const RuleSet& Evaluator::rules() const noexcept { return engine_->rules; }

Result<void> Evaluator::feed(std::size_t stream, Instant time, double value, Flag flag,
                             std::int64_t revision) {
  return engine_->feed(stream, time, value, flag, revision);
}

Result<void> Evaluator::feed(std::size_t stream, std::span<const std::int64_t> time_ns,
                             std::span<const double> value, std::span<const std::uint8_t> flags,
                             const Cancel* cancel) {
  if (time_ns.size() != value.size() || (!flags.empty() && flags.size() != value.size()))
    return Error{ErrorCode::invalid_argument,
                 "columns differ in length: " + std::to_string(time_ns.size()) + " times, " +
                     std::to_string(value.size()) + " values, " + std::to_string(flags.size()) +
                     " flags"};
  if (stream >= engine_->streams.size())
    return Error{ErrorCode::invalid_argument,
                 "there is no stream number " + std::to_string(stream)};
  std::size_t good = 0, asked = 0;       // flags before `good` are, from where we stand
  std::size_t next_block = 0, wait = 1;  // blocks are not tried at every row where they are rare
  for (std::size_t i = 0; i < value.size();) {
    if (i >= asked) {
      if (is_set(cancel)) return stopped_by_caller();
      asked = i + 65536;
    }
    if (flags.empty()) good = value.size();
    while (good < value.size() && good < i + 512 && is_good(flags[good])) ++good;
    if (good > i && i >= next_block) {
      const auto taken =
          engine_->feed_block(stream, time_ns.subspan(i, good - i), value.subspan(i, good - i));
      i += taken;
      wait = taken > 0 ? 1 : std::min<std::size_t>(2 * wait, 64);
      next_block = i + (taken > 0 ? 0 : wait);
      if (taken > 0) continue;
    }
    if (!flags.empty() && !is_flag(flags[i]))
      return row_error({ErrorCode::invalid_argument,
                        "flag " + std::to_string(flags[i]) + " is none of 1, 2, 3, 4 and 9"},
                       i);
    const auto flag = flags.empty() ? Flag::good : static_cast<Flag>(flags[i]);
    if (auto fed = engine_->feed(stream, Instant(Duration(time_ns[i])), value[i], flag, 0); !fed)
      return row_error(fed.error(), i);
    good = std::max(good, ++i);
  }
  return {};
}

void Evaluator::advance_to(Instant now) { engine_->advance_to(now); }
void Evaluator::flush() { engine_->flush(); }

Result<void> Evaluator::acknowledge(std::size_t rule, std::string by, Instant at) {
  if (rule >= engine_->watches.size())
    return Error{ErrorCode::not_found, "there is no rule number " + std::to_string(rule)};
  return engine_->watches[rule].watch.acknowledge(std::move(by), at, engine_->out);
}

Result<void> Evaluator::reset(std::size_t rule, std::string by, Instant at) {
  if (rule >= engine_->watches.size())
    return Error{ErrorCode::not_found, "there is no rule number " + std::to_string(rule)};
  return engine_->watches[rule].watch.reset(std::move(by), at, engine_->out);
}

Outcome Evaluator::take() { return std::exchange(engine_->out, Outcome()); }

std::vector<Standing> Evaluator::standings() const {
  std::vector<Standing> all;
  for (const auto& w : engine_->watches) all.push_back(w.watch.standing());
  return all;
}

std::vector<Statement> Evaluator::statements() const {
  std::vector<Statement> all;
  for (const auto& w : engine_->watches)
    for (auto& s : w.watch.statements(engine_->rules.zone())) all.push_back(std::move(s));
  return all;
}

const Tally& Evaluator::tally(std::size_t stream) const { return engine_->streams[stream].tally; }

// magic, hash of the rules, SHA-256 of the body, body.
std::string Evaluator::snapshot() const {
  detail::Writer writer;
  engine_->visit(writer);
  const std::string body = writer.take();
  return std::string(magic) + engine_->rules.hash() + masseflyt::detail::sha256_hex(body) + body;
}

Result<Evaluator> Evaluator::restore(RuleSet rules, std::string_view snapshot,
                                     const EvaluatorOptions& options) {
  const auto stem = magic.substr(0, magic.size() - 2);
  if (!snapshot.starts_with(stem)) return Error{ErrorCode::corrupt, "this is no snapshot"};
  if (!snapshot.starts_with(magic))
    return Error{ErrorCode::unsupported_version, "a snapshot of another version"};
  snapshot.remove_prefix(magic.size());
  if (snapshot.size() < 128) return Error{ErrorCode::corrupt, "the snapshot is cut off"};
  const auto hash = snapshot.substr(0, 64), digest = snapshot.substr(64, 64);
  const auto body = snapshot.substr(128);
  if (digest != masseflyt::detail::sha256_hex(body))
    return Error{ErrorCode::corrupt, "the snapshot is damaged"};
  if (hash != rules.hash())
    return Error{ErrorCode::conflict,
                 "the snapshot was made under other rules: " + std::string(hash.substr(0, 12)) +
                     ", not " + rules.hash().substr(0, 12)};
  auto made = make(std::move(rules), options);
  if (!made) return made;
  detail::Reader reader(body);
  made->engine_->visit(reader);
  if (!reader.good() || reader.left() != 0 || !fits(made->engine_->out, made->rules()))
    return Error{ErrorCode::corrupt, "the snapshot does not hold what it should"};
  return made;
}

}  // namespace masseflyt::monitoring
