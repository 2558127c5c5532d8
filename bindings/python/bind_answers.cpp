// bindings/python/bind_answers.cpp — questions about a scenario and its plan. Answers are JSON or
// CSV texts, which python/masseflyt/questions.py reads.
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <masseflyt/scenario/deal.hpp>
#include <masseflyt/scenario/difference.hpp>
#include <masseflyt/scenario/many.hpp>
#include <masseflyt/scenario/robust.hpp>
#include <masseflyt/scenario/settlement.hpp>
#include <masseflyt/scenario/siting.hpp>
#include <masseflyt/scenario/why.hpp>

#include "common.hpp"
#include "listening.hpp"
#include "scenario_input.hpp"

namespace masseflyt::python {

using namespace pybind11::literals;
using scenario::ManyOptions;
using scenario::NamedDocument;

/// How a question is to be answered, as Python hands it over.
struct Asking {
  std::vector<double> weights;  ///< nok, co2e, exposure, road_km; empty: as the document says
  std::uint32_t threads = 0;
  std::optional<double> time_limit_s;
  py::object progress;
};

static std::optional<Weights> weights_of(const Asking& asking) {
  const auto& w = asking.weights;
  if (w.size() != 4) return std::nullopt;
  return Weights{w[0], w[1], w[2], w[3]};
}

/// Runs `ask(options, found)` off the interpreter and gives what `tell` writes of its answer.
template <typename Ask, typename Tell>
static std::string answer(const Asking& asking, Diagnostics found, const Ask& ask,
                          const Tell& tell) {
  ManyOptions options;
  options.weights = weights_of(asking);
  options.threads = asking.threads;
  auto result = listening(asking.time_limit_s, asking.progress, [&](const Control& control) {
    options.control = control;
    return ask(options, found);
  });
  const auto value = unwrap(std::move(result), found);
  const py::gil_scoped_release unlocked;
  return tell(value);
}

static scenario::WhyOptions why_options(const ManyOptions& options) {
  scenario::WhyOptions out;
  out.weights = options.weights, out.threads = options.threads, out.control = options.control;
  return out;
}

static std::string why(const Input& input, const std::string& id, const std::string& place,
                       const Asking& asking) {
  return answer(
      asking, input.found,
      [&](const ManyOptions& many, Diagnostics& found) {
        auto options = why_options(many);
        options.place = place;
        return scenario::why_not(input.document, id, found, options);
      },
      scenario::why_json);
}

static std::string conflict(const Input& input, const Asking& asking) {
  return answer(
      asking, input.found,
      [&](const ManyOptions& many, Diagnostics& found) {
        return scenario::conflict(input.document, found, why_options(many));
      },
      scenario::conflict_json);
}

/// (name, document, probability)
using Named = std::vector<std::tuple<std::string, Input, double>>;

static std::vector<NamedDocument> documents(const Named& named) {
  std::vector<NamedDocument> out;
  for (const auto& [name, input, p] : named) out.push_back({name, input.document, p});
  return out;
}

/// Problems of the texts themselves: a document that was not read well is not planned.
static Diagnostics found_in(const Named& named) {
  Diagnostics out;
  for (const auto& [name, input, p] : named)
    out.insert(out.end(), input.found.begin(), input.found.end());
  return out;
}

static std::string plan_many(const Named& named, const Asking& asking) {
  return answer(
      asking, {},
      [&](const ManyOptions& many, Diagnostics&) {
        return scenario::plan_many(documents(named), many);
      },
      scenario::many_csv);
}

static std::string tornado(const Input& input, bool all, const Asking& asking) {
  return answer(
      asking, input.found,
      [&](const ManyOptions& many, Diagnostics& found) {
        return scenario::tornado(input.document, all, found, many);
      },
      scenario::tornado_json);
}

static std::string front(const Input& input, std::vector<double> co2e, std::vector<double> exposure,
                         const Asking& asking) {
  const scenario::FrontGrid grid{std::move(co2e), std::move(exposure)};
  return answer(
      asking, input.found,
      [&](const ManyOptions& many, Diagnostics& found) {
        return scenario::front(input.document, grid, found, many);
      },
      scenario::front_json);
}

static scenario::RobustChoices choices(std::int32_t months, bool regret, std::uint32_t rounds) {
  return {months, regret ? matching::Aim::regret : matching::Aim::expected, rounds};
}

static std::string robust(const Named& named, std::int32_t months, bool regret,
                          std::uint32_t rounds, const Asking& asking) {
  return answer(
      asking, found_in(named),
      [&](const ManyOptions& many, Diagnostics& found) {
        return scenario::robust(documents(named), choices(months, regret, rounds), found, many);
      },
      scenario::robust_json);
}

static std::string worth_knowing(const Input& input, std::int32_t months, std::uint32_t rounds,
                                 const Asking& asking) {
  return answer(
      asking, input.found,
      [&](const ManyOptions& many, Diagnostics& found) {
        return scenario::worth_knowing(input.document, choices(months, false, rounds), found, many);
      },
      scenario::worth_knowing_json);
}

static std::string settlement(const Input& input, const Asking& asking) {
  return answer(
      asking, input.found,
      [&](const ManyOptions& many, Diagnostics& found) {
        return scenario::settlement(input.document, found, many);
      },
      scenario::settlement_json);
}

static std::string model_text(const Input& input, bool lp, const Asking& asking) {
  return answer(
      asking, input.found,
      [&](const ManyOptions& many, Diagnostics& found) {
        const auto format = lp ? matching::ModelFormat::lp : matching::ModelFormat::mps;
        return scenario::model_text(input.document, format, found, many);
      },
      [](const std::string& text) { return text; });
}

/// The difference, and the way from plan to plan as a delta.
static std::tuple<std::string, std::string> difference(const Input& before, const Input& after,
                                                       const Asking& asking) {
  std::string delta;
  Diagnostics found = before.found;
  found.insert(found.end(), after.found.begin(), after.found.end());
  auto told = answer(
      asking, std::move(found),
      [&](const ManyOptions& many, Diagnostics& all) {
        return scenario::difference(before.document, after.document, all, many);
      },
      [&](const scenario::Difference& d) {
        delta = reporting::delta_json(d.plans);
        return scenario::difference_json(d);
      });
  return {std::move(told), std::move(delta)};
}

static std::string candidates(const Input& input, const std::string& id, std::size_t most,
                              const Asking& asking) {
  return answer(
      asking, input.found,
      [&](const ManyOptions& many, Diagnostics& found) {
        return scenario::candidates(input.document, id, found,
                                    {{}, many.weights, most, many.control});
      },
      scenario::candidates_json);
}

static std::string siting(const Input& input) {
  const py::gil_scoped_release unlocked;
  Diagnostics found = input.found;
  return scenario::siting_json(unwrap(scenario::screen(input.document, found), found));
}

static scenario::Stage stage_of(const std::string& word) {
  if (const auto stage = scenario::parse_stage(word)) return *stage;
  throw Failure({ErrorCode::invalid_argument,
                 "stage is '" + word +
                     "', expected draft, open, reserved, agreed, under_way, delivered or withdrawn",
                 "stage"},
                {});
}

static std::string advance(const std::string& from, const std::string& to) {
  return std::string(scenario::name(unwrap(scenario::advance(stage_of(from), stage_of(to)))));
}

static std::vector<std::string> next_stages(const std::string& stage) {
  std::vector<std::string> out;
  for (const auto s : scenario::next_stages(stage_of(stage))) out.emplace_back(scenario::name(s));
  return out;
}

/// party, longitude, latitude, within_km
static std::tuple<std::string, double, double, double> public_view(const Input& input,
                                                                   const std::string& id,
                                                                   bool accepted, double cell_km) {
  Diagnostics found = input.found;
  const auto bound = unwrap(input.document.bind(found), found);
  const auto view = unwrap(scenario::public_view(bound, id, accepted, cell_km));
  return {view.party, view.longitude, view.latitude, view.within_km};
}

/// answer, failed, open, en, nb, source; an empty text: nobody has said
static std::tuple<std::string, std::vector<std::string>, std::vector<std::string>, std::string,
                  std::string, std::string>
beneficial(const std::string& planned, const std::string& amount, const std::string& suited,
           const std::string& replaces) {
  const auto a = scenario::beneficial({planned, amount, suited, replaces});
  return {a.answer, a.failed, a.open, a.en, a.nb, a.source};
}

static Input with_volumes(const Input& input, const std::string& which) {
  const auto volume = which == "low"    ? scenario::Volume::low
                      : which == "high" ? scenario::Volume::high
                                        : scenario::Volume::point;
  return {unwrap(scenario::with_volumes(input.document, volume)), input.found};
}

void bind_answers(py::module_& m) {
  py::class_<Asking>(m, "Asking", "How a question is to be answered.")
      .def(py::init([](std::vector<double> weights, std::uint32_t threads,
                       std::optional<double> time_limit_s, py::object progress) {
             return Asking{std::move(weights), threads, time_limit_s, std::move(progress)};
           }),
           "weights"_a, "threads"_a, "time_limit_s"_a, "progress"_a);
  m.def("why", &why, "input"_a, "id"_a, "place"_a, "asking"_a);
  m.def("conflict", &conflict, "input"_a, "asking"_a);
  m.def("plan_many", &plan_many, "named"_a, "asking"_a);
  m.def("tornado", &tornado, "input"_a, "all"_a, "asking"_a);
  m.def("front", &front, "input"_a, "co2e"_a, "exposure"_a, "asking"_a);
  m.def("robust", &robust, "named"_a, "months"_a, "regret"_a, "rounds"_a, "asking"_a);
  m.def("worth_knowing", &worth_knowing, "input"_a, "months"_a, "rounds"_a, "asking"_a);
  m.def("settlement", &settlement, "input"_a, "asking"_a);
  m.def("model_text", &model_text, "input"_a, "lp"_a, "asking"_a);
  m.def("difference", &difference, "before"_a, "after"_a, "asking"_a);
  m.def("with_volumes", &with_volumes, "input"_a, "which"_a);
  m.def("candidates", &candidates, "input"_a, "id"_a, "most"_a, "asking"_a);
  m.def("siting", &siting, "input"_a);
  m.def("advance", &advance, "current"_a, "to"_a);
  m.def("next_stages", &next_stages, "stage"_a);
  m.def("public_view", &public_view, "input"_a, "id"_a, "accepted"_a, "cell_km"_a);
  m.def("beneficial", &beneficial, "planned"_a, "amount"_a, "suited"_a, "replaces"_a);
}

}  // namespace masseflyt::python
