// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"
#include "kernels/api/data_type.h"
#include "kernels/api/dims.h"
#include "kernels/api/format.h"

#include <string>
#include <string_view>

namespace planscope {

/// Short words of the text form: f32, f16, i8, i32, bool, u8, fp8.
std::string_view toString(DataType type);
Result<DataType> parseDataType(std::string_view word);

/// "224"; "?" for an extent that is open.
std::string extentText(std::int64_t extent);
/// "1x3x224x224", "?x3x224x224"; "scalar" for rank 0.
std::string toString(const Dims& dims);

/// "linear", "nhwc", "nhwc8", "nchw16c" (ChannelBlocked of 16 lanes) ...
std::string toString(Format format);
Result<Format> parseFormat(std::string_view word);

}  // namespace planscope
