// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"
#include "engine/inspect/profile_snapshot.h"
#include "engine/tactics/build_record.h"

#include <string_view>

namespace planscope::inspect {

/// TensorRT's ProfilingVerbosity: how much the engine inspector tells.
enum class ProfilingVerbosity : std::uint8_t {
    LayerNamesOnly,  ///< a layer is its name
    None,            ///< no layers at all
    Detailed,        ///< a layer is an object
};

/// "layer_names_only" (also "default"), "none", "detailed" (also "verbose"), as trtexec spells them. @errors Code::Option
Result<ProfilingVerbosity> parseProfilingVerbosity(std::string_view word);

/// What an engine is described with. Names only and none take neither profile nor record.
struct InspectorOptions {
    ProfilingVerbosity verbosity = ProfilingVerbosity::Detailed;
    const ProfileSnapshot* profile = nullptr;  ///< measured times, may be null
    const BuildRecord* record = nullptr;       ///< candidates, refusals and precisions, may be null
};

}  // namespace planscope::inspect
