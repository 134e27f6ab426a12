// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/scope/rule.h"

namespace planscope {

struct Target;

/// To what scope an engine is built, beyond what runs here.
struct Capability {
    bool isSafety = false;        ///< kSAFETY: for the safety and proxy runtimes
    bool isRestricted = false;    ///< kSAFETY_SCOPE: a standard engine that keeps to the rules of the safety scope
    const Target* target = nullptr;            ///< whose rules hold; null: DRIVE Orin. Not owned.
    scope::Release rules = scope::k8612;       ///< the release whose rules hold
};

}  // namespace planscope
