// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/safe/call.h"

/// One check per kernel of the table: everything that keeps a run within its tensors and scratch, whatever stands in the plan.
namespace planscope::kernels::safe {

Checked checkPointwise(const Call& call);
Checked checkConvolution(const Call& call);
Checked checkMatrix(const Call& call);
Checked checkCopy(const Call& call);
Checked checkPooling(const Call& call);
Checked checkSoftmax(const Call& call);
Checked checkReduce(const Call& call);
Checked checkGather(const Call& call);
Checked checkResize(const Call& call);

}  // namespace planscope::kernels::safe
