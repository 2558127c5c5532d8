"""Plans a scenario through the C library, with nothing but ctypes."""

import ctypes as c
import os
import sys

mfl = c.CDLL(os.environ.get("MASSEFLYT_LIBRARY", "libmasseflyt_c.so.0.1"))
CANCELLED, OPTIMAL, PLAN_JSON = 9, 1, 1
Progress = c.CFUNCTYPE(None, c.c_char_p, c.c_double, c.c_void_p)


class Sized(c.Structure):
    def __init__(self, **members):
        super().__init__(struct_size=c.sizeof(self), **members)


class Error(Sized):
    _fields_ = [("struct_size", c.c_uint32), ("code", c.c_int32),
                ("message", c.c_char * 512), ("path", c.c_char * 512)]  # fmt: skip


class Options(Sized):
    _fields_ = [("struct_size", c.c_uint32), ("weights_given", c.c_int32),
                ("weights", c.c_double * 4), ("comparisons", c.c_int32),
                ("sensitivity", c.c_int32), ("threads", c.c_uint32), ("unused", c.c_int32),
                ("time_limit_s", c.c_double), ("progress", Progress),
                ("user", c.c_void_p)]  # fmt: skip


class Summary(Sized):
    _fields_ = [("struct_size", c.c_uint32), ("status", c.c_int32), ("objective", c.c_double),
                ("bound", c.c_double), ("gap", c.c_double), ("flows", c.c_uint64),
                ("unmet", c.c_uint64), ("solves", c.c_uint64)]  # fmt: skip


mfl.mfl_text_data.restype = mfl.mfl_diagnostics_json.restype = c.c_char_p
for function in ("mfl_scenario_free", "mfl_plan_free", "mfl_cancel_free", "mfl_text_free",
                 "mfl_diagnostics_free", "mfl_cancel_set", "mfl_text_data",
                 "mfl_diagnostics_json"):  # fmt: skip
    getattr(mfl, function).argtypes = [c.c_void_p]
error = Error()


def must(status: int) -> None:
    if status:
        sys.exit(f"{error.path.decode()}: {error.message.decode()}")


scenario, plan, cancel, text, found = (c.c_void_p() for _ in range(5))
path = os.fsencode(sys.argv[1])
must(mfl.mfl_scenario_create_from_path(path, c.byref(scenario), None, c.byref(error)))
options, summary = Options(time_limit_s=60), Summary()
must(mfl.mfl_scenario_plan(scenario, c.byref(options), c.byref(plan), None, c.byref(error)))
must(mfl.mfl_plan_summarise(plan, c.byref(summary), c.byref(error)))
must(mfl.mfl_plan_write(plan, c.c_int32(PLAN_JSON), c.byref(text), c.byref(error)))
print(f"{summary.flows} flows, {summary.objective:.0f} NOK, {len(mfl.mfl_text_data(text))} bytes")
assert summary.status == OPTIMAL
mfl.mfl_text_free(text)
mfl.mfl_plan_free(plan)

must(mfl.mfl_cancel_create(c.byref(cancel), c.byref(error)))
options.progress = Progress(lambda stage, share, user: mfl.mfl_cancel_set(cancel))
stopped = mfl.mfl_scenario_plan(scenario, c.byref(options), c.byref(plan), cancel, None)
assert stopped == CANCELLED
mfl.mfl_cancel_free(cancel)

must(mfl.mfl_scenario_set(scenario, b"offers", b"T1", b"party", b"nobody", c.byref(error)))
must(mfl.mfl_scenario_check(scenario, c.byref(found), c.byref(error)))
print(mfl.mfl_diagnostics_json(found).decode())
mfl.mfl_diagnostics_free(found)
mfl.mfl_scenario_free(scenario)
