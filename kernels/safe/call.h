// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/data_type.h"

#include <cstddef>
#include <cstdint>

namespace planscope::kernels::safe {

constexpr int kMostAxes = 8;
constexpr std::uint32_t kMostInputs = 64;
constexpr std::uint32_t kMostOutputs = 4;

/// A Linear tensor as a safe kernel sees it. `data` is null while a plan is checked.
struct View {
    unsigned char* data = nullptr;
    std::int64_t elements = 0;  ///< product of the extents
    std::int32_t dims[kMostAxes] = {};
    std::uint8_t rank = 0;
    DataType type = DataType::Float;
};

/// One execution of a kernel. Parameters are one of the records of kernels/safe/records.h, or a list of them.
struct Call {
    View inputs[kMostInputs];
    View outputs[kMostOutputs];
    std::uint32_t inputCount = 0, outputCount = 0;
    const unsigned char* parameters = nullptr;  ///< aligned to 8
    std::uint64_t parameterBytes = 0;
    unsigned char* scratch = nullptr;           ///< aligned to 64; null while a plan is checked
};

/// What `check` found. A call that was accepted runs within its tensors and its scratch, whatever the values are.
struct Checked {
    bool accepted = false;
    std::uint64_t scratchBytes = 0;
};

enum class [[nodiscard]] RunStatus : std::uint8_t {
    Ok,
    BadIndex,  ///< an index tensor points outside its data
};

/// A kernel of the closed table. Deterministic: one order of sums, whatever the processor's vector length.
struct KernelDef {
    std::uint32_t id;   ///< never changed once shipped
    const char* name;   ///< "convolution"
    std::uint32_t version;
    Checked (*check)(const Call&);
};

/// How a kernel of the table runs on this processor.
using Run = RunStatus (*)(const Call&);

}  // namespace planscope::kernels::safe
