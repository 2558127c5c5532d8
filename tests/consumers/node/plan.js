// Plans a scenario from Node, through koffi.
const koffi = require('koffi');
const assert = require('node:assert');

const [CANCELLED, OPTIMAL] = [9, 1];
const library = koffi.load(process.env.MASSEFLYT_LIBRARY ?? 'libmasseflyt_c.so.0.1');

// ---- what the program needs of masseflyt.h

for (const opaque of ['mfl_scenario', 'mfl_plan', 'mfl_cancel', 'mfl_diagnostics'])
  koffi.opaque(opaque);
koffi.proto('void mfl_progress(const char *stage, double share, void *user)');
koffi.struct('mfl_error', {
  struct_size: 'uint32_t', code: 'int32_t',
  message: koffi.array('char', 512), path: koffi.array('char', 512),
});
koffi.struct('mfl_plan_options', {
  struct_size: 'uint32_t', weights_given: 'int32_t', weights: koffi.array('double', 4),
  comparisons: 'int32_t', sensitivity: 'int32_t', threads: 'uint32_t', unused: 'int32_t',
  time_limit_s: 'double', progress: 'mfl_progress *', user: 'void *',
});
koffi.struct('mfl_plan_summary', {
  struct_size: 'uint32_t', status: 'int32_t', objective: 'double', bound: 'double',
  gap: 'double', flows: 'uint64_t', unmet: 'uint64_t', solves: 'uint64_t',
});
const mfl = {};
for (const [name, result, parameters] of [
  ['scenario_create_from_path', 'int', 'str path, _Out_ mfl_scenario **out, void *found, E'],
  ['scenario_plan', 'int',
    'mfl_scenario *s, mfl_plan_options *options, _Out_ mfl_plan **out, mfl_cancel *cancel, E'],
  ['scenario_set', 'int', 'mfl_scenario *s, str table, str id, str column, str value, E'],
  ['scenario_check', 'int', 'mfl_scenario *s, _Out_ mfl_diagnostics **out, E'],
  ['scenario_free', 'void', 'mfl_scenario *s'],
  ['plan_summarise', 'int', 'mfl_plan *plan, _Inout_ mfl_plan_summary *out, E'],
  ['plan_free', 'void', 'mfl_plan *plan'],
  ['cancel_create', 'int', '_Out_ mfl_cancel **out, E'],
  ['cancel_set', 'void', 'mfl_cancel *cancel'],
  ['cancel_free', 'void', 'mfl_cancel *cancel'],
  ['diagnostics_json', 'str', 'mfl_diagnostics *found'],
  ['diagnostics_free', 'void', 'mfl_diagnostics *found'],
])
  mfl[name] = library.func(
    `${result} mfl_${name}(${parameters.replace(/E$/, '_Inout_ mfl_error *error')})`);

const sized = (type, members) => ({ struct_size: koffi.sizeof(type), ...members });
const error = sized('mfl_error', { code: 0, message: '', path: '' });
const must = (status) => assert(status === 0, `${error.path} ${error.message}`);

// ---- the program

const [scenario, plan, cancel, found] = [[null], [null], [null], [null]]; // out-parameters
must(mfl.scenario_create_from_path(process.argv[2], scenario, null, error));
const options = sized('mfl_plan_options', {
  weights_given: 0, weights: [0, 0, 0, 0], comparisons: 0, sensitivity: 0, threads: 0, unused: 0,
  time_limit_s: 60, progress: null, user: null,
});
must(mfl.scenario_plan(scenario[0], options, plan, null, error));
const summary = sized('mfl_plan_summary', {
  status: 0, objective: 0, bound: 0, gap: 0, flows: 0, unmet: 0, solves: 0 });
must(mfl.plan_summarise(plan[0], summary, error));
assert(summary.status === OPTIMAL, 'the plan is not proved');
console.log(`${summary.flows} flows, ${summary.objective.toFixed()} NOK`);
mfl.plan_free(plan[0]);

must(mfl.cancel_create(cancel, error));
options.progress = koffi.register(() => mfl.cancel_set(cancel[0]), 'mfl_progress *');
assert(mfl.scenario_plan(scenario[0], options, plan, cancel[0], error) === CANCELLED);
koffi.unregister(options.progress);
mfl.cancel_free(cancel[0]);

must(mfl.scenario_set(scenario[0], 'offers', 'T1', 'party', 'nobody', error));
must(mfl.scenario_check(scenario[0], found, error));
console.log(mfl.diagnostics_json(found[0]));
mfl.diagnostics_free(found[0]);
mfl.scenario_free(scenario[0]);
