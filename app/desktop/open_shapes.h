// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/builder/builder.h"

#include <QString>

#include <utility>
#include <vector>

namespace planscope::desktop {

/// What an extent that the model leaves open may be in an open engine. Extents of one name are one: they are tied.
struct ExtentRange {
    QString name = {};
    QString places = {};     ///< "image[0], mask[0]"
    std::int64_t code = 0;   ///< in the dims of inputs
    int min = 1, opt = 1, max = 1;
    int profiled = 1;        ///< while the engine is profiled
    friend bool operator==(const ExtentRange&, const ExtentRange&) = default;
};

struct OpenInput {
    std::string name = {};
    Dims dims = {};          ///< with codes
};

/// What the inputs of a model leave open.
struct OpenShapes {
    std::vector<OpenInput> inputs = {};
    std::vector<ExtentRange> extents = {};
};

OpenShapes openShapesOf(const Network& network, const std::vector<onnx::OpenExtent>& extents);

/// One profile over all inputs with open extents.
OptimizationProfile profileOf(const OpenShapes& shapes, const std::vector<ExtentRange>& ranges);

/// What a profile made of ranges says of them; each is profiled at opt.
std::vector<ExtentRange> rangesOf(const OpenShapes& shapes, const OptimizationProfile& profile);

/// By input: the dims to profile at.
std::vector<std::pair<std::string, Dims>> profiledShapes(const OpenShapes& shapes, const std::vector<ExtentRange>& ranges);

/// "batch 1–8, tuned at 4"
QString textOf(const std::vector<ExtentRange>& ranges);

}  // namespace planscope::desktop
