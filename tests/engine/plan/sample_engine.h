// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/plan/engine.h"

namespace planscope::plan_tests {

/// A layer kind made up for these tests: one attribute of every type, one output like its first input.
LayerTable table();

/// Two steps, an epilogue, a shared constant, an arena tensor and a workspace: every field of Engine has a value that is
/// not its default.
Engine sampleEngine();

/// The same for open engines: two profiles, a value range, a named extent, and a step with a body.
Engine openSampleEngine();

}  // namespace planscope::plan_tests
