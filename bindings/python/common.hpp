// bindings/python/common.hpp — errors, columns and long calls, shared by every bind_*.cpp.
#pragma once

#include <chrono>
#include <cstddef>
#include <exception>
#include <future>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <masseflyt/core/cancel.hpp>
#include <masseflyt/core/diagnostics.hpp>
#include <masseflyt/core/result.hpp>

namespace masseflyt::python {

namespace py = pybind11;

// ---- errors
// --------------------------------------------------------------------------------------

/// On its way to Python: errors.cpp turns it into the class of masseflyt.errors that fits.
struct Failure : std::exception {
  Failure(Error e, Diagnostics d) : error(std::move(e)), found(std::move(d)) {}
  const char* what() const noexcept override { return error.message.c_str(); }
  Error error;
  Diagnostics found;
};

/// The value, or a Python exception. `found` becomes its attribute `diagnostics`.
template <typename T>
T unwrap(Result<T>&& result, const Diagnostics& found = {}) {
  if (!result) throw Failure(result.error(), found);
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

// ---- columns
// -------------------------------------------------------------------------------------

/// The memory behind a NumPy array, or anything else with the buffer protocol. Keep the answer
/// as long as the column is used: it pins that memory.
inline py::buffer_info lend(const py::object& column, const char* name) {
  if (!PyObject_CheckBuffer(column.ptr()))
    throw Failure({ErrorCode::invalid_argument, std::string(name) + " is no column", name}, {});
  return py::reinterpret_borrow<py::buffer>(column).request();
}

/// Lent memory as a column of `T` = double or std::int64_t, without a copy.
template <typename T>
std::span<const T> column(const py::buffer_info& memory, const char* name) {
  // Format letters of PEP 3118; a long is "l" or "q" depending on who exports it.
  constexpr std::string_view letters = std::is_floating_point_v<T> ? "d" : "lq";
  constexpr const char* type = std::is_floating_point_v<T> ? "float64" : "int64";
  const bool fits = memory.ndim == 1 && memory.itemsize == sizeof(T) && memory.format.size() == 1 &&
                    letters.find(memory.format[0]) != letters.npos &&
                    (memory.size < 2 || memory.strides[0] == memory.itemsize);
  if (!fits)
    throw Failure(
        {ErrorCode::invalid_argument,
         std::string(name) + " must be a contiguous one-dimensional column of " + type, name},
        {});
  return {static_cast<const T*>(memory.ptr), static_cast<std::size_t>(memory.size)};
}

/// A NumPy array that takes over the vector's memory.
template <typename T>
py::array_t<T> array(std::vector<T>&& values) {
  auto owner = std::make_unique<std::vector<T>>(std::move(values));
  const auto* data = owner->data();
  const auto size = static_cast<py::ssize_t>(owner->size());
  py::capsule keeper(owner.get(), [](void* p) { delete static_cast<std::vector<T>*>(p); });
  static_cast<void>(owner.release());
  return py::array_t<T>(size, data, keeper);
}

// ---- long calls
// ----------------------------------------------------------------------------------

/// Runs `work(cancel)` on a thread of its own, without the interpreter lock, while this thread
/// looks for Ctrl-C. Then the work is told to stop, waited for, and KeyboardInterrupt goes on.
/// `work` must take the lock itself before it touches Python.
template <typename Work>
auto interruptible(Work&& work) {
  Cancel cancel;
  auto answer = std::async(std::launch::async, [&] { return work(&cancel); });
  while (true) {
    {
      py::gil_scoped_release unlocked;
      if (answer.wait_for(std::chrono::milliseconds(50)) == std::future_status::ready) break;
    }
    if (PyErr_CheckSignals() == 0) continue;
    py::error_already_set interrupt;  // takes the exception, before others use the interpreter
    cancel.set();
    {
      py::gil_scoped_release unlocked;
      answer.wait();
    }
    throw py::error_already_set(interrupt);
  }
  return answer.get();
}

/// Hands progress on to a Python function. Its exception stops the run and is raised at its end.
class Listener {
 public:
  Listener(const py::object& function, Cancel* cancel) : function_(function), cancel_(cancel) {}

  void operator()(std::string_view stage, double share) {
    const py::gil_scoped_acquire locked;
    if (failed_) return;
    try {
      function_(py::str(stage.data(), stage.size()), share);
    } catch (const py::error_already_set&) {
      failed_ = std::current_exception();
      cancel_->set();
    }
  }
  void rethrow() const {
    if (failed_) std::rethrow_exception(failed_);
  }

 private:
  const py::object& function_;
  Cancel* cancel_;
  std::exception_ptr failed_;
};

}  // namespace masseflyt::python
