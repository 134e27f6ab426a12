// SPDX-License-Identifier: Apache-2.0
#include "kernels/safe/runs.h"

namespace planscope::kernels::safe::PS_ISA {

const Run kRuns[kKernelCount] = {pointwise, convolution, matrix, copy, pooling, softmax, reduce, gather, resize};

}  // namespace planscope::kernels::safe::PS_ISA
