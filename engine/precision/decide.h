// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/network.h"
#include "engine/precision/options.h"

#include <string>
#include <vector>

namespace planscope::precision {

/// The precision that one layer gets.
struct Decision {
    Numerics numerics = Numerics::Native;
    std::vector<DataType> outputs;      ///< types in which the outputs are kept, casts behind the layer included
    std::string actual;                 ///< "f16", "tf32", "f32", or the type of its integers
    std::string reason;                 ///< "FP16: allowed by --fp16"
    std::vector<std::string> refusals;  ///< what was preferred and cannot be, one sentence each
};

/// Decides for the layers of one network, which has been through all passes.
///
/// FP16 is taken wherever it is allowed and the kind has it, without a comparison of times: those of this machine say
/// nothing about the target's.
class Decider {
public:
    Decider(const Network& network, const PrecisionOptions& options);

    /// @errors Code::Option naming precision and layer where a binding request cannot hold
    Result<Decision> decide(const Layer& layer) const;

private:
    std::string whyNotHalf(const Layer& layer) const;
    std::string whyNot(DataType wanted, const Layer& layer) const;
    void decideFreely(const Layer& layer, Decision& out) const;
    Status decideOutputs(const Layer& layer, Decision& out) const;
    Status refuse(const Layer& layer, Decision& out, std::string sentence) const;

    const Network& m_network;
    const PrecisionOptions& m_options;
    std::vector<bool> m_decidesShapes;  ///< per tensor: its value decides extents
};

}  // namespace planscope::precision
