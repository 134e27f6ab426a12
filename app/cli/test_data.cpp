// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/test_data.h"

#include "engine/base/check.h"

#include <algorithm>
#include <charconv>

namespace planscope::cli {
namespace {

constexpr std::string_view kPrefix = "test_data_set_";

/// N of "test_data_set_N", -1 for other names.
int setNumber(const std::filesystem::path& folder) {
    const std::string name = folder.filename().string();
    if (!name.starts_with(kPrefix)) return -1;
    int number = -1;
    const char* const end = name.data() + name.size();
    const auto [next, error] = std::from_chars(name.data() + kPrefix.size(), end, number);
    return error == std::errc{} && next == end ? number : -1;
}

Result<std::vector<onnx::NamedConstant>> readNumbered(const std::filesystem::path& folder, std::string_view stem) {
    std::vector<onnx::NamedConstant> out;
    for (int i = 0;; ++i) {
        const auto file = folder / fmt::format("{}_{}.pb", stem, i);
        if (!std::filesystem::exists(file)) return out;
        PS_ASSIGN(onnx::NamedConstant tensor, onnx::readTensorFile(file));
        out.push_back(std::move(tensor));
    }
}

}  // namespace

Result<std::vector<std::filesystem::path>> findTestData(const std::filesystem::path& folder) {
    std::error_code error;
    PS_CHECK(std::filesystem::is_directory(folder, error), Code::File, "'{}' is not a folder", folder.string());
    if (std::filesystem::exists(folder / "output_0.pb", error)) return std::vector{folder};
    std::vector<std::pair<int, std::filesystem::path>> numbered;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
        const int number = setNumber(entry.path());
        if (number >= 0 && entry.is_directory(error)) numbered.emplace_back(number, entry.path());
    }
    PS_CHECK(!numbered.empty(), Code::File, "folder '{}' holds neither output_0.pb nor test_data_set_0", folder.string());
    std::ranges::sort(numbered);
    std::vector<std::filesystem::path> out;
    for (auto& [number, path] : numbered) out.push_back(std::move(path));
    return out;
}

Result<TestDataSet> readTestData(const std::filesystem::path& folder) {
    TestDataSet out;
    out.folder = folder;
    PS_ASSIGN(out.inputs, readNumbered(folder, "input"));
    PS_ASSIGN(out.outputs, readNumbered(folder, "output"));
    PS_CHECK(!out.outputs.empty(), Code::File, "folder '{}' has no output_0.pb to compare with", folder.string());
    return out;
}

}  // namespace planscope::cli
