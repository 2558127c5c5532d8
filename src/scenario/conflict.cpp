// Claims that contradict each other, in the words of the input.
#include <masseflyt/matching/conflict.hpp>

#include <algorithm>

#include <masseflyt/scenario/why.hpp>

#include "reporting/json_writer.hpp"
#include "why_trial.hpp"

namespace masseflyt::scenario {
namespace {

using matching::Claim;
using matching::ClaimKind;
using matching::none;

double tonnes(std::int64_t kg) { return static_cast<double>(kg) / 1000; }

class Speaker {
 public:
  explicit Speaker(const Model& model) : model_(model), m_(model.market) {}

  ConflictMember tell(const Claim& c) const {
    switch (c.kind) {
      case ClaimKind::lot:
        return lot(c.index);
      case ClaimKind::minimum:
      case ClaimKind::capacity:
        return limit(c.index, c.kind == ClaimKind::minimum);
      case ClaimKind::stock:
      case ClaimKind::intake:
        return stock(c.index, c.kind == ClaimKind::intake);
      case ClaimKind::process:
        return process(c.index);
      case ClaimKind::virgin:
        return virgin(c.index);
      case ClaimKind::row:
        return row(c.index);
    }
    return {};
  }

 private:
  ConflictMember lot(Index l) const {
    std::int64_t kg = 0;
    Index first = m_.periods, last = 0;
    for (const auto& s : m_.supplies)
      if (s.lot == l)
        kg += s.kg, first = std::min(first, s.period), last = std::max(last, s.period);
    ConflictMember out{model_.lot_offer[l], "lot", m_.groups[m_.lots[l].group], tonnes(kg), "", ""};
    const auto span = [&](const char* to) {
      return to_string(model_.first + static_cast<std::int32_t>(first)) + to +
             to_string(model_.first + static_cast<std::int32_t>(last));
    };
    out.en = tell_tonnes(out.tonnes, false) + " of " + out.group + " from " + out.id +
             " have to be placed, " + span(" to ");
    out.nb = tell_tonnes(out.tonnes, true) + " " + out.group + " fra " + out.id + " må få plass, " +
             span(" til ");
    return out;
  }

  ConflictMember limit(Index l, bool minimum) const {
    const auto& is = m_.limits[l];
    ConflictMember out{model_.limits[l].place,
                       minimum ? "minimum" : "capacity",
                       "",
                       tonnes(minimum ? is.minimum_kg : is.capacity_kg),
                       "",
                       ""};
    out.en =
        is.id + (minimum ? " has to get " : " takes at most ") + tell_tonnes(out.tonnes, false);
    out.nb = is.id + (minimum ? " må få " : " tar høyst ") + tell_tonnes(out.tonnes, true);
    return out;
  }

  ConflictMember stock(Index k, bool intake) const {
    const auto& s = m_.stocks[k];
    ConflictMember out{m_.destinations[s.destination].id,
                       intake ? "intake" : "stock",
                       m_.groups[s.group],
                       tonnes(intake ? s.intake_kg : s.stock_kg),
                       "",
                       ""};
    out.en = s.id + (intake ? " takes in at most " : " holds at most ") +
             tell_tonnes(out.tonnes, false) + (intake ? " a month" : "");
    out.nb = s.id + (intake ? " tar inn høyst " : " rommer høyst ") +
             tell_tonnes(out.tonnes, true) + (intake ? " i måneden" : "");
    return out;
  }

  ConflictMember process(Index p) const {
    const auto& made = m_.processes[p];
    ConflictMember out = stock(made.stock, false);
    out.kind = "process", out.tonnes = tonnes(made.capacity_kg);
    out.en = out.id + " processes at most " + tell_tonnes(out.tonnes, false) + " of " + out.group +
             " a month";
    out.nb = out.id + " foredler høyst " + tell_tonnes(out.tonnes, true) + " " + out.group +
             " i måneden";
    return out;
  }

  ConflictMember virgin(Index q) const {
    const auto at = std::find_if(m_.virgin.begin(), m_.virgin.end(),
                                 [&](const auto& v) { return v.supply_limit == q; });
    ConflictMember out{at == m_.virgin.end() ? "" : at->id, "virgin", "",
                       tonnes(m_.virgin_supply_kg[q]),      "",       ""};
    out.en =
        out.id + " sells at most " + tell_tonnes(out.tonnes, false) + " of its own rock a year";
    out.nb = out.id + " selger høyst " + tell_tonnes(out.tonnes, true) + " egen stein i året";
    return out;
  }

  ConflictMember row(Index r) const {
    const auto& is = m_.rows[r];
    ConflictMember out{is.id, "row", "", tonnes(is.minimum > 0 ? is.minimum : is.capacity), "", ""};
    out.en = "the condition '" + is.id + "' holds";
    out.nb = "vilkåret «" + is.id + "» gjelder";
    return out;
  }

  const Model& model_;
  const matching::Market& m_;
};

}  // namespace

Result<ConflictAnswer> conflict(const Document& document, Diagnostics& found,
                                const WhyOptions& options) {
  const auto now = modelled(document, options.variants, options.weights, found);
  if (!now) return now.error();
  const auto least = matching::minimal_conflict(now->market(), now->costs(), options.control);
  if (!least) return least.error();
  ConflictAnswer out;
  const Speaker speaker(now->model);
  for (const Claim& c : least->members) out.members.push_back(speaker.tell(c));
  out.excess_t = tonnes(least->excess_kg);
  return out;
}

std::string conflict_json(const ConflictAnswer& answer) {
  reporting::JsonWriter out;
  out.open_object();
  out.member("excess_t", answer.excess_t, 3);
  out.open_array("members");
  for (const auto& m : answer.members) {
    out.open_object(reporting::JsonWriter::Layout::row);
    out.member("id", m.id), out.member("kind", m.kind), out.member("group", m.group);
    out.member("tonnes", m.tonnes, 3), out.member("en", m.en), out.member("nb", m.nb);
    out.close();
  }
  out.close();
  out.close();
  return out.take();
}

}  // namespace masseflyt::scenario
