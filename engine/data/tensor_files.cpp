// SPDX-License-Identifier: Apache-2.0
#include "engine/base/check.h"
#include "engine/data/sources.h"
#include "engine/network/names.h"
#include "engine/onnx/tensor_file.h"

#include <algorithm>
#include <charconv>

namespace planscope::data {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "test_data_set_";

/// N of "test_data_set_N", -1 for other names.
int setNumber(const fs::path& folder) {
    const std::string name = folder.filename().string();
    if (!name.starts_with(kPrefix)) return -1;
    int number = -1;
    const char* const end = name.data() + name.size();
    const auto [next, error] = std::from_chars(name.data() + kPrefix.size(), end, number);
    return error == std::errc{} && next == end ? number : -1;
}

std::vector<fs::path> setsIn(const fs::path& path) {
    std::error_code error;
    if (fs::exists(path / "input_0.pb", error)) return {path};
    std::vector<std::pair<int, fs::path>> numbered;
    for (const auto& entry : fs::directory_iterator(path, error))
        if (const int number = setNumber(entry.path()); number >= 0 && fs::exists(entry.path() / "input_0.pb", error)) numbered.emplace_back(number, entry.path());
    std::ranges::sort(numbered);
    std::vector<fs::path> out;
    for (auto& [number, folder] : numbered) out.push_back(std::move(folder));
    return out;
}

class TensorFiles final : public Batches {
public:
    TensorFiles(std::vector<fs::path> sets, std::span<const InputInfo> inputs) : m_sets(std::move(sets)), m_inputs(inputs.begin(), inputs.end()) {}

    std::size_t count() const override { return m_sets.size(); }

    Result<std::vector<ConstantPtr>> inputs(std::size_t batch) const override {
        PS_ASSIGN(std::vector<ConstantPtr> out, numbered(m_sets[batch], "input"));
        const std::string subject = "folder '" + m_sets[batch].string() + "'";
        if (out.size() != m_inputs.size())
            return fail(Error{Code::Arity, subject, fmt::format("holds {} inputs, the network takes {}", out.size(), m_inputs.size()), {}});
        for (std::size_t i = 0; i < out.size(); ++i)
            if (out[i]->type() != m_inputs[i].type || !(out[i]->dims() == m_inputs[i].dims))
                return fail(Error{Code::Shape, subject, fmt::format("input_{}.pb is {} {}, input '{}' takes {} {}", i, toString(out[i]->type()),
                                                              toString(out[i]->dims()), m_inputs[i].name, toString(m_inputs[i].type), toString(m_inputs[i].dims)), {}});
        return out;
    }
    Result<std::vector<ConstantPtr>> outputs(std::size_t batch) const override { return numbered(m_sets[batch], "output"); }

private:
    static Result<std::vector<ConstantPtr>> numbered(const fs::path& folder, std::string_view stem) {
        std::vector<ConstantPtr> out;
        for (int i = 0;; ++i) {
            const fs::path file = folder / fmt::format("{}_{}.pb", stem, i);
            std::error_code error;
            if (!fs::exists(file, error)) return out;
            PS_ASSIGN(onnx::NamedConstant tensor, onnx::readTensorFile(file));
            out.push_back(std::move(tensor.value));
        }
    }

    std::vector<fs::path> m_sets;
    std::vector<InputInfo> m_inputs;
};

bool isIt(const fs::path& path) {
    std::error_code error;
    return fs::is_directory(path, error) && !setsIn(path).empty();
}

Result<std::unique_ptr<Batches>> open(const fs::path& path, std::span<const InputInfo> inputs, const PictureOptions&) {
    return std::make_unique<TensorFiles>(setsIn(path), inputs);
}

}  // namespace

const SourceDef tensorFiles{isIt, open};

}  // namespace planscope::data
