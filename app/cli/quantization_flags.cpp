// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/quantization_flags.h"

#include "app/cli/options.h"
#include "engine/base/check.h"
#include "engine/quantization/calibration_cache.h"

#include <CLI/CLI.hpp>

#include <charconv>

namespace planscope::cli {

Result<quantization::Scales> QuantizationFlags::scales() const {
    quantization::Scales out;
    if (!calibrationCache.empty()) {
        PS_ASSIGN(const quantization::CalibrationCache cache, quantization::readCalibrationCache(calibrationCache));
        out = quantization::scalesOf(cache);
    }
    PS_ASSIGN(const std::vector<NamedItem> items, parseNamedItems(dynamicRanges, "--dynamicRanges"));
    for (const NamedItem& item : items) {
        float range = 0;
        const char* const end = item.value.data() + item.value.size();
        const auto parsed = std::from_chars(item.value.data(), end, range);
        PS_CHECK(parsed.ec == std::errc() && parsed.ptr == end, Code::Option, "--dynamicRanges: '{}' of '{}' is not a number", item.value, item.name);
        PS_TRY(within("--dynamicRanges", quantization::setDynamicRange(out, item.name, -range, range)));
    }
    return out;
}

void declareQuantizationFlags(CLI::App& app, QuantizationFlags& flags) {
    app.add_option("--calib", flags.calibrationCache, "calibration cache for --int8, as 'planexec calibrate' and TensorRT write it");
    app.add_option("--dynamicRanges", flags.dynamicRanges, "tensor:2.5,...: tensors in [-2.5, 2.5] for --int8, whatever the cache says of them");
}

}  // namespace planscope::cli
