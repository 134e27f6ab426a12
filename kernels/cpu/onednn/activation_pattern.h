// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/pointwise.h"

#include <dnnl.hpp>

#include <optional>

namespace planscope::kernels::onednn {

/// Several steps that are one element function of oneDNN, applied to the value of step `argument`.
struct ActivationPattern {
    dnnl::algorithm algorithm;
    float alpha = 0, beta = 0;
    int argument = -1;
};

/// Recognises at step `at`: x sigmoid(alpha x) (swish), x clip(x + 3, 0, 6) / 6 and x hardSigmoid(x) with 1/6 and 1/2
/// (hard swish), x / 2 (1 + erf(x / sqrt 2)) (GELU), in the spellings that exporters write.
std::optional<ActivationPattern> matchActivation(const PointwiseProgram& program, int at);

}  // namespace planscope::kernels::onednn
