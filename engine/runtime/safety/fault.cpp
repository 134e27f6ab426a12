// SPDX-License-Identifier: Apache-2.0
#include "engine/runtime/safety/fault.h"

namespace planscope {
namespace safety {
namespace {

constexpr const char* kTexts[] = {
    "no fault",
    "an argument is null",
    "the bytes do not begin like a plan",
    "the plan was written by another version, or its layout is another",
    "a checksum of the plan is wrong",
    "a section of the plan is missing or leaves the plan",
    "a step names a kernel that is not in the certified table, or another version of it",
    "the memory given is smaller than the plan needs",
    "an address is not aligned",
    "an input or output has another shape or type",
    "a kernel reported a fault",
    "a guard behind a tensor was overwritten",
    "the deadline was missed",
    "an earlier fault is latched until the engine is initialised again",
    "the call is not allowed in this state",
    "the plan is not an engine of capability kSAFETY",
    "the plan was built for another device",
    "a row of the tensor table is not valid",
    "a row of the step table is not valid",
    "a tensor number is out of range, or a tensor is read before it is written",
    "the parameters of a step do not fit its tensors",
    "two areas of memory that are in use at the same time overlap",
    "a name is missing, too long or not printable",
    "the address of an input or output was not set",
    "SAFE-RT-02: another execution context of this engine is running",
    "steps were not executed one after the other",
    "the size given is not the size of the plan",
    "the plan is not the one that was built: its SHA-256 is another",
};

}  // namespace

const char* describe(SafeStatus status) noexcept {
    const auto index = static_cast<std::uint16_t>(status);
    return index < sizeof(kTexts) / sizeof(kTexts[0]) ? kTexts[index] : "unknown fault";
}

}  // namespace safety
}  // namespace planscope
