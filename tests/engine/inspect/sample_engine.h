// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/inspect/profile_snapshot.h"
#include "engine/plan/engine.h"
#include "engine/tactics/build_record.h"

namespace planscope::inspect_tests {

/// Convolution with ReLU, a reformat, global reduction; in the network's text form.
Network sampleNetwork();

/// sampleNetwork() as an engine of three steps: formats, tactics, offsets and a fused epilogue set by hand.
Engine sampleEngine();
BuildRecord sampleRecord();

/// A profile with names that need escaping in every format. @param layers at least 1
inspect::ProfileSnapshot awkwardProfile(int layers, int inferences);

}  // namespace planscope::inspect_tests
