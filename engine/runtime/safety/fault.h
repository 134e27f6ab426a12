// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace planscope {
namespace safety {

/// What can go wrong; numbers stay. Texts for people: describe().
enum class SafeStatus : std::uint16_t {
    Ok = 0,
    NullArgument = 1,
    PlanMagic = 2,
    PlanVersion = 3,
    PlanCrc = 4,
    SectionBounds = 5,
    KernelNotCertified = 6,
    ArenaTooSmall = 7,
    Misaligned = 8,
    InputShape = 9,
    KernelFault = 10,
    GuardOverwritten = 11,
    DeadlineMissed = 12,
    Latched = 13,
    WrongState = 14,
    Capability = 15,       ///< not an engine of kSAFETY
    TargetDevice = 16,     ///< built for another SM
    TensorTable = 17,
    StepTable = 18,
    LinkTable = 19,
    ParameterRefused = 20, ///< the kernel's own check
    MemoryOverlap = 21,
    Names = 22,
    AddressNotSet = 23,
    ConcurrentUse = 24,    ///< SAFE-RT-02: a second execution of one engine
    StepSequence = 25,     ///< the step counter is not what it must be
    PlanSize = 26,
    PlanDigest = 27
};

/// Where a fault was seen. No text, no pointers.
struct FaultRecord {
    SafeStatus code = SafeStatus::Ok;
    std::uint16_t zero = 0;
    std::uint32_t step = 0xffffffffu;   ///< execution step, or the row of a table at init
    std::uint64_t tick = 0;             ///< of the caller's clock, 0 without one
    std::uint64_t detail = 0;           ///< section, tensor or status of the kernel
};

/// One English sentence per code, at most 120 characters, for error recorders.
const char* describe(SafeStatus status) noexcept;

}  // namespace safety
}  // namespace planscope
