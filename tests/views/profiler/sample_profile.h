// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/inspect/profile_snapshot.h"

namespace planscope::tests {

struct SampleOptions {
    int layers = 60;
    int inferences = 200;
    bool isMeasured = true;
};

/// A profile as a ResNet-50 on two threads gives it: stem, bottleneck blocks, pooling, classifier; times with a little
/// noise and a few slow inferences; candidates with refusals. The same for the same options.
inspect::ProfileSnapshotPtr makeSampleProfile(const SampleOptions& options = {});

}  // namespace planscope::tests
