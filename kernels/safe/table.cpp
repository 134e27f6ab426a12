// SPDX-License-Identifier: Apache-2.0
#include "kernels/safe/table.h"

#include "kernels/safe/checks.h"
namespace planscope::kernels::safe {

namespace generic {
extern const Run kRuns[kKernelCount];
}
namespace avx2 {
extern const Run kRuns[kKernelCount];
}
namespace avx512 {
extern const Run kRuns[kKernelCount];
}

namespace {

#if defined(__x86_64__)
bool hasAvx512() {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512dq");
}
bool hasAvx2() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }
#else
bool hasAvx512() { return false; }
bool hasAvx2() { return false; }
#endif

}  // namespace

const KernelDef kKernels[kKernelCount] = {
    {1, "pointwise", 1, checkPointwise}, {2, "convolution", 1, checkConvolution}, {3, "matrix", 1, checkMatrix},
    {4, "copy", 1, checkCopy},           {5, "pooling", 1, checkPooling},         {6, "softmax", 1, checkSoftmax},
    {7, "reduce", 1, checkReduce},       {8, "gather", 1, checkGather},           {9, "resize", 1, checkResize},
};

const KernelDef* findKernel(std::uint32_t id) { return id >= 1 && id <= kKernelCount ? &kKernels[id - 1] : nullptr; }

Run findRun(std::uint32_t id) {
    if (hasAvx512()) return avx512::kRuns[id - 1];
    return hasAvx2() ? avx2::kRuns[id - 1] : generic::kRuns[id - 1];
}

}  // namespace planscope::kernels::safe
