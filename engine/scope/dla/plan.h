// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/data_type.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace planscope::scope::dla {

/// Upper bounds of memory per loadable, in bytes.
struct Pools {
    std::int64_t managedSram = std::int64_t{1} << 20;
    std::int64_t localDram = std::int64_t{1} << 30;
    std::int64_t globalDram = std::int64_t{512} << 20;
};

enum class Device : std::uint8_t { Gpu, Dla };

/// The device that is asked for one layer, by the layer's name or by that of its ONNX node.
struct LayerDevice {
    std::string layer;
    Device device = Device::Gpu;
};

enum class Calibrator : std::uint8_t { Entropy2, MinMax, Entropy, Legacy };

/// What is asked of the DLA.
struct Plan {
    int core = 0;
    Device defaultDevice = Device::Dla;
    std::vector<LayerDevice> layerDevices{};
    Pools pools{};
    std::int64_t systemMemory = std::int64_t{32} << 30;  ///< bytes of the target
    bool isStandalone = false;                          ///< capability kDLA_STANDALONE
    bool isDirectIo = false;                            ///< kDIRECT_IO: no reformat at inputs and outputs
    bool capturesGraphs = false;                        ///< the engine is to run inside a captured CUDA graph
    bool isProfiled = false;                            ///< times of layers are asked for
    bool obeysAndPrefers = false;                       ///< both flags of precision constraints
    /// What inputs and outputs are bound as, in the order of the network; missing ones are of the network's type.
    std::vector<DataType> inputTypes{}, outputTypes{};
    Calibrator calibrator = Calibrator::Entropy2;
    /// The largest magnitude of a tensor by its name, as calibration or setDynamicRange gives it; "*" is for all that are not named.
    std::map<std::string, float, std::less<>> ranges{};
};

}  // namespace planscope::scope::dla
