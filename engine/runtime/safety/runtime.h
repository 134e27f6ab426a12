// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/runtime/safety/sections.h"

#include <atomic>

/// The safety runtime: loads safe plans and runs them. No heap, no exceptions, no recursion, no locks; the caller owns all memory. What
/// can be checked is checked when an engine and a context are opened; after that an execution can only fail by a kernel's fault (an
/// index outside its data), a guard, the step counter or the deadline, and then the first fault is latched.
///
/// Nothing here is certified.
namespace planscope {
namespace safety {

constexpr std::uint32_t kMostBindings = 64;
constexpr std::uint32_t kFaultRing = 8;

constexpr std::uint32_t kLeastProxySm = 80, kMostProxySm = 89;  ///< of the proxy runtime

/// What plans must be for this runtime.
struct Gate {
    std::uint32_t leastSm = 87, mostSm = 87;
    std::uint32_t version[3] = {8, 6, 12};
};

/// A checked plan. Shared by contexts; at most one of them may execute at a time, which is detected.
struct SafeEngine {
    Sections plan;
    FaultRecord fault;
    std::atomic<std::uint32_t> running{0};
    bool isOpen = false;
};

/// Checks a whole plan against the gate: sections, checksums, every row of every table, every kernel's parameters, and that
/// tensors that are in use at the same time do not overlap. Bounded: no loop depends on more than the tables' own sizes.
/// @param plan  aligned to 64; must outlive the engine and must not change
SafeStatus openEngine(SafeEngine& engine, Bytes plan, const Gate& gate) noexcept;

using Clock = std::uint64_t (*)(void* user);

struct ContextConfig {
    Clock clock = nullptr;           ///< null: no ticks and no deadline
    void* clockUser = nullptr;
    std::uint64_t deadlineTicks = 0; ///< of one execution, measured between steps; 0: none
};

enum class State : std::uint32_t { Empty, Ready, Running, Latched };

/// NaN and infinite elements of the outputs of the last execution.
struct NumberErrors {
    std::int32_t nan = 0, inf = 0;
};

struct SafeContext {
    SafeEngine* engine = nullptr;
    ContextConfig config;
    unsigned char* arena = nullptr;
    unsigned char* addresses[kMostBindings] = {};  ///< inputs, then outputs
    State state = State::Empty;
    bool outputsValid = false;
    std::uint32_t stepsDone = 0;
    std::uint64_t began = 0;
    NumberErrors numbers;
    FaultRecord faults[kFaultRing];
    std::uint32_t faultCount = 0;
};

/// @param arena  aligned to 64, at least MetaRecord::arenaBytes
SafeStatus openContext(SafeContext& context, SafeEngine& engine, unsigned char* arena, std::uint64_t arenaBytes, const ContextConfig& config) noexcept;

/// @param binding  inputs from 0, outputs behind them
/// @param address  aligned to 64, with room for the tensor's bytes; is not touched before execute()
SafeStatus setAddress(SafeContext& context, std::uint32_t binding, void* address) noexcept;

/// Runs all steps. After a fault the outputs hold 0xff in every byte and `outputsValid` is false; each further call says Latched.
SafeStatus execute(SafeContext& context) noexcept;

/// The first fault since the context was opened; code Ok if there was none.
const FaultRecord& firstFault(const SafeContext& context) noexcept;

/// The tensor of a binding; null out of range.
const TensorRecord* bindingTensor(const SafeEngine& engine, std::uint32_t binding) noexcept;
const char* textAt(const SafeEngine& engine, std::uint32_t name) noexcept;
/// -1 where there is none of that name.
std::int32_t findBinding(const SafeEngine& engine, const char* name) noexcept;

}  // namespace safety
}  // namespace planscope
