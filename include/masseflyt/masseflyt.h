/* masseflyt/masseflyt.h — the whole C API. */
#ifndef MASSEFLYT_MASSEFLYT_H
#define MASSEFLYT_MASSEFLYT_H

#include <masseflyt/c/answers.h>
#include <masseflyt/c/arrow.h>
#include <masseflyt/c/classification.h>
#include <masseflyt/c/core.h>
#include <masseflyt/c/dispatch.h>
#include <masseflyt/c/fitness.h>
#include <masseflyt/c/monitoring.h>
#include <masseflyt/c/open_market.h>
#include <masseflyt/c/plan.h>
#include <masseflyt/c/scenario.h>
#include <masseflyt/c/session.h>
#include <masseflyt/c/traceability.h>
#include <masseflyt/c/transport.h>

#endif
