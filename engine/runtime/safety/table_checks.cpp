// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/safety/table_checks.h"

#include "engine/runtime/safety/step_call.h"
#include "kernels/safe/table.h"

namespace planscope {
namespace safety {
namespace {

bool failAt(FaultRecord* fault, SafeStatus code, std::uint32_t row, std::uint64_t detail = 0) {
    fault->code = code;
    fault->step = row;
    fault->detail = detail;
    return false;
}

bool isArea(std::uint64_t offset, std::uint64_t bytes, std::uint64_t limit) { return offset % kAlignment == 0 && offset <= limit && bytes <= limit - offset; }

/// A text with its NUL within the names, printable, not too long.
bool isName(const Sections& plan, std::uint32_t name) {
    for (std::uint64_t i = 0; i < kMostNameBytes; ++i) {
        if (name + i >= plan.names.count) return false;
        const unsigned char letter = plan.names.data[name + i];
        if (letter == 0) return i > 0;
        if (letter < 0x20 || letter > 0x7e) return false;
    }
    return false;
}

bool fitsShape(const TensorRecord& t) {
    if (t.type > static_cast<std::uint8_t>(DataType::UInt8) || t.rank > 8 || t.format != 0) return false;
    std::uint64_t elements = 1;
    for (int i = 0; i < 8; ++i) {
        if (t.dims[i] < 1 || (i >= t.rank && t.dims[i] != 1)) return false;
        elements *= static_cast<std::uint64_t>(t.dims[i]);
        if (elements > 0x7fffffffU) return false;
    }
    return t.bytes == elements * sizeOf(static_cast<DataType>(t.type));
}

bool fitsPlace(const Sections& plan, const TensorRecord& t) {
    if (t.place == static_cast<std::uint8_t>(TensorPlace::Arena)) return isArea(t.offset, t.bytes + kGuardBytes, plan.meta->arenaBytes);
    if (t.place == static_cast<std::uint8_t>(TensorPlace::Weights)) return isArea(t.offset, t.bytes, plan.weights.count);
    return t.place <= static_cast<std::uint8_t>(TensorPlace::Output) && t.offset == 0;
}

bool isResult(const TensorRecord& t) {
    return t.place == static_cast<std::uint8_t>(TensorPlace::Arena) || t.place == static_cast<std::uint8_t>(TensorPlace::Output);
}

bool fitsLinks(const Sections& plan, const StepRecord& step, std::uint32_t* next) {
    const std::uint64_t count = std::uint64_t{step.inputCount} + step.outputCount;
    if (step.inputCount > kernels::safe::kMostInputs || step.outputCount < 1 || step.outputCount > kernels::safe::kMostOutputs) return false;
    if (step.firstLink > plan.meta->linkCount || count > plan.meta->linkCount - step.firstLink) return false;
    const std::uint32_t* links = plan.links + step.firstLink;
    for (std::uint32_t i = 0; i < step.inputCount; ++i)
        if (links[i] >= *next) return false;
    for (std::uint32_t i = 0; i < step.outputCount; ++i, ++*next)
        if (links[step.inputCount + i] != *next || *next >= plan.meta->tensorCount) return false;
    return true;
}

bool fitsKernel(const Sections& plan, const StepRecord& step, const kernels::safe::KernelDef& kernel) {
    if (step.parameters % 8 != 0 || step.parameters > plan.parameters.count || step.parameterBytes > plan.parameters.count - step.parameters) return false;
    kernels::safe::Call call;
    fillCall(plan, step, &call);
    const kernels::safe::Checked checked = kernel.check(call);
    return checked.accepted && checked.scratchBytes <= step.scratchBytes;
}

struct Area {
    std::uint64_t first, last;
};

bool overlap(Area a, Area b) { return a.first < b.last && b.first < a.last; }

Area areaOf(const TensorRecord& t) { return {t.offset, t.offset + t.bytes + kGuardBytes}; }

bool isRead(const Sections& plan, std::uint32_t tensor, std::uint32_t fromStep) {
    for (std::uint32_t s = fromStep; s < plan.meta->stepCount; ++s) {
        const StepRecord& step = plan.steps[s];
        for (std::uint32_t i = 0; i < step.inputCount; ++i)
            if (plan.links[step.firstLink + i] == tensor) return true;
    }
    return false;
}

/// No tensor before number `end` that step `s` or a later one reads overlaps `area`.
bool isFree(const Sections& plan, Area area, std::uint32_t end, std::uint32_t s) {
    for (std::uint32_t t = 0; t < end; ++t) {
        const TensorRecord& tensor = plan.tensors[t];
        if (tensor.place != static_cast<std::uint8_t>(TensorPlace::Arena) || !overlap(area, areaOf(tensor))) continue;
        if (isRead(plan, t, s)) return false;
    }
    return true;
}

}  // namespace

bool checkTensors(const Sections& plan, FaultRecord* fault) noexcept {
    if (plan.meta->arenaBytes > kMostArenaBytes) return failAt(fault, SafeStatus::ArenaTooSmall, kNothing, plan.meta->arenaBytes);
    if (!isName(plan, plan.meta->name)) return failAt(fault, SafeStatus::Names, kNothing);
    for (std::uint32_t i = 0; i < plan.meta->tensorCount; ++i) {
        const TensorRecord& t = plan.tensors[i];
        if (!fitsShape(t) || !fitsPlace(plan, t)) return failAt(fault, SafeStatus::TensorTable, i);
        if (t.name != kNothing && !isName(plan, t.name)) return failAt(fault, SafeStatus::Names, i);
    }
    return true;
}

bool checkSteps(const Sections& plan, FaultRecord* fault) noexcept {
    std::uint32_t next = 0;
    while (next < plan.meta->tensorCount && !isResult(plan.tensors[next])) ++next;
    for (std::uint32_t i = 0; i < plan.meta->stepCount; ++i) {
        const StepRecord& step = plan.steps[i];
        const kernels::safe::KernelDef* kernel = kernels::safe::findKernel(step.kernel);
        if (!kernel || kernel->version != step.kernelVersion) return failAt(fault, SafeStatus::KernelNotCertified, i, step.kernel);
        if (!isName(plan, step.name)) return failAt(fault, SafeStatus::Names, i);
        const std::uint32_t first = next;
        if (!fitsLinks(plan, step, &next)) return failAt(fault, SafeStatus::LinkTable, i);
        for (std::uint32_t t = first; t < next; ++t)
            if (!isResult(plan.tensors[t])) return failAt(fault, SafeStatus::LinkTable, i, t);
        if (step.scratchBytes > kMostArenaBytes || !isArea(step.scratch, step.scratchBytes + kGuardBytes, plan.meta->arenaBytes))
            return failAt(fault, SafeStatus::StepTable, i);
        if (!fitsKernel(plan, step, *kernel)) return failAt(fault, SafeStatus::ParameterRefused, i, step.kernel);
    }
    return next == plan.meta->tensorCount || failAt(fault, SafeStatus::LinkTable, kNothing, next);
}

bool checkBindings(const Sections& plan, FaultRecord* fault) noexcept {
    const MetaRecord& m = *plan.meta;
    const std::uint64_t bindings = std::uint64_t{m.inputCount} + m.outputCount;
    if (bindings > 64 || m.outputCount < 1 || bindings > m.linkCount) return failAt(fault, SafeStatus::LinkTable, kNothing, bindings);
    const std::uint32_t* links = plan.links + (m.linkCount - bindings);
    for (std::uint32_t i = 0; i < bindings; ++i) {
        if (links[i] >= m.tensorCount) return failAt(fault, SafeStatus::LinkTable, i);
        const TensorRecord& t = plan.tensors[links[i]];
        const auto place = static_cast<std::uint8_t>(i < m.inputCount ? TensorPlace::Input : TensorPlace::Output);
        if (t.place != place || t.name == kNothing) return failAt(fault, SafeStatus::LinkTable, i);
        for (std::uint32_t j = 0; j < i; ++j)
            if (links[j] == links[i]) return failAt(fault, SafeStatus::LinkTable, i);
    }
    std::uint32_t placed = 0;
    for (std::uint32_t i = 0; i < m.tensorCount; ++i) placed += plan.tensors[i].place <= static_cast<std::uint8_t>(TensorPlace::Output) ? 1 : 0;
    return placed == bindings || failAt(fault, SafeStatus::LinkTable, kNothing, placed);
}

bool checkMemory(const Sections& plan, FaultRecord* fault) noexcept {
    for (std::uint32_t i = 0; i < plan.meta->stepCount; ++i) {
        const StepRecord& step = plan.steps[i];
        const std::uint32_t* outputs = plan.links + step.firstLink + step.inputCount;
        const Area scratch{step.scratch, step.scratch + step.scratchBytes + kGuardBytes};
        if (!isFree(plan, scratch, outputs[0], i)) return failAt(fault, SafeStatus::MemoryOverlap, i);
        for (std::uint32_t k = 0; k < step.outputCount; ++k) {
            const TensorRecord& out = plan.tensors[outputs[k]];
            if (out.place != static_cast<std::uint8_t>(TensorPlace::Arena)) continue;
            if (overlap(areaOf(out), scratch) || !isFree(plan, areaOf(out), outputs[0], i)) return failAt(fault, SafeStatus::MemoryOverlap, i, outputs[k]);
            for (std::uint32_t j = 0; j < k; ++j) {
                const TensorRecord& other = plan.tensors[outputs[j]];
                if (other.place == static_cast<std::uint8_t>(TensorPlace::Arena) && overlap(areaOf(out), areaOf(other)))
                    return failAt(fault, SafeStatus::MemoryOverlap, i, outputs[k]);
            }
        }
    }
    return true;
}

}  // namespace safety
}  // namespace planscope
