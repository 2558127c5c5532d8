// bindings/python/matrix_answer.hpp — a matrix as Python holds it; whoever takes costs takes it.
#pragma once

#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/transport/cost_matrix.hpp>

namespace masseflyt::python {

struct MatrixAnswer {
  transport::CostMatrix matrix;
  Diagnostics found;
};

}  // namespace masseflyt::python
