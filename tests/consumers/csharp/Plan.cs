// Plans a scenario from C#, Mono or .NET.
using System;
using System.Runtime.InteropServices;
using System.Text;

static class Plan {
  const int Cancelled = 9, Optimal = 1;

  struct Error {
    public int StructSize, Code;
    [MarshalAs(UnmanagedType.ByValArray, SizeConst = 512)] public byte[] Message;
    [MarshalAs(UnmanagedType.ByValArray, SizeConst = 512)] public byte[] Path;
  }
  delegate void Progress(IntPtr stage, double share, IntPtr user);
  struct Options {
    public int StructSize, WeightsGiven;
    public double WeightNok, WeightCo2e, WeightExposure, WeightRoadKm;
    public int Comparisons, Sensitivity, Threads, Unused;
    public double TimeLimitS;
    public Progress OnProgress;
    public IntPtr User;
  }
  struct Summary {
    public int StructSize, Status;
    public double Objective, Bound, Gap;
    public ulong Flows, Unmet, Solves;
  }

  const string Mfl = "masseflyt_c";
  [DllImport(Mfl)] static extern int mfl_scenario_create_from_path(
      byte[] path, out IntPtr scenario, IntPtr found, ref Error error);
  [DllImport(Mfl)] static extern int mfl_scenario_plan(
      IntPtr scenario, ref Options options, out IntPtr plan, IntPtr cancel, ref Error error);
  [DllImport(Mfl)] static extern int mfl_scenario_set(
      IntPtr scenario, string table, string id, string column, string value, ref Error error);
  [DllImport(Mfl)] static extern int mfl_scenario_check(
      IntPtr scenario, out IntPtr found, ref Error error);
  [DllImport(Mfl)] static extern int mfl_plan_summarise(
      IntPtr plan, ref Summary summary, ref Error error);
  [DllImport(Mfl)] static extern int mfl_cancel_create(out IntPtr cancel, ref Error error);
  [DllImport(Mfl)] static extern void mfl_cancel_set(IntPtr cancel);
  [DllImport(Mfl)] static extern IntPtr mfl_diagnostics_json(IntPtr found);
  [DllImport(Mfl)] static extern void mfl_scenario_free(IntPtr scenario);
  [DllImport(Mfl)] static extern void mfl_plan_free(IntPtr plan);
  [DllImport(Mfl)] static extern void mfl_cancel_free(IntPtr cancel);
  [DllImport(Mfl)] static extern void mfl_diagnostics_free(IntPtr found);

  static Error error = new Error { StructSize = Marshal.SizeOf(typeof(Error)) };

  static void Must(bool condition) {
    if (condition) return;
    throw new Exception(Encoding.UTF8.GetString(error.Path).TrimEnd('\0') + " " +
                        Encoding.UTF8.GetString(error.Message).TrimEnd('\0'));
  }

  static void Main(string[] arguments) {
    IntPtr scenario, plan, cancel, none, found;
    var path = Encoding.UTF8.GetBytes(arguments[0] + '\0');
    Must(mfl_scenario_create_from_path(path, out scenario, IntPtr.Zero, ref error) == 0);
    var options = new Options { StructSize = Marshal.SizeOf(typeof(Options)), TimeLimitS = 60 };
    Must(mfl_scenario_plan(scenario, ref options, out plan, IntPtr.Zero, ref error) == 0);
    var summary = new Summary { StructSize = Marshal.SizeOf(typeof(Summary)) };
    Must(mfl_plan_summarise(plan, ref summary, ref error) == 0 && summary.Status == Optimal);
    Console.WriteLine("{0} flows, {1:F0} NOK", summary.Flows, summary.Objective);
    mfl_plan_free(plan);

    Must(mfl_cancel_create(out cancel, ref error) == 0);  // any thread may set it
    options.OnProgress = (stage, share, user) => mfl_cancel_set(cancel);
    Must(mfl_scenario_plan(scenario, ref options, out none, cancel, ref error) == Cancelled);
    mfl_cancel_free(cancel);

    Must(mfl_scenario_set(scenario, "offers", "T1", "party", "nobody", ref error) == 0);
    Must(mfl_scenario_check(scenario, out found, ref error) == 0);
    // UTF-8 in Mono; newer .NET has PtrToStringUTF8 for it.
    Console.WriteLine(Marshal.PtrToStringAnsi(mfl_diagnostics_json(found)));
    mfl_diagnostics_free(found);
    mfl_scenario_free(scenario);
  }
}
