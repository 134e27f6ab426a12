// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/devices/device.h"

namespace planscope::devices::cpu {

struct Processor {
    std::string name;      ///< as the processor calls itself; "unknown processor" where it does not say
    CpuFeatures features;  ///< that processor and operating system both support

    /// "AVX2, FMA, AVX-512, VNNI"; "no vector extensions" where there are none.
    std::string featureText() const;
};

Processor detectProcessor();

}  // namespace planscope::devices::cpu
