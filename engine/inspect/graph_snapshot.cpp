// SPDX-License-Identifier: Apache-2.0
#include "engine/inspect/graph_snapshot.h"

#include <cstddef>
#include <iterator>

namespace planscope::inspect {
namespace {

constexpr const char* kCategoryNames[] = {
    "Convolution", "Matrix multiply", "Pooling",      "Activation", "Elementwise", "Normalization", "Reduction", "Data movement",
    "Shape",       "Constant",        "Quantization", "Control",    "Reformat",    "Input",         "Output",    "Other"};
static_assert(std::size(kCategoryNames) == static_cast<std::size_t>(kCategoryCount));

}  // namespace

const char* toString(Category category) {
    const auto index = static_cast<std::size_t>(category);
    return index < std::size(kCategoryNames) ? kCategoryNames[index] : "Other";
}

}  // namespace planscope::inspect
