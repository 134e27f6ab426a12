// SPDX-License-Identifier: Apache-2.0
#include "engine/data/test_data_sets.h"

#include "engine/base/check.h"

#include <algorithm>
#include <charconv>

namespace planscope::data {
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

}  // namespace

std::vector<std::filesystem::path> numberedSets(const std::filesystem::path& folder) {
    std::error_code error;
    std::vector<std::pair<int, std::filesystem::path>> numbered;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
        const int number = setNumber(entry.path());
        if (number >= 0 && entry.is_directory(error)) numbered.emplace_back(number, entry.path());
    }
    std::ranges::sort(numbered);
    std::vector<std::filesystem::path> out;
    for (auto& [number, path] : numbered) out.push_back(std::move(path));
    return out;
}

Result<std::vector<onnx::NamedConstant>> readNumbered(const std::filesystem::path& folder, std::string_view stem) {
    std::vector<onnx::NamedConstant> out;
    for (int i = 0;; ++i) {
        const auto file = folder / fmt::format("{}_{}.pb", stem, i);
        std::error_code error;
        if (!std::filesystem::exists(file, error)) return out;
        PS_ASSIGN(onnx::NamedConstant tensor, onnx::readTensorFile(file));
        out.push_back(std::move(tensor));
    }
}

}  // namespace planscope::data
