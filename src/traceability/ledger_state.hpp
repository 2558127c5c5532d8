// ledger_state.hpp — what a log means: a pure function of its events, kept up to date.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <masseflyt/traceability/ledger.hpp>

#include "traceability/names.hpp"

namespace masseflyt::traceability {

using Index = Names::Index;
inline constexpr Index none = Names::none;

inline double squared(std::int64_t u) { return static_cast<double>(u) * static_cast<double>(u); }

/// What an event does to one lot or load.
enum class Role : std::uint8_t {
  input,    ///< takes mass from it
  output,   ///< puts mass into it
  ship,     ///< the load leaves
  drain,    ///< the load is emptied on arrival; `mass_g` is what the book says was on it
  place,    ///< it is somewhere else now
  hold,     ///< must not be used
  release,  ///< may be used again
  sample,   ///< its quality is told
  count,    ///< `mass_g` is what a survey found
};

/// Grouped by event; linked backwards by entity.
struct Move {
  Index entity;
  Index event;
  Index previous;  ///< move of the same entity, by an earlier event of the log
  Role role;
  std::int64_t mass_g;
  std::int64_t u_g;
};

/// One event. Row i is record i. There are as many as events: what few of them have is kept
/// beside, and the flags say where it is worth looking.
struct Row {
  std::int64_t time_us;
  Index acting;  ///< party: principal, or else author
  Index author;
  Index place, to_party, to_place, run;
  Index first_move;
  std::uint8_t kind_number;
  bool corrects = false, corrected = false, loses = false;

  EventKind kind() const { return static_cast<EventKind>(kind_number); }
};

/// A lot or a load.
struct Entity {
  Index name;  ///< in lot_names or load_names
  Index last_move = none;
  bool is_load;
  Basis basis;
  // what follows is told by the moves alone, in the order of their slots
  bool exists = false;
  bool disputed = false;
  bool counted = false;
  Index first_slot = none;
  Index holder = none, place = none;
  Index ship_event = none, receive_event = none;  ///< of a load
  std::uint32_t version = 0;
  std::uint32_t holds = 0;
  std::int64_t created_us = 0;
  std::int64_t stock_g = 0;
  double sum_u2 = 0;
};

/// What the last survey of a lot found.
struct Count {
  Index event = none;
  std::int64_t counted_g = 0;
  std::int64_t difference_g = 0;  ///< to the book of that moment
};

struct KeyState {
  PublicKey key;
  Index party;
  bool revoked = false;
  std::optional<Verifier> verifier;
};

/// All masses that were ever booked, taken together: no sum over any part of a ledger overflows.
/// Two million million tonnes; the world moves less in a thousand years.
inline constexpr std::int64_t max_ledger_g = 2'000'000'000'000'000'000;

/// What few events have, beside the log and in its order.
template <typename T>
class OfFew {
 public:
  std::size_t size() const noexcept { return values_.size(); }
  /// Precondition: behind all that are there.
  void push_back(Index event, T value) { values_.emplace_back(event, std::move(value)); }
  /// Precondition: the event has one.
  const T& at(Index event) const {
    return std::lower_bound(values_.begin(), values_.end(), event,
                            [](const auto& v, Index e) { return v.first < e; })
        ->second;
  }

 private:
  std::vector<std::pair<Index, T>> values_;
};

class Ledger::State {
 public:
  explicit State(const Ledger::Rules& r) : rules(r) {}

  /// Why the event cannot be taken, if so. `index` of the event that the id belongs to, when it
  /// is known already, is left to the caller.
  Result<void> admit(const Event& event, const KeyId& key, std::int64_t recorded_us) const;

  /// Takes an admitted event and tells what contradicts what. Never fails.
  std::vector<Flag> apply(const Event& event, const KeyId& key);

  std::span<const Move> moves_of(Index event) const;
  /// Whether an event counts in a log of `size`: not corrected by then, and no withdrawal.
  bool is_live(Index event, std::uint64_t size) const {
    const Index by = corrected_by(event);
    return (by == none || by >= size) && rows[event].kind() != EventKind::withdraw;
  }
  bool is_live(Index event) const { return is_live(event, rows.size()); }
  Index corrects(Index event) const {
    return rows[event].corrects ? corrections.at(event).corrects : none;
  }
  Index corrected_by(Index event) const {
    return rows[event].corrected ? replaced_by.at(event) : none;
  }
  /// Where in the order of the log an event has its effect: that of the event it corrects.
  Index slot(Index event) const {
    return rows[event].corrects ? corrections.at(event).slot : event;
  }
  struct Lost {
    std::int64_t mass_g = 0;  ///< declared losses minus gains
    double u2 = 0;
  };
  Lost lost(Index event) const { return rows[event].loses ? losses.at(event) : Lost{}; }

  Index lot_entity(std::string_view name) const { return entity(lot_names, lot_entities, name); }
  Index load_entity(std::string_view name) const { return entity(load_names, load_entities, name); }
  std::string_view name_of(Index entity) const {
    const Entity& e = entities[entity];
    return e.is_load ? load_names[e.name] : lot_names[e.name];
  }
  /// Moves of events that are live in a log of `size`, in the order of their slots.
  std::vector<Index> live_moves(Index entity, std::uint64_t size) const;
  std::vector<Index> live_moves(Index entity) const { return live_moves(entity, rows.size()); }
  /// Events that concern a lot or load, superseded ones included; empty for none.
  std::vector<std::uint64_t> history(Index entity) const;
  /// Everything that ever came into a lot or load, or left it.
  struct Turnover {
    std::int64_t in_g = 0, out_g = 0;
  };
  Turnover turnover(Index entity) const;
  std::vector<Flag> all_flags() const;

  Rules rules;
  Names event_ids, parties, places, documents, lot_names, load_names, runs;
  std::vector<Index> lot_entities, load_entities;  ///< by name
  std::vector<Row> rows;
  std::vector<Move> moves;
  std::vector<Entity> entities;
  std::map<KeyId, KeyState> keys;
  struct Correction {
    Index corrects, slot;
  };
  OfFew<Correction> corrections;                    ///< by the event that corrects
  std::unordered_map<Index, Index> replaced_by;     ///< by the event that is corrected
  OfFew<Lost> losses;                               ///< by event
  std::unordered_map<Index, Count> counts;          ///< by entity
  std::map<Index, Flag> event_flags;                ///< by event: what does not add up
  std::map<Index, std::vector<Flag>> entity_flags;  ///< by entity
  std::vector<std::vector<Index>> run_events;       ///< by run
  std::int64_t booked_g = 0;                        ///< of all portions and losses, unsigned

 private:
  static Index entity(const Names& names, const std::vector<Index>& entities,
                      std::string_view name) {
    const Index i = names.find(name);
    return i == none ? none : entities[i];
  }
  Index slot_of(const Event& event) const;
  Result<void> admit_author(const Event& event, const KeyId& key) const;
  Result<void> admit_identity(const Event& event, const KeyId& key) const;
  Result<void> admit_key(const Event& event, const KeyId& key, bool by_operator) const;
  Result<void> admit_references(const Event& event) const;
  Result<void> admit_correction(const Event& event) const;
  Result<void> admit_inputs(const Event& event, Index slot) const;
  Result<void> admit_load(const Event& event, Index slot) const;
  Result<void> admit_portion(const Portion& p, bool input, const Event& event, Index slot) const;
  Index make_entity(std::string_view name, bool is_load, Basis basis);
  void apply_identity(const Event& event);
  void add_row(const Event& event);
  void add_move(Index entity, Role role, std::int64_t mass_g, std::int64_t u_g);
  void add_moves(const Event& event);
  void add_load(const Event& event);
  void balance_event(Index event, const Event& body);
  std::vector<Index> touched_by_correction(Index event) const;
  std::vector<Flag> correct(Index event);
  std::vector<Flag> flags_at(Index event) const;
  void add_run_flags(Index run, std::vector<Flag>& all) const;
  void step(Index entity, Index move);
  void step_load(Index entity, Move& move, const Row& row);
  void receive_load(Index entity, const Move& move, const Row& row);
  void count(Index entity, const Move& move);
  void take_and_put(Entity& e, Index entity, const Move& move, const Row& row);
  void contradict(Index entity, Contradiction what, const Move& at, std::int64_t difference_g = 0,
                  std::int64_t tolerance_g = 0);
  void judge_again(Index entity);
  void flag(Index entity, Contradiction what, Index event, std::int64_t difference_g = 0,
            std::int64_t tolerance_g = 0);
};

}  // namespace masseflyt::traceability
