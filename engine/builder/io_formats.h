// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"
#include "kernels/api/format.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace planscope {

/// One of the thirteen memory formats that TensorRT 8.6 has for inputs and outputs. Tensors are [N,C,H,W], for the formats with
/// a D in their names [N,C,D,H,W]; Linear takes every rank.
struct IoFormat {
    std::string_view word;      ///< "chw16", as --inputIOFormats spells it
    std::string_view tensorRt;  ///< "kCHW16"
    std::string_view doc;
    int rank;                   ///< 0: any
    std::span<const DataType> types;
    bool isForInputsOnly;
    /// @errors Code::Option where the channels do not go with the format
    Result<Format> (*format)(DataType type, const Dims& dims);
};

std::span<const IoFormat> ioFormats();

/// What is asked of one input or output: its type, and the formats of which it gets one.
struct IoSpec {
    DataType type = DataType::Float;
    std::vector<const IoFormat*> formats{};  ///< at least one
};

/// trtexec's "fp16:chw16+hwc8,fp32:chw": a spec per binding.
/// @errors Code::Option naming the word that is no type or format, or a format that does not take the type
Result<std::vector<IoSpec>> parseIoSpecs(std::string_view text);

/// The formats of a spec for a tensor. @errors Code::Option naming the tensor where one of them does not fit it
Result<std::vector<Format>> formatsOf(const IoSpec& spec, const std::string& tensor, const Dims& dims, bool isInput);

}  // namespace planscope
