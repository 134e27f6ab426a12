// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/cpu/onednn/post_ops.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

namespace planscope::kernels::onednn {

/// The ending of names of implementations that start from a copy of the residual.
inline constexpr std::string_view kCopySuffix = "+copy";

inline bool isReferenceImplementation(std::string_view name) { return name.find("ref") != std::string_view::npos; }

/// 0 for code of AVX-512 or of no instruction set by name, more for narrower vectors.
inline int narrownessOf(std::string_view name) {
    if (name.find("sse41") != std::string_view::npos) return 2;
    return name.find("avx2") != std::string_view::npos || name.ends_with(":avx") ? 1 : 0;
}

/// Measured: the first product in a process makes the library generate all code of its GEMM; "brg" implementations generate a
/// kernel for each size of remainder, those with several taps also for each way to meet the padding; the others one or two.
inline double preparationOf(std::string_view name) {
    constexpr std::pair<std::string_view, double> kCosts[] = {{"gemm:jit", 20e6}, {"brgconv:", 4e6}, {"brg", 1e6}};
    for (const auto& [part, ns] : kCosts)
        if (name.find(part) != std::string_view::npos) return ns;
    return 0.2e6;
}

/// oneDNN 2.6.3 gives wrong results here, measured by the convolution grid test: its GEMM convolutions read a tensor operand
/// of a post-op as if it were Linear, also where the output is ChannelLast.
inline bool isWrong(std::string_view name, const PostOps& postOps, const Dims& outDims, Format outFormat) {
    if (outFormat.isLinear() || name.find("gemm") == std::string_view::npos) return false;
    return std::ranges::any_of(postOps.binaries, [&](const PostOps::Operand& binary) { return binary.desc.dims() == toDnnl(outDims); });
}

/// An operation and its primitive descriptor. oneDNN 2.6 keeps a pointer to the operation while it looks for further
/// implementations, so the two stay together.
template <class Operation>
struct Described {
    std::shared_ptr<const typename Operation::desc> operation;
    typename Operation::primitive_desc descriptor;

    Described(typename Operation::desc description, const PostOps& postOps, const dnnl::engine& engine)
        : operation(std::make_shared<const typename Operation::desc>(std::move(description))),
          descriptor(*operation, postOps.attributes(), engine, true) {}
};

/// Steps through the implementations of an operation; visit(name, descriptor) returns true to stop.
template <class Operation, class Visit>
void walkImplementations(Described<Operation>& described, std::string_view suffix, Visit visit) {
    auto& descriptor = described.descriptor;
    if (!descriptor.get(true)) return;
    do {
        const std::string name = descriptor.impl_info_str() + std::string(suffix);
        if (!isReferenceImplementation(name) && visit(name, descriptor)) return;
    } while (descriptor.next_impl());
}

/// A description, or nothing where oneDNN throws: one alternative that is impossible must not hide the others.
template <class Describe>
auto tryDescribe(const Describe& describe, const PostOps& postOps, int alternative)
    -> std::optional<decltype(describe(postOps, alternative))> {
    try {
        return describe(postOps, alternative);
    } catch (const dnnl::error&) {
        return std::nullopt;
    }
}

/// Names and workspaces of what describe(postOps, alternative) makes; each name once, wide vectors first, then first come first.
template <class Describe>
Expected<std::vector<Implementation>> collectImplementations(const Epilogue& epilogue, const Dims& outDims, Format outFormat,
                                                             int alternatives, Describe describe) {
    std::vector<Implementation> found;
    const int modes = hasResidual(epilogue, outDims) ? 2 : 1;
    for (int mode = 0; mode < modes; ++mode) {
        const auto postOps = translate(epilogue, static_cast<ResidualMode>(mode), outDims, outFormat);
        if (!postOps) return tl::unexpected(postOps.error());
        for (int i = 0; i < alternatives; ++i) {
            auto described = tryDescribe(describe, *postOps, i);
            if (!described) continue;
            walkImplementations(*described, mode == 1 ? kCopySuffix : "", [&](const std::string& name, auto& at) {
                const bool isKnown = std::ranges::find(found, name, &Implementation::name) != found.end();
                if (!isKnown && !isWrong(name, *postOps, outDims, outFormat))
                    found.push_back({name, at.scratchpad_desc().get_size(), preparationOf(name)});
                return false;
            });
        }
    }
    if (found.empty()) return tl::unexpected<std::string>("oneDNN has no fast implementation in these formats");
    std::ranges::stable_sort(found, {}, [](const Implementation& i) { return narrownessOf(i.name); });
    return found;
}

/// Finds the implementation `name` again and hands its descriptor and post-ops to `make`.
template <class Describe, class Make>
Expected<std::unique_ptr<Primitive>> makeImplementation(const Epilogue& epilogue, const Dims& outDims, Format outFormat,
                                                        int alternatives, const std::string& name, Describe describe,
                                                        Make make) {
    const bool copies = name.ends_with(kCopySuffix);
    const auto postOps =
        translate(epilogue, copies ? ResidualMode::CopyFirst : ResidualMode::Binary, outDims, outFormat);
    if (!postOps) return tl::unexpected(postOps.error());
    std::unique_ptr<Primitive> made;
    for (int i = 0; i < alternatives && !made; ++i) {
        auto described = tryDescribe(describe, *postOps, i);
        if (!described) continue;
        walkImplementations(*described, copies ? kCopySuffix : "", [&](const std::string& candidate, auto& at) {
            if (candidate != name) return false;
            made = make(at, *postOps);
            return true;
        });
    }
    if (!made) return tl::unexpected<std::string>("oneDNN has no implementation '" + name + "' here");
    return made;
}

}  // namespace planscope::kernels::onednn
