// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/network.h"
#include "tests/engine/layers/layer_suite.h"

#include <functional>
#include <string>
#include <vector>

namespace planscope::layer_tests {

/// A case made ready to run.
struct BuiltCase {
    std::string name;                   ///< the case's text
    std::string networkText;            ///< what parseNetwork reads
    Network network;                    ///< the case's layer is the only one
    std::vector<ConstantPtr> inputs;    ///< values of Network::inputs()
    std::vector<ConstantPtr> expected;  ///< stated values of Network::outputs(); null where none are stated
    Tolerance tolerance;

    const Layer& layer() const { return network.layer(network.topologicalOrder().front()); }
};

/// The network text of a case, without checking that the layer is accepted. @errors Code::Format
Result<std::string> networkTextOf(std::string_view caseText, std::uint64_t seed = 1);

/// Deterministic in `seed`. @errors those of the layer, with its sentence as message
Result<BuiltCase> buildCase(const LayerSuite& suite, const LayerCase& row, std::uint64_t seed = 1);

/// Some way of running a network: the reference, a device, a runtime. `skip` is a sentence where the runner cannot run
/// a case on purpose, else empty.
struct Runner {
    std::string name;
    std::function<Result<std::vector<ConstantPtr>>(const BuiltCase&)> run;
    std::function<std::string(const BuiltCase&)> skip = [](const BuiltCase&) { return std::string(); };
};

/// Runs on the scalar oracle in host memory.
Runner referenceRunner();

/// Empty if `actual` equals `expected` within the tolerance, else a sentence naming the first element that differs and
/// how many do. NaN equals NaN, infinities equal themselves.
std::string difference(const Constant& actual, const Constant& expected, const Tolerance& tolerance);

/// Runs the case on `runner` and on the reference and compares all outputs; empty if they agree.
std::string compareWithReference(const BuiltCase& built, const Runner& runner);

}  // namespace planscope::layer_tests
