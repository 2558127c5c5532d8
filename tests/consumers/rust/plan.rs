//! Plans a scenario from Rust, with declarations written by hand and no crates.
use std::{env, ffi::c_char, ffi::c_void, ffi::CStr, ffi::CString, mem, ptr};

const CANCELLED: i32 = 9;
const OPTIMAL: i32 = 1;
type Handle = *mut c_void; // mfl_scenario, mfl_plan, mfl_cancel, mfl_diagnostics: all opaque
type Out = *mut Handle;
type Text = *const c_char;

#[rustfmt::skip] #[repr(C)]
struct Error { struct_size: u32, code: i32, message: [c_char; 512], path: [c_char; 512] }
#[rustfmt::skip] #[repr(C)]
struct Options {
    struct_size: u32, weights_given: i32, weights: [f64; 4], comparisons: i32, sensitivity: i32,
    threads: u32, unused: i32, time_limit_s: f64,
    progress: Option<extern "C" fn(stage: Text, share: f64, user: *mut c_void)>, user: *mut c_void,
}
#[rustfmt::skip] #[repr(C)]
struct Summary { struct_size: u32, status: i32, amounts: [f64; 3], counts: [u64; 3] }

#[link(name = "masseflyt_c")]
#[rustfmt::skip]
extern "C" {
    fn mfl_scenario_create_from_path(path: Text, out: Out, found: Out, e: *mut Error) -> i32;
    fn mfl_scenario_plan(s: Handle, o: *const Options, out: Out, c: Handle, e: *mut Error) -> i32;
    fn mfl_scenario_set(s: Handle, t: Text, id: Text, col: Text, v: Text, e: *mut Error) -> i32;
    fn mfl_scenario_check(s: Handle, out: Out, e: *mut Error) -> i32;
    fn mfl_plan_summarise(plan: Handle, out: *mut Summary, e: *mut Error) -> i32;
    fn mfl_cancel_create(out: Out, e: *mut Error) -> i32;
    fn mfl_cancel_set(c: Handle); fn mfl_diagnostics_json(found: Handle) -> Text;
    fn mfl_scenario_free(s: Handle); fn mfl_diagnostics_free(found: Handle);
    fn mfl_plan_free(plan: Handle); fn mfl_cancel_free(c: Handle);
}

/// A struct of the library: zeros, but for the size that it begins with.
unsafe fn sized<T>() -> T {
    let mut made = mem::MaybeUninit::<T>::zeroed();
    made.as_mut_ptr().cast::<u32>().write(mem::size_of::<T>() as u32);
    made.assume_init()
}
/// What a call makes, or a panic with the reason why not.
unsafe fn made(call: impl Fn(Out, *mut Error) -> i32) -> Handle {
    let (mut out, mut error) = (ptr::null_mut(), sized::<Error>());
    let text = |field: &[c_char]| CStr::from_ptr(field.as_ptr()).to_string_lossy().into_owned();
    let status = call(&mut out, &mut error);
    assert_eq!(status, 0, "{} {}", text(&error.path), text(&error.message));
    out
}
extern "C" fn enough(_stage: Text, _share: f64, cancel: *mut c_void) {
    unsafe { mfl_cancel_set(cancel) }
}

fn main() {
    let case = CString::new(env::args().nth(1).expect("usage: plan <case>")).unwrap();
    let (path, none) = (case.as_ptr(), ptr::null_mut());
    unsafe {
        let scenario = made(|out, e| mfl_scenario_create_from_path(path, out, ptr::null_mut(), e));
        let mut options = Options { time_limit_s: 60.0, ..sized() };
        let plan = made(|out, e| mfl_scenario_plan(scenario, &options, out, none, e));
        let mut summary: Summary = sized();
        assert_eq!(mfl_plan_summarise(plan, &mut summary, ptr::null_mut()), 0);
        assert_eq!(summary.status, OPTIMAL);
        println!("{} flows, {:.0} NOK", summary.counts[0], summary.amounts[0]);
        mfl_plan_free(plan);

        let cancel = made(|out, e| mfl_cancel_create(out, e)); // any thread may set it
        options = Options { progress: Some(enough), user: cancel, ..options };
        let stopped = mfl_scenario_plan(scenario, &options, &mut { none }, cancel, ptr::null_mut());
        assert_eq!(stopped, CANCELLED);
        mfl_cancel_free(cancel);

        let words = ["offers", "T1", "party", "nobody"].map(|word| CString::new(word).unwrap());
        let [table, id, column, value] = words.each_ref().map(|word| word.as_ptr());
        made(|_, e| mfl_scenario_set(scenario, table, id, column, value, e));
        let found = made(|out, e| mfl_scenario_check(scenario, out, e));
        println!("{}", CStr::from_ptr(mfl_diagnostics_json(found)).to_string_lossy());
        mfl_diagnostics_free(found);
        mfl_scenario_free(scenario);
    }
}
