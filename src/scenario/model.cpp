#include "model.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "model_builder.hpp"
#include "reporting/text_format.hpp"

namespace masseflyt::scenario {

std::string group_name(const std::string& material, const std::string& grade,
                       const std::string& condition_class) {
  return material + (grade.empty() ? "" : "-" + grade) + "-" + condition_class;
}

std::int64_t to_kg(double tonnes) { return std::llround(tonnes * 1000.0); }

std::int64_t spread(std::int64_t total, std::int32_t i, std::int32_t n) {
  const std::int64_t base = total / n, rest = total % n;
  return base + (rest * (i + 1) / n - rest * i / n);
}

Weights default_weights(const Case& input) {
  Weights w = input.header.objective;
  const auto fill = [&](double& weight, const char* key) {
    if (const auto at = input.factors.find(key); weight == 0 && at != input.factors.end())
      weight = at->second;
  };
  fill(w.co2e, "co2_nok_kg");
  fill(w.exposure, "exposure_nok_vkm");
  return w;
}

std::optional<MonthSpan> ModelBuilder::planned(Month first, Month last) const {
  const MonthSpan cut{std::max(first, window_.first), std::min(last, window_.last)};
  if (cut.first > cut.last) return std::nullopt;
  return cut;
}

Index ModelBuilder::group(const LotKind& kind) {
  const auto [at, added] =
      group_index_.try_emplace(kind.group, static_cast<Index>(model_.market.groups.size()));
  if (added) {
    model_.market.groups.push_back(kind.group);
    group_kinds_.push_back(kind);
    model_.market.far_allowed.push_back(kind.condition_class == "clean" ? 1 : 0);
  }
  return at->second;
}

Index ModelBuilder::limit(std::string id, std::int64_t capacity, Index parent,
                          LimitMeaning meaning) {
  model_.market.limits.push_back({std::move(id), std::max<std::int64_t>(capacity, 0), 0, parent});
  model_.limits.push_back(std::move(meaning));
  return static_cast<Index>(model_.market.limits.size() - 1);
}

Index ModelBuilder::destination(const std::string& id, const std::string& name,
                                const std::string& where, reporting::Kind kind, bool commercial) {
  model_.market.destinations.push_back({id, place(where), commercial});
  model_.destination_names.push_back(name);
  model_.destination_kinds.push_back(kind);
  model_.destination_itself.push_back(static_cast<Index>(model_.destination_kinds.size() - 1));
  return static_cast<Index>(model_.market.destinations.size() - 1);
}

void ModelBuilder::entry(Index destination, Index group, MonthSpan window, Index limit,
                         Index product, const EntryMeaning& meaning, double nok_t) {
  HaulSums extra;
  extra.nok = nok_t;
  extra.co2e_kg = meaning.process_co2e_kg_t - meaning.avoided_co2e_kg_t;
  model_.market.entries.push_back(
      {destination, group, period(window.first), period(window.last), limit, extra, product});
  model_.entries.push_back(meaning);
  model_.entries.back().fee_nok_t = nok_t;
}

void ModelBuilder::note(std::string en, std::string nb) {
  model_.notes.push_back(std::move(en));
  model_.notes_nb.push_back(std::move(nb));
}

void ModelBuilder::meaning(const RowMeaning& rows) {
  model_.rows.resize(model_.market.rows.size(), rows);
}

/// What the plan rests on and leaves out, in the order a reader should know it.
void ModelBuilder::notes() {
  const auto whole = [](auto number, bool nb) {
    return reporting::readable(static_cast<double>(number), 0, nb);
  };
  const auto kt = [&](std::int64_t kg, bool nb) { return whole(kg / 1'000'000, nb) + " kt"; };
  if (beyond_kg_ > 0)
    note(kt(beyond_kg_, false) +
             " of the offers arise outside the horizon and are not part of this plan.",
         kt(beyond_kg_, true) + " av massene oppstår utenfor perioden og er ikke med i planen.");
  if (before_kg_ > 0)
    note(
        kt(before_kg_, false) + " left before the plan begins and no source tells where they went.",
        kt(before_kg_, true) + " ble kjørt bort før planen begynner, og ingen kilde sier hvor.");
  if (driven_ > 0)
    note(whole(driven_, false) + " loads, " + whole(driven_kg_ / 1000, false) +
             " t, were driven already: they are facts, and what they took of offers and places is "
             "not planned again. Where a load does not tell its grade or class, it is shared out "
             "among what the place takes.",
         whole(driven_, true) + " lass, " + whole(driven_kg_ / 1000, true) +
             " t, er alt kjørt: de er fakta, og det de tok av masser og plass, planlegges ikke om "
             "igjen. Der et lass ikke sier hva det var, er det fordelt på det stedet tar imot.");
  std::int64_t kept_kg = 0;
  for (const auto& [store, kg] : kept_kg_) kept_kg += kg;
  if (kept_kg > 0) {
    note(whole(kept_kg / 1000, false) +
             " t of these lie in stores and must not leave, on hold or not tested: they take room, "
             "and nothing is planned with them.",
         whole(kept_kg / 1000, true) +
             " t av dette ligger på lager og skal bli liggende, sperret eller ikke prøvd: det tar "
             "plass, og ingenting er planlagt med det.");
  }
  if (model_.far_haul.km > 0)
    note(
        "A receiver outside the region takes clean masses without room, at an assumed distance and "
        "fee; other classes without room stay unplaced and are listed.",
        "Et mottak utenfor regionen tar rene masser som ikke får plass, med antatt avstand og "
        "avgift; andre klasser uten plass blir stående som uplassert og er listet.");
  if (!model_.market.stocks.empty()) {
    if (std::any_of(in_.stores.begin(), in_.stores.end(),
                    [](const Store& s) { return s.included && s.group_shares.empty(); }))
      note(
          "Groups of masses never mix in a store. Where a store has no shares, they share its "
          "room, "
          "its yearly and lifetime intake and its processes as the plan finds best.",
          "Massegrupper blandes aldri på lager. Der et lager ikke har andeler, deler de plassen, "
          "årlig og samlet mottak og knusing slik planen finner best.");
    if (std::any_of(in_.stores.begin(), in_.stores.end(),
                    [](const Store& s) { return s.included && !s.group_shares.empty(); }))
      note(
          "In a store each group of masses has its own share, given as data, and never mixes. A "
          "store's yearly and lifetime intake is used evenly, month by month; a plan that may "
          "bunch "
          "it could be somewhat better.",
          "På lager har hver massegruppe sin egen andel, gitt som data, og blandes aldri. Årlig "
          "og samlet mottak brukes jevnt, måned for måned; en plan som kan samle det opp, kunne "
          "blitt noe bedre.");
    note(
        "A place that takes only named offers is served straight from their sites, not out of a "
        "store.",
        "Et sted som bare tar imot navngitte masser, får dem direkte fra anlegget, ikke fra "
        "lager.");
  }
  note(
      "Today's practice (the baseline): every project alone, its own fills and commercial "
      "receivers "
      "only, month by month and then by id, to the nearest that is permitted and has room; known "
      "receivers first; needs buy virgin rock from the nearest quarry.",
      "Dagens praksis (sammenligningen): hvert prosjekt for seg, bare egne fyllinger og "
      "kommersielle mottak, måned for måned og så etter id, til nærmeste som har lov og "
      "plass; kjente mottakere først; behov kjøper jomfruelig stein fra nærmeste pukkverk.");
  const auto rail = std::count_if(in_.links.begin(), in_.links.end(),
                                  [](const Link& l) { return l.mode == "rail"; });
  if (rail > 0 && in_.factors.count("rail_nok_tkm") == 0)
    note(std::to_string(rail) + " rail links are not used: there are no prices for rail yet.",
         std::to_string(rail) +
             " jernbanelenker er ikke brukt: det finnes ingen priser for bane ennå.");
  note("Trucks are counted as driving back empty; return loads are not planned yet.",
       "Lastebiler regnes tomme tilbake; returlass er ikke planlagt ennå.");
}

Result<Model> ModelBuilder::run() {
  const auto& h = in_.header;
  window_ = {std::max(h.horizon.first, h.as_of), h.horizon.last};
  model_.first = window_.first;
  model_.market.periods = static_cast<Index>(window_.count());
  if (known_ != nullptr) {
    model_.haulage = *known_;
    model_.haulage.set_states({});
  } else {
    auto haulage = Haulage::make(in_);
    if (!haulage) return haulage.error();
    model_.haulage = std::move(*haulage);
  }
  std::vector<SampleFault> faults;
  auto sampled = judge_samples(in_, faults);
  if (!sampled) return sampled.error();
  for (const auto& f : faults)
    if (!f.warning)
      return Error{ErrorCode::invalid_document, "samples: " + f.column + ": expected " + f.expected,
                   "samples"};
  sampled_ = std::move(*sampled);
  const auto& fitter = built_in_fitter();
  if (!fitter) return fitter.error();
  fitter_ = *fitter;

  model_.market.unplaced_nok_t = factor_("unplaced_nok_t");
  model_.far_fee_nok_t = factor_("far_receiver_fee_nok_t");
  model_.far_haul = model_.haulage.road(factor_("far_receiver_km"));
  model_.market.far = model_.far_haul;
  model_.market.far.nok += model_.far_fee_nok_t;
  model_.anywhere_haul = model_.haulage.road(factor_("virgin_haul_km"));
  model_.store_handling_nok_t = factor_("storage_handling_nok_t");
  model_.store_hold_nok_t_month = factor_("storage_hold_nok_t_month");

  lots();
  byproduct_groups();
  receivers();
  quarries();
  needs();
  stores();
  held_in_stores();
  shared_rooms();
  meaning({"store", "", "is full: its groups share what it holds, takes in and processes",
           "er fullt: gruppene deler det lageret rommer, tar imot og foredler"});
  stops();
  closed_ways();
  compatibility();
  deals();
  meaning({"deal", "", "keeps an agreed deal", "holder en inngått avtale"});
  need_rows();
  virgin_rows();
  meaning({"need", "", "is full", "er fullt"});
  openings();
  storage_times();
  lot_rules();
  blends();
  observed_destinations();
  ports();
  load_limits();  // after ports: they count the ways through gates as well
  meaning({"port", "", "lies behind a port that is full in that month",
           "ligger bak en havn som er full den måneden"});
  notes();
  if (error_) return *error_;
  if (auto found = factor_.all_found(); !found) return found.error();
  model_.group_kinds = group_kinds_;
  return std::move(model_);
}

Result<Model> make_model(const Case& input, const Haulage* known) {
  return ModelBuilder(input, known).run();
}

}  // namespace masseflyt::scenario
