// SPDX-License-Identifier: Apache-2.0
#include "engine/layers/grid_sample.h"

#include "engine/base/check.h"
#include "engine/onnx/node_import.h"

#include <algorithm>

namespace planscope::onnx::ops::grid_sample {
namespace {

template <class E>
struct Word {
    std::string_view word;
    E value;
};

/// Operator set 20 renamed two of the modes.
constexpr Word<ResizeMode> kModes[] = {
    {"bilinear", ResizeMode::Linear}, {"linear", ResizeMode::Linear},   {"nearest", ResizeMode::Nearest},
    {"bicubic", ResizeMode::Cubic},   {"cubic", ResizeMode::Cubic},
};

constexpr Word<SampleMode> kPaddings[] = {
    {"zeros", SampleMode::Fill},
    {"border", SampleMode::Clamp},
    {"reflection", SampleMode::Reflect},
};

template <class E, std::size_t count>
Result<E> readWord(NodeImport& node, std::string_view name, const Word<E> (&words)[count]) {
    PS_ASSIGN(const std::string_view text, node.text(name, words[0].word));
    const auto row = std::ranges::find(words, text, &Word<E>::word);
    PS_CHECK(row != std::end(words), Code::Attribute, "attribute '{}' is '{}', which is not supported", name, text);
    return row->value;
}

Result<Outputs> importGridSample(NodeImport& node) {
    PS_ASSIGN(const TensorId x, node.input(0));
    PS_ASSIGN(const TensorId grid, node.input(1));
    PS_ASSIGN(const ResizeMode mode, readWord(node, "mode", kModes));
    PS_ASSIGN(const SampleMode padding, readWord(node, "padding_mode", kPaddings));
    PS_ASSIGN(const int alignCorners, node.integer("align_corners", 0));
    return node.finish(layers::grid_sample::def, {x, grid},
                       Attrs::of(layers::grid_sample::Attrs{.mode = mode, .sampleMode = padding, .alignCorners = alignCorners != 0}));
}

constexpr OnnxOpDef kOps[] = {
    {"", "GridSample", {16, kNewestOpset}, importGridSample},
};

}  // namespace

extern constinit const OnnxOpTable table{kOps};  // extern: the generated list of tables refers to it

}  // namespace planscope::onnx::ops::grid_sample
