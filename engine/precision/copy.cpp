// SPDX-License-Identifier: Apache-2.0
#include "engine/precision/copy.h"

namespace planscope::precision {

Network emptyLike(const Network& from) {
    Network out;
    out.name = from.name;
    for (const Origin& origin : from.origins()) out.addOrigin(origin);
    for (const auto& [code, name] : from.extentNames()) out.nameExtent(name);
    return out;
}

Network withoutLayers(const Network& from, std::vector<TensorId>& tensors) {
    Network out = emptyLike(from);
    for (const TensorId id : from.inputs()) {
        const Tensor& input = from.tensor(id);
        tensors[id.index()] = out.addInput(input.name, input.type, input.dims);
    }
    return out;
}

LayerSpec specOf(const Network& from, const Layer& layer) {
    LayerSpec spec{.name = layer.name, .def = layer.def, .attrs = layer.attrs, .epilogue = layer.epilogue,
                   .epilogueInputs = layer.epilogueInputs, .origins = layer.origins, .request = layer.request};
    for (const TensorId output : layer.outputs) spec.outputNames.push_back(from.tensor(output).name);
    return spec;
}

}  // namespace planscope::precision
