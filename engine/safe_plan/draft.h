// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/constant.h"
#include "engine/runtime/safety/layout.h"
#include "kernels/safe/call.h"
#include "kernels/safe/table.h"

#include <cstring>
#include <map>
#include <string>
#include <vector>

namespace planscope::safe_plan {

/// A tensor of a plan in the making; its number is its index in Draft::tensors.
struct DraftTensor {
    std::string name;
    DataType type = DataType::Float;
    Dims dims;
    safety::TensorPlace place = safety::TensorPlace::Arena;
    ConstantPtr constant{};
};

struct DraftStep {
    kernels::safe::KernelId kernel{};
    std::string name;
    std::vector<std::uint32_t> inputs, outputs;
    std::vector<std::byte> parameters;
    std::uint64_t scratchBytes = 0;
};

/// Steps in order of execution over tensors in any order.
struct Draft {
    std::vector<DraftTensor> tensors;
    std::vector<DraftStep> steps;

    std::uint32_t add(DraftTensor tensor);
    /// The same number for the same constant.
    std::uint32_t addConstant(const ConstantPtr& constant);
    /// A result that only the next steps see.
    std::uint32_t addIntermediate(const std::string& name, DataType type, const Dims& dims);

    /// Whether the kernel's own check accepts the step; sets its scratch.
    bool fits(DraftStep& step) const;
    /// @errors Code::NoTactic where the kernel refuses the step
    Status addStep(DraftStep step);

private:
    std::map<const Constant*, std::uint32_t> m_constants;
};

template <class Record>
std::vector<std::byte> bytesOf(const std::vector<Record>& records) {
    std::vector<std::byte> out(records.size() * sizeof(Record));
    std::memcpy(out.data(), records.data(), out.size());
    return out;
}

template <class Record>
std::vector<std::byte> bytesOf(const Record& record) {
    std::vector<std::byte> out(sizeof(Record));
    std::memcpy(out.data(), &record, sizeof(Record));
    return out;
}

}  // namespace planscope::safe_plan
