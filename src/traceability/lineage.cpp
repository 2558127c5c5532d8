#include <masseflyt/traceability/lineage.hpp>

#include "traceability/lineage_data.hpp"

namespace masseflyt::traceability {

std::string_view name(NodeKind kind) noexcept {
  constexpr std::string_view names[] = {"lot",     "load", "activity", "use",
                                        "dispose", "loss", "origin"};
  const auto i = static_cast<std::size_t>(kind);
  return i < std::size(names) ? names[i] : std::string_view{};
}

std::uint64_t Lineage::log_size() const noexcept { return data_->log_size; }
std::size_t Lineage::node_count() const noexcept { return data_->nodes(); }
std::size_t Lineage::arc_count() const noexcept { return data_->tail.size(); }
NodeKind Lineage::kind(Node node) const { return data_->kind[node]; }
std::int64_t Lineage::mass_g(Node node) const { return data_->mass[node]; }
std::uint64_t Lineage::event(Node node) const { return data_->event[node]; }
std::uint32_t Lineage::version(Node node) const { return data_->version[node]; }

std::string_view Lineage::id(Node node) const {
  const Index entity = data_->entity[node];
  if (entity == traceability::none) return data_->event_ids[data_->event[node]];
  const Index name = data_->entity_name[entity];
  return data_->entity_is_load[entity] ? data_->load_names[name] : data_->lot_names[name];
}

std::string_view Lineage::place(Node node) const {
  const Index place = data_->event_place[data_->event[node]];
  return place == traceability::none ? std::string_view{} : data_->places[place];
}

namespace {

std::span<const Lineage::Node> versions_of(const Lineage::Data& d, const Names& names,
                                           const std::vector<Index>& entities,
                                           std::string_view id) {
  const Index name = names.find(id);
  if (name == none) return {};
  const Index e = entities[name];
  return std::span(d.version_node)
      .subspan(d.first_version[e], d.first_version[e + std::size_t{1}] - d.first_version[e]);
}

}  // namespace

std::span<const Lineage::Node> Lineage::versions(std::string_view lot) const {
  return versions_of(*data_, data_->lot_names, data_->lot_entities, lot);
}
std::span<const Lineage::Node> Lineage::versions_of_load(std::string_view load) const {
  return versions_of(*data_, data_->load_names, data_->load_entities, load);
}

std::span<const Lineage::Node> Lineage::next(Node node) const {
  const auto& first = data_->first_out;
  return std::span(data_->head).subspan(first[node], first[node + std::size_t{1}] - first[node]);
}
std::span<const Lineage::Node> Lineage::before(Node node) const {
  const auto& first = data_->first_in;
  return std::span(data_->tail).subspan(first[node], first[node + std::size_t{1}] - first[node]);
}
std::span<const std::int64_t> Lineage::mass_before_g(Node node) const {
  const auto& first = data_->first_in;
  return std::span(data_->arc_mass)
      .subspan(first[node], first[node + std::size_t{1}] - first[node]);
}

}  // namespace masseflyt::traceability
