// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/constant.h"
#include "engine/onnx/import.h"

#include <QTemporaryDir>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace planscope::onnx_tests {

/// The folder with test models: $PLANSCOPE_MODELS, or shared/models beside the repository; nothing where it is absent.
std::optional<std::filesystem::path> modelsFolder();

inline constexpr const char* kNoModels = "the test models are not here; set PLANSCOPE_MODELS to their folder";

/// A folder of its own for the files that a test makes.
class Files {
public:
    std::filesystem::path write(std::string_view name, std::string_view bytes) const;
    std::filesystem::path folder() const { return m_folder.path().toStdString(); }

private:
    QTemporaryDir m_folder;
};

std::string readBytes(const std::filesystem::path& path);

/// The bytes of a model from ONNX's text syntax: "g (float[2] x) => (float[2] y) <float[2] w = {1, 2}> { y = Add(x, w) }".
std::string modelOf(int opset, std::string_view graph);

/// A model of one Gemm whose weight [rows, columns] lies in the file `location` beside it.
std::string modelWithExternalWeight(std::string_view location, std::int64_t rows, std::int64_t columns);

/// What `diagnostics` or the error say, one line each; "ok" for an import without errors.
std::string problemsOf(const Result<onnx::ImportResult>& result);

/// The largest excess of |a - b| over atol + rtol |b|, 0 or less where all elements agree. Values of other types than
/// Float must be equal. A sentence where types or dims differ.
struct Comparison {
    double excess = 0;
    std::string difference;
};
Comparison compare(const Constant& actual, const Constant& expected, double rtol, double atol);

/// input_0.pb, input_1.pb ... (or output_...) of a folder.
std::vector<ConstantPtr> readTensors(const std::filesystem::path& folder, std::string_view stem);

/// The number of inputs that the graph of a model file lists.
int inputCount(const std::filesystem::path& model);

/// The bytes of a model whose inputs from number `first` on became initialisers, with the values of input_N.pb in `data`.
std::string withConstants(const std::filesystem::path& model, const std::filesystem::path& data, int first);

/// The bytes of a model whose first node has one more attribute.
std::string withAttribute(const std::string& model, std::string_view name, float value);

}  // namespace planscope::onnx_tests
