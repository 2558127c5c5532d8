// support_events.hpp — parties, keys and small events for the tests of this folder.
#pragma once

#include <string>

#include <masseflyt/traceability/digest.hpp>
#include <masseflyt/traceability/signature.hpp>

namespace masseflyt::traceability::test {

/// The key whose secret is 32 times this byte.
inline Signer signer(char seed = 'a', Algorithm algorithm = Algorithm::ed25519) {
  return signer_in_memory(algorithm, std::string(32, seed)).value();
}

inline constexpr std::int64_t second = 1'000'000;
inline constexpr std::int64_t hour = 3600 * second;
inline constexpr std::int64_t morning = 1'772'431'200'000'000;  ///< 2026-03-02T06:00:00Z

/// `kg` of a lot, wet and exact.
inline Portion kg(std::string lot, std::int64_t kilograms, std::int64_t u_kg = 0) {
  return {std::move(lot), 1000 * kilograms, Basis::wet, 1000 * u_kg, {}};
}

inline Event event(EventKind kind, std::string id, std::string author,
                   std::int64_t time_us = morning) {
  Event e;
  e.kind = kind, e.id = std::move(id), e.author = std::move(author), e.time_us = time_us;
  return e;
}

/// One event of each kind, with every member that the kind may have.
inline std::vector<Event> one_of_each() {
  std::vector<Event> all;
  const auto add = [&](EventKind kind) -> Event& {
    all.push_back(event(kind, "E-" + std::to_string(all.size()), "contractor"));
    return all.back();
  };
  const auto moved = [](Event& e) -> Event& {
    e.place = "pit", e.documents = {"R-1"}, e.corrects = "E-x", e.reason = "weighed again";
    e.terms = {{"waste_codes", "17 05 04"}, {"x-note", "blåleire"}, {"flags", "none"}};
    e.commitments = {{"vehicle", sha256("plate")}};
    e.principal = "owner", e.sequence = 7;
    return e;
  };
  Event* e = &add(EventKind::party);
  e->subject = "contractor", e->key = signer().key;
  e = &add(EventKind::key_enrol);
  e->subject = "contractor", e->key = signer('p', Algorithm::ecdsa_p256).key;
  e = &add(EventKind::key_rotate);
  e->subject = "contractor", e->key = signer('b').key, e->key_id = key_id(signer().key);
  e = &add(EventKind::key_revoke);
  e->subject = "contractor", e->key_id = key_id(signer().key), e->reason = "lost";
  e = &add(EventKind::place);
  e->subject = "pit";
  e = &add(EventKind::document);
  e->subject = "R-1", e->digest = sha256("report"), e->terms = {{"media_type", "application/pdf"}};
  e = &moved(add(EventKind::extract));
  e->outputs = {{"EXC-1", 1'700'000, Basis::wet, 1000,
                 Measured{1000, VolumeState::loose, 1700, "NVE sikringshåndboka G2.001"}}};
  e = &moved(add(EventKind::split));
  e->inputs = {kg("EXC-1", 10)}, e->outputs = {kg("A", 4), kg("B", 5)},
  e->losses = {{"dust", 1000, 0}};
  e = &moved(add(EventKind::merge));
  e->inputs = {kg("A", 4), kg("B", 5)}, e->outputs = {kg("C", 9)}, e->losses = {{"scale", -1, 3}};
  e = &moved(add(EventKind::process));
  e->inputs = {kg("C", 9)}, e->outputs = {{"D", 8'000'000, Basis::dry, 0, {}}};
  e->losses = {{"water", 1'000'000, 0}}, e->run = "run-1";
  e = &moved(add(EventKind::load));
  e->load = "L-1", e->inputs = {kg("C", 9)};
  e = &moved(add(EventKind::ship));
  e->load = "L-1", e->to_party = "plant", e->to_place = "quay", e->inputs = {kg("C", 9)};
  e = &moved(add(EventKind::receive));
  e->load = "L-1", e->outputs = {kg("IN-1", 9)};
  e = &moved(add(EventKind::store));
  e->lots = {"C"};
  e = &moved(add(EventKind::water));
  e->inputs = {kg("C", 1)}, e->outputs = {kg("B", 2)};
  e = &moved(add(EventKind::sample));
  e->lots = {"C"}, e->inputs = {{"C", 500, Basis::wet, 0, {}}};
  e->values = {{"condition_class", "2", "1", "R-1"}, {"content/lead", "0.10", "mg/kg TS", "R-1"}};
  e = &moved(add(EventKind::hold));
  e->lots = {"C"};
  e = &moved(add(EventKind::release));
  e->lots = {"C"};
  e = &moved(add(EventKind::use));
  e->inputs = {kg("C", 9)};
  e = &moved(add(EventKind::dispose));
  e->inputs = {kg("C", 9)};
  e = &moved(add(EventKind::count));
  e->outputs = {kg("C", 8, 1)};
  e = &moved(add(EventKind::adjust));
  e->outputs = {kg("C", 8, 1)}, e->inputs = {kg("B", 1)};
  e = &add(EventKind::withdraw);
  e->corrects = "E-6", e->reason = "did_not_occur", e->documents = {"R-1"};
  return all;
}

}  // namespace masseflyt::traceability::test
