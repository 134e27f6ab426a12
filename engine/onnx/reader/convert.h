// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/diagnostics.h"
#include "engine/onnx/model.h"
#include "engine/onnx/reader/external_data.h"

namespace onnx {
class ModelProto;
}

namespace planscope::onnx {

/// The model in our own structures; `proto` gives up its weights. Functions, sparse weights and training parts are not
/// taken over; sparse weights become unreadable initialisers.
OnnxModel convertModel(::onnx::ModelProto& proto, ExternalData& external, Diagnostics& diagnostics);

}  // namespace planscope::onnx
