// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/shape_ranges.h"

#include "app/cli/options.h"
#include "engine/base/check.h"

#include <CLI/CLI.hpp>

#include <map>
#include <optional>

namespace planscope::cli {
namespace {

using Spec = std::optional<Dims>;

struct Specs {
    Spec min, opt, max;
};

ShapeRanges::Group& currentGroup(ShapeRanges& ranges) {
    return ranges.groups.empty() ? ranges.groups.emplace_back() : ranges.groups.back();
}

void declareRow(CLI::App& app, ShapeRanges& ranges, const char* name, std::vector<std::string> ShapeRanges::Group::* list, const char* text) {
    const auto add = [&ranges, list](const std::string& value) { (currentGroup(ranges).*list).push_back(value); };
    app.add_option_function<std::string>(name, add, text)->trigger_on_parse();
}

Status collect(const std::vector<std::string>& arguments, const char* option, Spec Specs::* member, std::map<std::string, Specs>& out) {
    PS_ASSIGN(const std::vector<NamedItem> items, parseNamedItems(arguments, option));
    for (const NamedItem& item : items) {
        Spec& spec = out[item.name].*member;
        PS_CHECK(!spec, Code::Option, "{} names '{}' twice", option, item.name);
        PS_ASSIGN(spec, parseShape(item.value));
    }
    return {};
}

Dims firstOf(const Spec& a, const Spec& b, const Spec& c) { return a ? *a : b ? *b : *c; }

/// The numbers of a spec for an integer list are its values.
bool takesValues(const Network& network, const std::string& input, const Dims& opt) {
    for (const TensorId id : network.inputs()) {
        const Tensor& tensor = network.tensor(id);
        if (tensor.name != input) continue;
        return tensor.type == DataType::Int32 && tensor.dims.isStatic() && tensor.dims.rank <= 1 && tensor.dims.volume() == opt.rank;
    }
    return false;
}

Dims dimsOf(const Network& network, const std::string& input) {
    for (const TensorId id : network.inputs())
        if (network.tensor(id).name == input) return network.tensor(id).dims;
    return {};
}

InputRange rangeOf(const Network& network, const std::string& input, const Specs& specs) {
    const Dims min = firstOf(specs.min, specs.opt, specs.max), opt = firstOf(specs.opt, specs.max, specs.min),
               max = firstOf(specs.max, specs.opt, specs.min);
    if (!takesValues(network, input, opt)) return {input, min, opt, max};
    const Dims dims = dimsOf(network, input);
    return {input, dims, dims, dims, {min.begin(), min.end()}, {opt.begin(), opt.end()}, {max.begin(), max.end()}};
}

}  // namespace

void declareShapeRanges(CLI::App& app, ShapeRanges& ranges) {
    using Group = ShapeRanges::Group;
    declareRow(app, ranges, "--minShapes", &Group::min, "name:1x3x32x32,...: least shapes of a profile; leaves the model's open shapes open");
    declareRow(app, ranges, "--optShapes", &Group::opt, "shapes of the profile that tactics are timed at");
    declareRow(app, ranges, "--maxShapes", &Group::max, "largest shapes of the profile");
    const auto next = [&ranges](int number) {
        if (number != static_cast<int>(ranges.groups.size()))
            throw CLI::ValidationError("--profile", "profiles are numbered 0, 1, 2 ... in order");
        ranges.groups.emplace_back();
    };
    app.add_option_function<int>("--profile", next, "N: the ranges that follow are those of profile N; needed for more than one")
        ->trigger_on_parse();
}

Result<std::vector<OptimizationProfile>> makeProfiles(const ShapeRanges& ranges, const Network& network) {
    std::vector<OptimizationProfile> out;
    for (const ShapeRanges::Group& group : ranges.groups) {
        std::map<std::string, Specs> specs;
        PS_TRY(collect(group.min, "--minShapes", &Specs::min, specs));
        PS_TRY(collect(group.opt, "--optShapes", &Specs::opt, specs));
        PS_TRY(collect(group.max, "--maxShapes", &Specs::max, specs));
        OptimizationProfile& profile = out.emplace_back();
        for (const auto& [input, spec] : specs) profile.inputs.push_back(rangeOf(network, input, spec));
    }
    return out;
}

std::map<std::string, Dims> fixedAxes(std::span<const OptimizationProfile> profiles, const Network& network) {
    std::map<std::string, Dims> out;
    for (const TensorId id : network.inputs()) {
        const Tensor& input = network.tensor(id);
        Dims fixed = input.dims;
        bool isRanged = !profiles.empty();
        for (std::size_t p = 0; p < profiles.size(); ++p) {
            const auto range = std::ranges::find(profiles[p].inputs, input.name, &InputRange::input);
            isRanged = isRanged && range != profiles[p].inputs.end() && range->min.rank == fixed.rank && range->max.rank == fixed.rank;
            for (int i = 0; isRanged && i < fixed.rank; ++i) {
                const bool isOne = range->min[i] == range->max[i] && (p == 0 || fixed[i] == range->min[i]);
                fixed[i] = isOne ? range->min[i] : -1;
            }
        }
        const bool isUseful = isRanged && std::ranges::any_of(fixed, [](std::int64_t e) { return e >= 0; });
        if (isUseful && !input.dims.isStatic()) out.emplace(input.name, fixed);
    }
    return out;
}

}  // namespace planscope::cli
