// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/diagnostics.h"
#include "engine/onnx/import.h"
#include "engine/onnx/model.h"

#include <vector>

namespace planscope::onnx {

struct InputShapes {
    std::vector<std::optional<Dims>> dims = {};  ///< in order of the inputs; nothing where there was an error
    std::vector<OpenExtent> open = {};
};

/// Dims for every input. Extents that the model leaves open come from options.shapes, from a dimension of the same name that
/// was bound elsewhere, stay open (options.keepOpen), come from options.batch (first axis), else they are 1, with a warning.
/// @errors added to `diagnostics`: unknown names in options.shapes, ranks or extents that contradict the model or each
///         other, inputs whose rank nobody knows. Such inputs get no dims.
InputShapes bindInputShapes(std::span<const OnnxValue* const> inputs, const ImportOptions& options, Diagnostics& diagnostics);

}  // namespace planscope::onnx
