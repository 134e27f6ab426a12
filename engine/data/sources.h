// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/data/batches.h"

namespace planscope::data {

/// One kind of data.
struct SourceDef {
    bool (*isIt)(const std::filesystem::path& path);
    Result<std::unique_ptr<Batches>> (*open)(const std::filesystem::path& path, std::span<const InputInfo> inputs, const PictureOptions& pictures);
};

extern const SourceDef tensorFiles, numpyFiles, pictureFiles;

}  // namespace planscope::data
