// bindings/python/module.cpp — the extension module. Its face is python/masseflyt/.
#include <pybind11/pybind11.h>

namespace masseflyt::python {
void bind_errors();
void bind_core(pybind11::module_& m);
void bind_classification(pybind11::module_& m);
void bind_columns(pybind11::module_& m);
void bind_fitness(pybind11::module_& m);
void bind_grading(pybind11::module_& m);
void bind_laboratory(pybind11::module_& m);
void bind_scenario(pybind11::module_& m);
void bind_traceability(pybind11::module_& m);
void bind_monitoring(pybind11::module_& m);
void bind_plan(pybind11::module_& m);
void bind_answers(pybind11::module_& m);
void bind_roads(pybind11::module_& m);
void bind_open_market(pybind11::module_& m);
void bind_session(pybind11::module_& m);
void bind_exchange(pybind11::module_& m);
void bind_dispatch(pybind11::module_& m);
void bind_emission(pybind11::module_& m);
}  // namespace masseflyt::python

// In the order of dependence: a type has to be known before a signature names it.
PYBIND11_MODULE(_masseflyt, m) {
  m.doc() = "Private: use the masseflyt package.";
  masseflyt::python::bind_errors();
  masseflyt::python::bind_core(m);
  masseflyt::python::bind_classification(m);
  masseflyt::python::bind_columns(m);
  masseflyt::python::bind_fitness(m);
  masseflyt::python::bind_grading(m);
  masseflyt::python::bind_laboratory(m);
  masseflyt::python::bind_traceability(m);
  masseflyt::python::bind_scenario(m);
  masseflyt::python::bind_monitoring(m);
  masseflyt::python::bind_plan(m);
  masseflyt::python::bind_answers(m);
  masseflyt::python::bind_roads(m);
  masseflyt::python::bind_open_market(m);
  masseflyt::python::bind_session(m);
  masseflyt::python::bind_exchange(m);
  masseflyt::python::bind_dispatch(m);
  masseflyt::python::bind_emission(m);
}
