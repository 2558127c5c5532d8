// src/scenario/canonical.hpp — the text that a document is hashed by, with its parts remembered.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include <masseflyt/scenario/document.hpp>

namespace masseflyt::scenario {

/// Canonical text by name of table; "layers" has that of the layers.
using CanonicalTexts = std::map<std::string, std::shared_ptr<const std::string>, std::less<>>;

/// Document::hash() of a document that is settled. Parts that are known are not written again; the
/// others are added. Whoever changes a table takes it out.
std::string canonical_hash(const Document& settled, CanonicalTexts& known);

}  // namespace masseflyt::scenario
