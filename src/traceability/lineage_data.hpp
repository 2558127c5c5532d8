// lineage_data.hpp — the columns of a lineage, and what it takes to make them longer.
#pragma once

#include <vector>

#include <masseflyt/traceability/lineage.hpp>

#include "traceability/ledger_state.hpp"
#include "traceability/names.hpp"

namespace masseflyt::traceability {

struct Lineage::Data {
  std::uint64_t log_size = 0;
  std::size_t corrections = 0;  ///< of the ledger when this was built

  // one value per node
  std::vector<NodeKind> kind;
  std::vector<std::int64_t> mass;
  std::vector<Index> event;
  std::vector<Index> entity;  ///< none for what is no lot or load
  std::vector<std::uint32_t> version;

  // arcs grouped by head: those into node v are first_in[v] .. first_in[v + 1]
  std::vector<Index> first_in{0};
  std::vector<Node> tail;
  std::vector<std::int64_t> arc_mass;

  // the same arcs grouped by tail
  std::vector<Index> first_out;
  std::vector<Node> head;
  std::vector<Index> out_arc;  ///< position among the arcs by head

  // versions grouped by entity
  std::vector<Index> first_version;
  std::vector<Node> version_node;

  // what building goes on from
  std::vector<Node> newest;             ///< by entity
  std::vector<std::int64_t> stock;      ///< by entity
  std::vector<std::uint32_t> versions;  ///< by entity
  std::vector<bool> drained;            ///< by entity: its book came to exactly zero
  std::vector<Node> run_newest;         ///< by run: what is in the plant; none before it began
  std::vector<std::int64_t> run_stock;  ///< by run

  // where things are at the end of the log
  std::vector<Index> entity_place;     ///< none: not known
  std::vector<Index> entity_to_place;  ///< of a load under way

  // names, copied so that the ledger may end
  Names lot_names, load_names, places;
  Texts event_ids;
  std::vector<Index> lot_entities, load_entities;
  std::vector<Index> entity_name;
  std::vector<bool> entity_is_load;
  std::vector<Index> event_place;

  std::size_t nodes() const { return mass.size(); }
};

}  // namespace masseflyt::traceability
