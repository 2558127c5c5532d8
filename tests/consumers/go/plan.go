// Plans a scenario from Go, through cgo.
package main

/*
#cgo pkg-config: masseflyt
#include <stdlib.h>
#include <masseflyt/masseflyt.h>
void onProgress(char* stage, double share, void* user);
*/
import "C"

import (
	"fmt"
	"log"
	"os"
	"unsafe"
)

var failure = C.mfl_error{struct_size: C.sizeof_mfl_error}

func must(status C.mfl_status) {
	if status != C.MFL_OK {
		log.Fatal(C.GoString(&failure.path[0]), ": ", C.GoString(&failure.message[0]))
	}
}

//export onProgress
func onProgress(stage *C.char, share C.double, user unsafe.Pointer) {
	fmt.Println(" ", C.GoString(stage), "is enough")
	C.mfl_cancel_set((*C.mfl_cancel)(user))
}

func main() {
	path := C.CString(os.Args[1])
	defer C.free(unsafe.Pointer(path))
	var scenario *C.mfl_scenario
	must(C.mfl_scenario_create_from_path(path, &scenario, nil, &failure))
	defer C.mfl_scenario_free(scenario)

	options := C.mfl_plan_options{struct_size: C.sizeof_mfl_plan_options, time_limit_s: 60}
	var plan *C.mfl_plan
	must(C.mfl_scenario_plan(scenario, &options, &plan, nil, &failure))
	defer C.mfl_plan_free(plan)
	summary := C.mfl_plan_summary{struct_size: C.sizeof_mfl_plan_summary}
	must(C.mfl_plan_summarise(plan, &summary, &failure))
	if summary.status != C.MFL_PLAN_OPTIMAL {
		log.Fatal("the plan is not proved")
	}
	fmt.Printf("%d flows, %.0f NOK\n", summary.flows, summary.objective)

	var cancel *C.mfl_cancel
	must(C.mfl_cancel_create(&cancel, &failure))
	defer C.mfl_cancel_free(cancel)
	options.progress = C.mfl_progress(C.onProgress)
	options.user = unsafe.Pointer(cancel)
	var none *C.mfl_plan
	if C.mfl_scenario_plan(scenario, &options, &none, cancel, nil) != C.MFL_CANCELLED {
		log.Fatal("it was not stopped")
	}

	words := [4]*C.char{C.CString("offers"), C.CString("T1"), C.CString("party"), C.CString("nobody")}
	must(C.mfl_scenario_set(scenario, words[0], words[1], words[2], words[3], &failure))
	for _, word := range words {
		C.free(unsafe.Pointer(word))
	}
	var found *C.mfl_diagnostics
	must(C.mfl_scenario_check(scenario, &found, &failure))
	defer C.mfl_diagnostics_free(found)
	fault := C.mfl_diagnostic{struct_size: C.sizeof_mfl_diagnostic}
	must(C.mfl_diagnostics_get(found, 0, &fault, &failure))
	fmt.Printf("%s: is '%s', expected %s\n", C.GoString(fault.path), C.GoString(fault.value),
		C.GoString(fault.expected))
}
