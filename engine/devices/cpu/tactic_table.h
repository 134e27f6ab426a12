// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/devices/tactic.h"

namespace planscope::devices::cpu {

/// The tactics of this device but for the reference ones, one list per kind that has any, sorted by kind. Generated from
/// the list of words in engine/devices/CMakeLists.txt.
std::span<const TacticList* const> tacticTable();

}  // namespace planscope::devices::cpu
