#include <masseflyt/monitoring/outcome.hpp>

namespace masseflyt::monitoring {

std::string_view name(NoticeKind kind) noexcept {
  constexpr std::string_view names[] = {"",      "raised", "lowered",  "cleared",   "unknown",
                                        "known", "silent", "back",     "escalated", "acknowledged",
                                        "reset", "broken", "corrected"};
  return names[static_cast<std::size_t>(kind)];
}

std::string_view name(Level level) noexcept {
  constexpr std::string_view names[] = {"normal", "warning", "alarm", "stop"};
  return names[static_cast<std::size_t>(level)];
}

std::string_view name(Certainty certainty) noexcept {
  constexpr std::string_view names[] = {"", "none", "possible", "certain"};
  return names[static_cast<std::size_t>(certainty)];
}

std::string_view name(LateFate fate) noexcept {
  constexpr std::string_view names[] = {"", "corrected", "judged_alone", "dropped", "counted"};
  return names[static_cast<std::size_t>(fate)];
}

std::string_view name(Compliance answer) noexcept {
  constexpr std::string_view names[] = {"", "met", "broken", "so_far"};
  return names[static_cast<std::size_t>(answer)];
}

std::string history_text(const Episode& episode) {
  std::string text;
  for (const auto& [at, level] : episode.history)
    text += (text.empty() ? "" : "; ") + to_string(at) + " " + std::string(name(level));
  return text;
}

std::string key(const Episode& episode, const RuleSet& rules) {
  return rules.rules()[episode.rule].id + "@" + to_string(episode.begin);
}

std::string key(const Notice& n, const RuleSet& rules) {
  const auto& id = n.rule == nobody ? rules.streams()[n.stream].id : rules.rules()[n.rule].id;
  return id + "@" + to_string(n.episode) + "#" + std::to_string(n.number) + "-" +
         std::string(name(n.kind));
}

}  // namespace masseflyt::monitoring
