#include "samples.hpp"

#include <algorithm>
#include <utility>

#include "detail/number.hpp"
#include "detail/text.hpp"
#include "scenario/lot_class.hpp"

namespace masseflyt::scenario {
namespace {

using classification::Fitness;
using classification::Fitter;
using classification::Lot;
using classification::Range;
using classification::Verdict;

/// The number of a class as offers declare it; 0 for what stands apart (alum shale, hazardous).
std::int32_t class_number(const std::string& name) {
  if (name == "clean") return 1;
  return name.starts_with("class") ? name.back() - '0' : 0;
}

bool declares(const Offer& offer, std::string_view name) {
  if (offer.material == name) return true;
  if (offer.not_clean_share <= 0) return false;
  return std::any_of(offer.not_clean_split.begin(), offer.not_clean_split.end(),
                     [&](const auto& one) { return one.first == name && one.second > 0; });
}

/// Tests of rock that are no substances of the catalogue.
struct RockTest {
  std::vector<std::string_view> names;
  std::string_view unit;
  std::optional<Range>& (*member)(Lot&);
};

const std::vector<RockTest>& rock_tests() {
  static const std::vector<RockTest> all = {
      {{"sulphur", "svovel", "s", "total sulphur", "totalt svovel"},
       "%",
       [](Lot& l) -> std::optional<Range>& { return l.acid_rock.sulphur_percent; }},
      {{"tic", "inorganic carbon", "uorganisk karbon"},
       "%",
       [](Lot& l) -> std::optional<Range>& { return l.acid_rock.inorganic_carbon_percent; }},
      {{"np", "neutralisation potential", "nøytralisasjonspotensial"},
       "kg CaCO3/t",
       [](Lot& l) -> std::optional<Range>& { return l.acid_rock.neutralisation_potential; }},
      {{"uranium", "uran", "u"},
       "mg/kg",
       [](Lot& l) -> std::optional<Range>& { return l.radioactivity.uranium_mg_per_kg; }},
      {{"activity", "aktivitet"},
       "Bq/g",
       [](Lot& l) -> std::optional<Range>& { return l.radioactivity.activity_bq_per_g; }},
      {{"radium-226", "ra-226", "ra226"}, "Bq/kg", [](Lot& l) -> std::optional<Range>& {
         return l.radioactivity.radium226_bq_per_kg;
       }}};
  return all;
}

const RockTest* rock_test(const std::string& analyte) {
  std::string name(masseflyt::detail::trim(analyte));
  for (char& c : name)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  for (const auto& test : rock_tests())
    if (std::find(test.names.begin(), test.names.end(), name) != test.names.end()) return &test;
  return nullptr;
}

/// The tests of one offer, one lot per sample: a sulphur belongs to the NP of its own sample.
class Tests {
 public:
  Tests(const Case& input, const classification::Analytes& analytes,
        std::vector<SampleFault>& faults)
      : in_(input), analytes_(analytes), reader_(analytes), faults_(faults) {}

  void add(std::size_t row) {
    const Sample& s = in_.samples[row];
    const RockTest* rock = analytes_.find(s.analyte) ? nullptr : rock_test(s.analyte);
    if (rock != nullptr)
      add_rock(row, *rock);
    else
      reader_.add(s.id, s.analyte, s.value, s.unit, std::to_string(row), found_);
  }

  /// None when one of them cannot be read.
  std::optional<std::vector<Lot>> finish() {
    for (auto& sample : reader_.finish(found_)) {
      const std::string id = sample.id;
      lot(id).samples.push_back(std::move(sample));
    }
    for (const auto& d : found_) {
      const auto colon = d.path.find(':');
      const auto row = masseflyt::detail::parse_integer(d.path.substr(0, colon));
      faults_.push_back({static_cast<std::size_t>(row.value_or(0)),
                         colon == d.path.npos ? "value" : d.path.substr(colon + 1), d.expected,
                         d.severity != Severity::error});
      broken_ = broken_ || d.severity == Severity::error;
    }
    if (broken_) return std::nullopt;
    return std::move(lots_);
  }

 private:
  Lot& lot(const std::string& id) {
    for (auto& l : lots_)
      if (l.id == id) return l;
    lots_.emplace_back();
    lots_.back().id = id;
    return lots_.back();
  }

  void add_rock(std::size_t row, const RockTest& test) {
    const Sample& s = in_.samples[row];
    const auto read = classification::read_result(s.value);
    const bool range = read && (read->kind == classification::ResultKind::quantified ||
                                read->kind == classification::ResultKind::below_loq);
    const auto most = classification::Decimal::whole(test.unit == "%" ? 100 : 1'000'000);
    if (s.unit != test.unit) fault(row, "unit", std::string(test.unit) + " for " + s.analyte);
    if (!range || read->number > most)
      return fault(row, "value",
                   "a number that is not negative and at most " + most.to_string() + ", or <LOQ");
    auto& member = test.member(lot(s.id));
    if (member) return fault(row, "analyte", "one result per sample and test");
    member = read->kind == classification::ResultKind::quantified ? Range::of(read->number)
                                                                  : Range::below(read->number);
  }

  void fault(std::size_t row, std::string column, std::string expected) {
    faults_.push_back({row, std::move(column), std::move(expected), false});
    broken_ = true;
  }

  const Case& in_;
  const classification::Analytes& analytes_;
  classification::SampleReader reader_;
  std::vector<SampleFault>& faults_;
  Diagnostics found_;
  std::vector<Lot> lots_;
  bool broken_ = false;
};

/// Nothing is suspected but what the samples show: the rest is what the offer declares.
void complete(Lot& lot, const Offer* offer) {
  const auto known = classification::materials();
  const bool named =
      offer != nullptr && std::find(known.begin(), known.end(), offer->material) != known.end();
  lot.material = named ? offer->material : "soil";
  if (lot.material == "concrete" || lot.material == "asphalt") lot.material = "soil";
  lot.contamination_suspected = classification::Answer::no;
  if (lot.material != "alum_shale") lot.acid_suspected = classification::Answer::no;
}

/// What keeps one sample from free use: the reason that decides, or nullptr.
const classification::FitReason* decides(const classification::Fit& fit) {
  for (const auto& r : fit.reasons)
    if (r.effect == Fitness::refused && (r.aspect == "acid_rock" || r.aspect == "radioactivity"))
      return &r;
  for (const auto& r : fit.reasons)
    if (r.effect == Fitness::refused && r.aspect == "contamination") return &r;
  return nullptr;
}

Result<Sampled> judged(std::vector<Lot>& lots, const Offer* offer, const Fitter& fitter) {
  const auto use = classification::parse_use("reuse");
  if (!use) return use.error();
  Sampled out;
  std::vector<Verdict> verdicts;
  std::vector<classification::Fit> fits;
  for (auto& lot : lots) {
    complete(lot, offer);
    auto fit = fitter.fit(lot, *use);
    if (!fit) return fit.error();
    fits.push_back(std::move(*fit));
    for (const auto& s : lot.samples) verdicts.push_back(fitter.classifier().classify(s));
    const auto* why = decides(fits.back());
    out.acid = out.acid || (why != nullptr && why->aspect != "contamination" &&
                            !(offer != nullptr && offer->material == "alum_shale"));
  }
  const auto all = classification::classify_lot(verdicts);
  out.contaminated = all.contaminated == classification::Answer::yes;
  out.worst = all.class_high;
  const Verdict* worst =
      verdicts.empty() ? nullptr : &verdicts[all.worst.empty() ? 0 : all.worst.front()];
  const std::string worst_id = worst != nullptr ? worst->sample : lots.front().id;
  const classification::FitReason* why = nullptr;
  for (std::size_t i = 0; i < fits.size(); ++i) {
    const auto* one = decides(fits[i]);
    if (one == nullptr) continue;
    const bool acid = one->aspect != "contamination";
    if (why == nullptr || (acid && why->aspect == "contamination") ||
        (acid == (why->aspect != "contamination") && lots[i].id == worst_id))
      why = one;
  }
  const auto count = std::to_string(lots.size());
  out.en = count + " samples, the worst is " + worst_id;
  out.nb = count + " prøver, den verste er " + worst_id;
  if (worst != nullptr && !worst->reasons.empty()) {
    out.en += ": " + worst->reasons.front().text.en;
    out.nb += ": " + worst->reasons.front().text.nb;
  }
  if (why == nullptr) return out;
  out.rule = why->rule, out.source = why->source;
  out.reason_en = why->text.en, out.reason_nb = why->text.nb;
  if (why->aspect != "contamination") out.en += "; " + why->text.en, out.nb += "; " + why->text.nb;
  return out;
}

}  // namespace

const Result<Fitter>& built_in_fitter() {
  static const Result<Fitter> fitter = Fitter::built_in();
  return fitter;
}

Result<std::map<std::string, Sampled>> judge_samples(const Case& input,
                                                     std::vector<SampleFault>& faults) {
  std::map<std::string, Sampled> out;
  if (input.samples.empty()) return out;
  const auto& fitter = built_in_fitter();
  if (!fitter) return fitter.error();
  std::map<std::string, std::vector<std::size_t>> by_offer;
  for (std::size_t i = 0; i < input.samples.size(); ++i)
    by_offer[input.samples[i].offer].push_back(i);
  for (const auto& [id, rows] : by_offer) {
    Tests tests(input, fitter->analytes(), faults);
    for (const auto row : rows) tests.add(row);
    auto lots = tests.finish();
    if (!lots || lots->empty()) continue;
    const auto offer = std::find_if(input.offers.begin(), input.offers.end(),
                                    [&, key = id](const Offer& o) { return o.id == key; });
    auto one = judged(*lots, offer == input.offers.end() ? nullptr : &*offer, *fitter);
    if (!one) return one.error();
    out[id] = std::move(*one);
  }
  return out;
}

std::string clean_part_of(const Offer& offer, const Sampled& sampled) {
  if (sampled.acid && !declares(offer, "alum_shale")) return "alum_shale";
  std::int32_t declared = 1;
  if (offer.not_clean_share > 0)
    for (const auto& [name, share] : offer.not_clean_split)
      if (share > 0) declared = std::max(declared, class_number(name));
  const std::int32_t found = std::max(sampled.worst, sampled.contaminated ? 2 : 1);
  if (found > 5 && declares(offer, "hazardous")) return "clean";
  return found > declared ? class_name(found) : "clean";
}

}  // namespace masseflyt::scenario
