// SPDX-License-Identifier: Apache-2.0
#include "engine/base/check.h"
#include "engine/data/sources.h"
#include "engine/data/test_data_sets.h"
#include "engine/network/names.h"

namespace planscope::data {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> setsIn(const fs::path& path) {
    const auto hasInputs = [](const fs::path& folder) {
        std::error_code error;
        return fs::exists(folder / "input_0.pb", error);
    };
    if (hasInputs(path)) return {path};
    std::vector<fs::path> out = numberedSets(path);
    std::erase_if(out, [&](const fs::path& folder) { return !hasInputs(folder); });
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
        PS_ASSIGN(std::vector<onnx::NamedConstant> tensors, readNumbered(folder, stem));
        std::vector<ConstantPtr> out;
        for (onnx::NamedConstant& tensor : tensors) out.push_back(std::move(tensor.value));
        return out;
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
