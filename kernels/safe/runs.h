// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/safe/table.h"

/// What each kernel of the table runs, for the instruction set that the including file is compiled for.
namespace planscope::kernels::safe::PS_ISA {

RunStatus pointwise(const Call& call);
RunStatus convolution(const Call& call);
RunStatus matrix(const Call& call);
RunStatus copy(const Call& call);
RunStatus pooling(const Call& call);
RunStatus softmax(const Call& call);
RunStatus reduce(const Call& call);
RunStatus gather(const Call& call);
RunStatus resize(const Call& call);

/// By id, from 1.
extern const Run kRuns[kKernelCount];

}  // namespace planscope::kernels::safe::PS_ISA
