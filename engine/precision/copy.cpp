// SPDX-License-Identifier: Apache-2.0
#include "engine/precision/copy.h"

namespace planscope::precision {

Network withoutLayers(const Network& from, std::vector<TensorId>& tensors) {
    Network out;
    out.name = from.name;
    for (const Origin& origin : from.origins()) out.addOrigin(origin);
    for (const auto& [code, name] : from.extentNames()) out.nameExtent(name);
    for (const TensorId id : from.inputs()) {
        const Tensor& input = from.tensor(id);
        tensors[id.index()] = out.addInput(input.name, input.type, input.dims);
    }
    return out;
}

}  // namespace planscope::precision
