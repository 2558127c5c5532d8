// src/transport/dispatch/checked.hpp — the model of a day that may be dispatched.
#pragma once

#include "transport/dispatch/model.hpp"

namespace masseflyt::transport::dispatching {

/// Errors: those that dispatch() has for its day and options.
Result<Model> checked_model(const Day& day, const DispatchOptions& options);

}  // namespace masseflyt::transport::dispatching
