// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/safe/call.h"

/// What each kernel of the table runs, once per instruction set.
#define PS_SAFE_RUNS(isa)                                                                                                     \
    namespace isa {                                                                                                           \
    RunStatus pointwise(const Call&);                                                                                         \
    RunStatus convolution(const Call&);                                                                                       \
    RunStatus matrix(const Call&);                                                                                            \
    RunStatus copy(const Call&);                                                                                              \
    RunStatus pooling(const Call&);                                                                                           \
    RunStatus softmax(const Call&);                                                                                           \
    RunStatus reduce(const Call&);                                                                                            \
    RunStatus gather(const Call&);                                                                                            \
    RunStatus resize(const Call&);                                                                                            \
    }

namespace planscope::kernels::safe {

PS_SAFE_RUNS(generic)
PS_SAFE_RUNS(avx2)
PS_SAFE_RUNS(avx512)

}  // namespace planscope::kernels::safe
