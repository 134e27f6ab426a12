// SPDX-License-Identifier: Apache-2.0
#include "engine/data/batches.h"

#include "engine/base/check.h"
#include "engine/data/sources.h"
#include "engine/network/network.h"

#include <algorithm>

namespace planscope::data {

std::vector<InputInfo> inputsOf(const Network& network) {
    std::vector<InputInfo> out;
    for (const TensorId id : network.inputs()) out.push_back({network.tensor(id).name, network.tensor(id).type, network.tensor(id).dims});
    return out;
}

Result<std::unique_ptr<Batches>> openBatches(const std::filesystem::path& path, std::span<const InputInfo> inputs, const PictureOptions& pictures) {
    constexpr const SourceDef* kSources[] = {&tensorFiles, &numpyFiles, &pictureFiles};
    std::error_code error;
    PS_CHECK(std::filesystem::exists(path, error), Code::File, "'{}' does not exist", path.string());
    PS_CHECK(!inputs.empty(), Code::Option, "the network has no inputs to give data to");
    for (const SourceDef* source : kSources)
        if (source->isIt(path)) return source->open(path, inputs, pictures);
    return fail(Error{Code::File, "'" + path.string() + "'", "holds no data",
                      "Give a folder with test_data_set_0/input_0.pb, an .npz or .npy file, or PNG or JPEG pictures."});
}

}  // namespace planscope::data
