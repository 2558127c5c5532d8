// masseflyt/traceability/prov.hpp — the ledger as W3C provenance, for others' tools.
#pragma once

#include <string>
#include <string_view>

#include <masseflyt/core/result.hpp>
#include <masseflyt/traceability/ledger.hpp>
#include <masseflyt/traceability/lineage.hpp>

namespace masseflyt::traceability {

/// PROV-JSON (W3C member submission of 2013): lot versions and documents are entities, events
/// activities, parties agents. Masses stand on `used` and `wasGeneratedBy`, because use can be
/// partial; a version specializes its lot. wasDerivedFrom is written only where the lineage has
/// an arc, never guessed. Superseded events are left out; corrections are revisions of the records.
/// `base` is the address that ids are put behind and ends with '/'; ids are percent-encoded.
/// A view, not the ledger: PROV knows no balance, no loss and no signature.
/// Errors: invalid_argument (base), those of the ledger's store. Cost: O(events + arcs).
Result<std::string> to_prov_json(const Ledger& ledger, const Lineage& lineage,
                                 std::string_view base);

}  // namespace masseflyt::traceability
