// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/test_data.h"

#include "engine/base/check.h"
#include "engine/data/test_data_sets.h"

namespace planscope::cli {

Result<std::vector<std::filesystem::path>> findTestData(const std::filesystem::path& folder) {
    std::error_code error;
    PS_CHECK(std::filesystem::is_directory(folder, error), Code::File, "'{}' is not a folder", folder.string());
    if (std::filesystem::exists(folder / "output_0.pb", error)) return std::vector{folder};
    std::vector<std::filesystem::path> out = data::numberedSets(folder);
    PS_CHECK(!out.empty(), Code::File, "folder '{}' holds neither output_0.pb nor test_data_set_0", folder.string());
    return out;
}

Result<TestDataSet> readTestData(const std::filesystem::path& folder) {
    TestDataSet out;
    out.folder = folder;
    PS_ASSIGN(out.inputs, data::readNumbered(folder, "input"));
    PS_ASSIGN(out.outputs, data::readNumbered(folder, "output"));
    PS_CHECK(!out.outputs.empty(), Code::File, "folder '{}' has no output_0.pb to compare with", folder.string());
    return out;
}

}  // namespace planscope::cli
