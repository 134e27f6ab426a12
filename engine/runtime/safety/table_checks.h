// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/runtime/safety/sections.h"

namespace planscope {
namespace safety {

/// Each checks one table; `fault` says what is wrong and in which row.
bool checkTensors(const Sections& plan, FaultRecord* fault) noexcept;
/// Steps in order: kernels, links, parameters, scratch. Tensors are numbered so that those of the caller and the weights come first,
/// then the results of the steps one after the other: every tensor is written once and before it is read.
bool checkSteps(const Sections& plan, FaultRecord* fault) noexcept;
/// Inputs and outputs at the end of the links, all named.
bool checkBindings(const Sections& plan, FaultRecord* fault) noexcept;
/// @pre the checks above passed. Quadratic in the number of steps' results.
bool checkMemory(const Sections& plan, FaultRecord* fault) noexcept;

}  // namespace safety
}  // namespace planscope
