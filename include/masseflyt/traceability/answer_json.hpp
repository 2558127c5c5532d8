// masseflyt/traceability/answer_json.hpp — answers of a ledger as JSON, for the C face and tools.
#pragma once

#include <span>
#include <string>
#include <vector>

#include <masseflyt/core/result.hpp>
#include <masseflyt/traceability/balance.hpp>
#include <masseflyt/traceability/ledger.hpp>
#include <masseflyt/traceability/lineage.hpp>
#include <masseflyt/traceability/ticket.hpp>

namespace masseflyt::traceability {

// One object each, with the member names of the struct; what is not known is null or left out,
// digests are hexadecimal, enumerators are their names, uncertainties are `u_g` = sqrt(sum_u2).

std::string to_json(const Flag& flag);  ///< with `message`
std::string to_json(const LotState& lot);
std::string to_json(const LoadState& load);
std::string to_json(const LotBalance& balance);
std::string to_json(const SiteBalance& balance);
std::string to_json(const RunBalance& balance);
std::string to_json(const ProvenTicket& ticket);  ///< with `event` and `statement`

/// An array: {index, already, leaf_hash, flags} of what was taken, {code, message, path} of what
/// was refused.
std::string to_json(std::span<const Result<Receipt>> receipts);
std::string to_json(const std::vector<Flag>& flags);

/// {as_of, reading, source_g, stock_g, lots: [{id, kind, share, mass_g, low_g, high_g, place,
/// path: [ids from a source to it]}], ends: [{place, kind, suspect_g, low_g, high_g}]}
std::string to_json(const Lineage& lineage, const Recall& recall);

}  // namespace masseflyt::traceability
