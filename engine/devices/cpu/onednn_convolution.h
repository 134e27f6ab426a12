// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/devices/cpu/convolution_spec.h"
#include "engine/devices/cpu/support.h"
#include "engine/devices/host_stream.h"

#include <algorithm>

namespace planscope::devices::cpu {

/// The oneDNN tactics of convolutions and deconvolutions. `Kind` says what differs: Attrs, resolve (the windows),
/// implementations and make (oneDNN's), fusedName (the tactic that runs the epilogue inside).
template <class Kind>
struct OnednnConvolution {
    static kernels::onednn::ConvolutionSpec specOf(const Problem& problem, const FormatSignature& formats) {
        const auto& attrs = problem.attributes<typename Kind::Attrs>();
        const layers::Window window = Kind::resolve(attrs, problem.inputs[0].dims, problem.inputs[1].dims);
        return convolutionSpec(problem, window, attrs.groups, formats);
    }

    static Verdict accepts(const Problem& problem, const DeviceInfo&) {
        if (Verdict verdict = acceptsConvolution(problem); !verdict.accepted()) return verdict;
        return acceptsPostOps(epilogueOf(problem), problem.outputs[0].dims);
    }

    static std::vector<TacticVariant> variants(const Problem& problem, const DeviceInfo& device) {
        const ThreadScope threads(problem.threads);
        std::vector<TacticVariant> out;
        for (const auto& [in, output] : convolutionFormats(problem, device)) {
            const FormatSignature formats = signatureOf(problem, in, output);
            appendVariants(out, formats, Kind::implementations(specOf(problem, formats)));
        }
        return out;
    }

    static Result<std::unique_ptr<Kernel>> lower(const Problem& problem, const TacticVariant& variant, const DeviceInfo&) {
        const ThreadScope threads(problem.threads);
        return makePrimitiveKernel(problem, variant, Kind::make(specOf(problem, variant.formats), variant.algorithm));
    }

    /// The anchor alone, then the vectorised pointwise kernel in place: for epilogues that oneDNN cannot run inside, or only
    /// in some implementations (Winograd's takes few), or slowly.
    static Verdict acceptsThen(const Problem& problem, const DeviceInfo& device) {
        if (problem.epilogue.empty()) return reject(Reason::Fusion, "there is no epilogue to run afterwards");
        if (epilogueCost(problem.epilogue) == EpilogueCost::Free && accepts(problem, device).accepted())
            return reject(Reason::NotTried, std::string(Kind::fusedName) + " runs the epilogue inside");
        return acceptsConvolution(withoutEpilogue(problem));
    }

    static std::vector<TacticVariant> variantsThen(const Problem& problem, const DeviceInfo& device) {
        const ThreadScope threads(problem.threads);
        const Problem anchor = withoutEpilogue(problem);
        const bool isSlowInside = epilogueCost(problem.epilogue) == EpilogueCost::Slow;
        std::vector<TacticVariant> inside, out;
        if (!isSlowInside && accepts(problem, device).accepted()) inside = variants(problem, device);
        const auto runsInside = [&](const TacticVariant& variant) {
            return std::ranges::any_of(inside, [&](const TacticVariant& other) {
                return other.formats == variant.formats && other.algorithm == variant.algorithm;
            });
        };
        for (const auto& [in, output] : convolutionFormats(problem, device)) {
            const FormatSignature formats = signatureOf(problem, in, output);
            if (!canFollowWithPointwise(problem, formats, device)) continue;
            appendVariants(out, formats, Kind::implementations(specOf(anchor, formats)));
        }
        std::erase_if(out, runsInside);
        return out;
    }

    static Result<std::unique_ptr<Kernel>> lowerThen(const Problem& problem, const TacticVariant& variant, const DeviceInfo& device) {
        const ThreadScope threads(problem.threads);
        const auto spec = specOf(withoutEpilogue(problem), variant.formats);
        return makePrimitiveThenPointwise(problem, variant, device, Kind::make(spec, variant.algorithm));
    }
};

}  // namespace planscope::devices::cpu
