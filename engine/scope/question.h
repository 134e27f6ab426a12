// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/network.h"
#include "engine/precision/options.h"
#include "engine/scope/dla/plan.h"
#include "engine/scope/rule.h"
#include "engine/target/target.h"
#include "kernels/api/format.h"

namespace planscope::scope {

/// What is known of a plugin beside its library.
struct PluginFacts {
    std::string name;
    bool isInSafeRegistry = false;
    bool isIOExt = false;        ///< of the interface that the safety scope takes
    bool hasChecker = false;     ///< can validate its own data
    bool usesLibraryHandles = false;  ///< of cuDNN or cuBLAS
    bool isStaticallyRegistered = false;
};

/// How somebody means to build, as far as rules ask.
struct Plan {
    PrecisionOptions precision{};
    bool isSafety = false;        ///< capability kSAFETY; else standard
    bool isRestricted = false;    ///< the flag kSAFETY_SCOPE
    bool usesDla = false, allowsGpuFallback = false, allowsRefit = false, isSparse = false, isImplicitBatch = false;
    bool isBuiltOnQnx = false, wantsSafetyRuntime = false, wantsProxyRuntime = false;
    bool switchesOperationalState = false;  ///< by NvDVMS, while the engine is loaded
    bool keepsTimingCache = true;
    int optimizationLevel = 3;
    int profiles = 1;
    std::vector<Format> inputFormats{}, outputFormats{};  ///< in the order of the network; missing ones are Linear
    std::vector<PluginFacts> plugins{};
    dla::Plan dla{};  ///< where usesDla
};

/// A network, what it is to be built for, and by which rules. Borrowed; the network is as it was imported.
struct Question {
    const Network& network;
    const Target& target;
    Plan plan{};
    Release release = k8612;
};

/// In what a layer computes when it is built like that.
enum class Precision : std::uint8_t { Other, Fp32, Fp16, Int8 };
std::string_view toString(Precision precision);

/// A layer as rules see it.
struct Subject {
    const Question& question;
    LayerId id;
    const Layer& layer;
    LayerView view;                       ///< without an epilogue
    const std::vector<TensorType>& outputs;
    Precision precision;
    bool isPrecisionAsked;                ///< for this layer, by name or by '*'

    template <class T>
    const T& attrs() const {
        return view.attrs<T>();
    }
    bool isBefore(Release release) const { return question.release < release; }
};

/// Extents by the names of images: the last two are H and W, C before them, all others make N. Missing ones are 1.
struct ImageExtents {
    std::int64_t n = 1, c = 1, h = 1, w = 1;
};
ImageExtents imageExtents(const Dims& dims);

}  // namespace planscope::scope
