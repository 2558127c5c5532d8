// Plans a scenario from Java 17, through JNA.
import com.sun.jna.*;
import com.sun.jna.Structure.FieldOrder;
import com.sun.jna.ptr.PointerByReference;
import java.util.Map;
import java.util.function.ToIntFunction;

public class Plan {
  static final int CANCELLED = 9, OPTIMAL = 1;
  /** A struct of the library: zeros, but for the size that it begins with. */
  public abstract static class Sized extends Structure {
    public int struct_size;
    @Override public void write() { struct_size = size(); super.write(); }
  }
  @FieldOrder({"struct_size", "code", "message", "path"})
  public static class Failure extends Sized {
    public int code; public byte[] message = new byte[512], path = new byte[512];
  }
  @FieldOrder({"struct_size", "weights_given", "weights", "comparisons", "sensitivity",
      "threads", "unused", "time_limit_s", "progress", "user"})
  public static class Options extends Sized {
    public int weights_given, comparisons, sensitivity, threads, unused;
    public double[] weights = new double[4];
    public double time_limit_s;
    public Progress progress; public Pointer user;
  }
  @FieldOrder({"struct_size", "status", "objective", "bound", "gap", "flows", "unmet", "solves"})
  public static class Summary extends Sized {
    public int status;
    public double objective, bound, gap;
    public long flows, unmet, solves;
  }
  public interface Progress extends Callback { void on(String stage, double share, Pointer user); }
  public interface Masseflyt extends Library {
    int mfl_scenario_create_from_path(String path, PointerByReference out, Pointer p, Failure e);
    int mfl_scenario_plan(Pointer s, Options o, PointerByReference out, Pointer cancel, Failure e);
    int mfl_scenario_set(Pointer s, String table, String id, String col, String value, Failure e);
    int mfl_scenario_check(Pointer scenario, PointerByReference found, Failure e);
    int mfl_plan_summarise(Pointer plan, Summary out, Failure e);
    int mfl_cancel_create(PointerByReference out, Failure e);
    String mfl_diagnostics_json(Pointer found);
    void mfl_cancel_set(Pointer c); void mfl_cancel_free(Pointer c); void mfl_plan_free(Pointer p);
    void mfl_scenario_free(Pointer scenario); void mfl_diagnostics_free(Pointer found);
  }
  static final Masseflyt mfl = Native.load("masseflyt_c", Masseflyt.class,
      Map.of(Library.OPTION_STRING_ENCODING, "UTF-8"));
  static final Failure error = new Failure();

  static void must(boolean good) {
    if (good) return;
    throw new RuntimeException(Native.toString(error.path) + " " + Native.toString(error.message));
  }
  static Pointer made(ToIntFunction<PointerByReference> call) {
    var out = new PointerByReference();
    must(call.applyAsInt(out) == 0);
    return out.getValue();
  }

  public static void main(String[] arguments) {
    var scenario = made(out -> mfl.mfl_scenario_create_from_path(arguments[0], out, null, error));
    var options = new Options();
    var plan = made(out -> mfl.mfl_scenario_plan(scenario, options, out, null, error));
    var summary = new Summary();
    must(mfl.mfl_plan_summarise(plan, summary, error) == 0 && summary.status == OPTIMAL);
    System.out.printf("%d flows, %.0f NOK%n", summary.flows, summary.objective);
    mfl.mfl_plan_free(plan);

    var cancel = made(out -> mfl.mfl_cancel_create(out, error)); // any thread may set it
    options.progress = (stage, share, user) -> mfl.mfl_cancel_set(cancel);
    var none = new PointerByReference();
    must(mfl.mfl_scenario_plan(scenario, options, none, cancel, error) == CANCELLED);
    mfl.mfl_cancel_free(cancel);

    must(mfl.mfl_scenario_set(scenario, "offers", "T1", "party", "nobody", error) == 0);
    var found = made(out -> mfl.mfl_scenario_check(scenario, out, error));
    System.out.println(mfl.mfl_diagnostics_json(found));
    mfl.mfl_diagnostics_free(found);
    mfl.mfl_scenario_free(scenario);
  }
}
