// Variants of a Document: named sets of cells that are overwritten together.
#include <masseflyt/scenario/document.hpp>

#include <algorithm>
#include <utility>

#include "detail/json_value.hpp"
#include "detail/text.hpp"
#include "scenario/header.hpp"
#include "scenario/lookup.hpp"

namespace masseflyt::scenario {
namespace {

using detail::JsonValue;
using Choices = Keyed<std::string>;

Choices choices_of(const std::map<std::string, std::string>& header) {
  const auto at = header.find("choices");
  Header read;
  if (at != header.end())
    read_header_key(*find_header_key("choices"), parse_json_value(at->second), read);
  return read.variants;
}

void set_choices(std::map<std::string, std::string>& header, const Choices& choices) {
  JsonValue object = JsonValue::object();
  for (const auto& [variant, option] : choices) object.add(variant, JsonValue::of_text(option));
  header["choices"] = detail::to_json_text(object);
}

/// Options that stand in the cells of a document that was saved after changes.
Choices applied_in(const std::map<std::string, std::string>& header) {
  Choices applied;
  const auto at = header.find("applied_choices");
  if (at == header.end()) return applied;
  for (const JsonValue& item : parse_json_value(at->second).items) {
    const auto equals = item.text.find('=');
    if (equals != item.text.npos)
      applied.emplace_back(item.text.substr(0, equals), item.text.substr(equals + 1));
  }
  return applied;
}

std::string* find(Choices& choices, const std::string& variant) {
  for (auto& [name, option] : choices)
    if (name == variant) return &option;
  return nullptr;
}

std::string text_of_options(const Keyed<Names>& variants) {
  std::string text;
  for (const auto& [variant, options] : variants)
    for (const auto& option : options) text += (text.empty() ? "" : ", ") + variant + "=" + option;
  return text.empty() ? "none" : text;
}

bool contains(const Names& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

Keyed<Names> Document::variants() const {
  Keyed<Names> all;
  const Table* rows = table("variants");
  for (std::size_t r = 0; rows != nullptr && r < rows->rows.size(); ++r) {
    const std::string& variant = text_of(*rows, r, "variant");
    const std::string& option = text_of(*rows, r, "option");
    auto at = std::find_if(all.begin(), all.end(), [&](auto& v) { return v.first == variant; });
    if (at == all.end()) at = all.insert(all.end(), {variant, {}});
    if (contains(at->second, option)) continue;
    const bool first = text_of(*rows, r, "is_default") == "yes";
    at->second.insert(first ? at->second.begin() : at->second.end(), option);
  }
  return all;
}

Result<void> Document::choose(std::string_view variant_option) {
  const std::string wanted(variant_option);
  const auto equals = wanted.find('=');
  const std::string option = equals == wanted.npos ? wanted : wanted.substr(equals + 1);
  const auto all = variants();
  std::string variant;
  std::size_t fitting = 0;
  for (const auto& [name, options] : all) {
    if (equals != wanted.npos && wanted.substr(0, equals) != name) continue;
    if (contains(options, option)) variant = name, ++fitting;
  }
  if (fitting != 1)
    return Error{ErrorCode::not_found,
                 (fitting == 0 ? "no variant '" : "several variants have the option '") + wanted +
                     "'; there are: " + text_of_options(all),
                 "/variants"};
  auto applied = applied_in(header_json_);
  if (const std::string* old = find(applied, variant)) {
    if (*old == option) return {};
    return Error{ErrorCode::conflict,
                 "the document was saved with " + variant + "=" + *old +
                     " in its cells; choose from the original",
                 "/applied_choices"};
  }
  auto choices = choices_of(remembered_ ? base_header_ : header_json_);
  if (std::string* old = find(choices, variant)) {
    *old = option;
  } else {
    choices.emplace_back(variant, option);
  }
  return choose_all(choices);
}

bool Document::shows_all_variants() const {
  const auto applied = applied_in(remembered_ ? base_header_ : header_json_);
  const Table* rows = table("variants");
  for (std::size_t r = 0; rows != nullptr && r < rows->rows.size(); ++r) {
    const std::string& variant = text_of(*rows, r, "variant");
    if (std::none_of(applied.begin(), applied.end(),
                     [&](const auto& choice) { return choice.first == variant; }))
      return false;
  }
  return true;
}

Result<void> Document::choose_defaults() {
  if (shows_all_variants()) return {};
  const auto all = variants();
  const auto& header = remembered_ ? base_header_ : header_json_;
  auto choices = choices_of(header);
  auto applied = applied_in(header);
  for (const auto& [variant, options] : all)
    if (!find(choices, variant) && !find(applied, variant))
      choices.emplace_back(variant, options.front());
  return choose_all(choices);
}

/// Applies `choices` on top of the base, or changes nothing.
Result<void> Document::choose_all(const Choices& choices) {
  const bool first = !remembered_;
  remember_base();
  auto header = base_header_;
  set_choices(base_header_, choices);
  auto done = apply_all();
  if (done) return done;
  base_header_ = std::move(header);
  if (first) forget_base();
  return done;
}

std::map<std::string, std::string> Document::chosen() const {
  std::map<std::string, std::string> all;
  for (const auto& [variant, option] : choices_of(header_json_)) all[variant] = option;
  for (const auto& [variant, option] : applied_in(header_json_)) all[variant] = option;
  return all;
}

void Document::remember_base() {
  if (remembered_) return;
  remembered_ = true;
  base_tables_ = tables_;
  base_header_ = header_json_;
}

void Document::forget_base() {
  remembered_ = applied_ = false;
  base_tables_.clear();
  base_header_.clear();
}

Result<void> Document::apply_all() {
  auto tables = base_tables_;
  auto header = base_header_;
  std::swap(tables_, tables);
  std::swap(header_json_, header);
  auto done = overwrite();
  applied_ = applied_ || done;
  if (done) return done;
  std::swap(tables_, tables);  // as if nothing had been tried
  std::swap(header_json_, header);
  return done;
}

/// Variants and edits in their order. Stops in the middle when one of them fails.
Result<void> Document::overwrite() {
  auto choices = choices_of(base_header_);
  auto applied = applied_in(base_header_);
  for (const auto& [variant, options] : variants()) {
    const std::string* option = find(choices, variant);
    if (option == nullptr || find(applied, variant) != nullptr) continue;
    if (auto done = apply(variant, *option); !done) return done;
  }
  for (const Edit& edit : edits_)
    if (auto done = replay(edit); !done) return done;
  return {};
}

Result<void> Document::apply(const std::string& variant, const std::string& option) {
  const Table rows = *table("variants");  // a copy: an option could change this table
  for (std::size_t r = 0; r < rows.rows.size(); ++r) {
    if (text_of(rows, r, "variant") != variant || text_of(rows, r, "option") != option) continue;
    const std::string& name = text_of(rows, r, "table");
    if (name.empty()) continue;
    const std::string& column = text_of(rows, r, "column");
    const std::string& value = text_of(rows, r, "value");
    const auto explain = [&](Error error) {
      error.message = "variant " + variant + "=" + option + ": " + error.message;
      error.path = cell_path(rows, r, "");
      return error;
    };
    if (name == "header") {
      if (auto done = set_header(column, value); !done) return explain(done.error());
      continue;
    }
    for (const auto& id : detail::split(text_of(rows, r, "ids"), ';'))
      if (auto done = set_cell(name, id, column, value); !done) return explain(done.error());
  }
  return {};
}

/// Makes what stands in the cells now the new base. A choice that stands in the header only is
/// applied first: after edits it must not be taken for one that the cells already show.
void Document::settle() {
  if (!remembered_) return;
  const bool told = applied_ || apply_all();
  const auto choices = choices_of(header_json_);
  auto applied = applied_in(header_json_);
  for (const auto& choice : choices)
    if (told && find(applied, choice.first) == nullptr) applied.push_back(choice);
  if (told) header_json_.erase("choices");  // all of them are among the applied ones
  std::sort(applied.begin(), applied.end());
  if (!applied.empty()) {
    JsonValue list = JsonValue::array();
    for (const auto& [variant, option] : applied)
      list.items.push_back(JsonValue::of_text(variant + "=" + option));
    header_json_["applied_choices"] = detail::to_json_text(list);
  }
  forget_base();
  edits_.clear();
}

Result<Document> Document::settled() const {
  Document out = *this;
  if (auto done = out.choose_defaults(); !done) return done.error();
  out.settle();
  return out;
}

Document Document::as_saved() const {
  Document saved = *this;
  if (!remembered_) return saved;
  if (edits_.empty()) {
    saved.tables_ = base_tables_;
    saved.header_json_ = base_header_;
    saved.forget_base();
  } else if (saved.choose_defaults()) {
    saved.settle();  // a change must not be overwritten by a variant when it is read again
  } else {
    saved.forget_base();  // a variant is wrong: the cells as they are
  }
  return saved;
}

}  // namespace masseflyt::scenario
