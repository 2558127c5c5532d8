// ledger_state.hpp — what a log means: a pure function of its events, kept up to date.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <masseflyt/traceability/ledger.hpp>

#include "traceability/names.hpp"

namespace masseflyt::traceability {

using Index = Names::Index;
inline constexpr Index none = Names::none;

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

/// One event. Row i is record i.
struct Row {
  EventKind kind;
  bool has_values;
  Index acting;  ///< party: principal, or else author
  Index author;
  Index place, to_party, to_place, run;
  Index corrects, corrected_by;
  Index slot;  ///< where in the order of the log it has its effect: that of the event it corrects
  Index first_move;
  std::int64_t time_us;
  std::int64_t loss_g;
  double loss_u2;
};

/// A lot or a load.
struct Entity {
  Index name;  ///< in lot_names or load_names
  bool is_load;
  Basis basis;
  Index last_move = none;
  // what follows is told by the moves alone, in the order of their slots
  bool exists = false;
  Index first_slot = none;
  std::int64_t created_us = 0;
  std::int64_t stock_g = 0;
  double sum_u2 = 0;
  Index holder = none, place = none;
  std::uint32_t version = 0;
  std::uint32_t holds = 0;
  Index ship_event = none, receive_event = none;  ///< of a load
  std::int64_t in_g = 0, out_g = 0;
  Index count_event = none;
  std::int64_t counted_g = 0, count_difference_g = 0;
  bool disputed = false;
};

struct KeyState {
  PublicKey key;
  Index party;
  bool revoked = false;
  std::optional<Verifier> verifier;
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
  bool is_live(Index event) const {
    return rows[event].corrected_by == none && rows[event].kind != EventKind::withdraw;
  }
  Index lot_entity(std::string_view name) const { return entity(lot_names, lot_entities, name); }
  Index load_entity(std::string_view name) const { return entity(load_names, load_entities, name); }
  std::string_view name_of(Index entity) const {
    const Entity& e = entities[entity];
    return e.is_load ? load_names[e.name] : lot_names[e.name];
  }
  /// Moves of live events, in the order of their slots.
  std::vector<Index> live_moves(Index entity) const;
  std::vector<Flag> all_flags() const;

  Rules rules;
  Names event_ids, parties, places, documents, lot_names, load_names, runs;
  std::vector<Index> lot_entities, load_entities;  ///< by name
  std::vector<Row> rows;
  std::vector<Move> moves;
  std::vector<Entity> entities;
  std::map<KeyId, KeyState> keys;
  std::map<Index, Flag> event_flags;                ///< by event: what does not add up
  std::map<Index, std::vector<Flag>> entity_flags;  ///< by entity
  std::vector<std::vector<Index>> run_events;       ///< by run
  std::size_t corrections = 0;

 private:
  static Index entity(const Names& names, const std::vector<Index>& entities,
                      std::string_view name) {
    const Index i = names.find(name);
    return i == none ? none : entities[i];
  }
  Index slot_of(const Event& event) const;
  Result<void> admit_author(const Event& event, const KeyId& key) const;
  Result<void> admit_identity(const Event& event, const KeyId& key) const;
  Result<void> admit_references(const Event& event) const;
  Result<void> admit_correction(const Event& event) const;
  Result<void> admit_inputs(const Event& event, Index slot) const;
  Result<void> admit_load(const Event& event, Index slot) const;
  Result<void> admit_portion(const Portion& p, bool input, const Event& event, Index slot) const;
  Index make_entity(std::string_view name, bool is_load, Basis basis);
  void apply_identity(const Event& event, const KeyId& key);
  void add_move(Index entity, Role role, std::int64_t mass_g, std::int64_t u_g);
  void add_moves(const Event& event);
  void balance_event(Index event, const Event& body);
  void step(Index entity, Index move);
  void step_load(Index entity, Move& move, const Row& row);
  void take_and_put(Entity& e, Index entity, const Move& move, const Row& row);
  void judge_again(Index entity);
  void flag(Index entity, Contradiction what, Index event, std::int64_t difference_g = 0,
            std::int64_t tolerance_g = 0);
};

}  // namespace masseflyt::traceability
