// SPDX-License-Identifier: Apache-2.0
#include "engine/onnx/input_shapes.h"

#include "engine/base/check.h"
#include "engine/network/extent.h"
#include "engine/network/names.h"

#include <algorithm>
#include <set>

namespace planscope::onnx {
namespace {

/// What a named dimension was bound to, and by which input.
struct Binding {
    std::int64_t value = 0;
    std::string input;
};

class Binder {
public:
    Binder(std::span<const OnnxValue* const> inputs, const ImportOptions& options, Diagnostics& diagnostics)
        : m_inputs(inputs), m_options(options), m_diagnostics(diagnostics) {}

    InputShapes run() {
        reportUnknownNames();
        InputShapes out;
        out.dims.resize(m_inputs.size());
        for (std::size_t i = 0; i < m_inputs.size(); ++i)
            if (const Dims* const given = shapeOf(*m_inputs[i])) out.dims[i] = collect(*m_inputs[i], bindGiven(*m_inputs[i], *given));
        for (std::size_t i = 0; i < m_inputs.size(); ++i) {
            const OnnxValue& input = *m_inputs[i];
            if (!shapeOf(input)) out.dims[i] = collect(input, bindOpen(input));
            else if (out.dims[i]) open(input, *out.dims[i]);
        }
        out.open = std::move(m_open);
        return out;
    }

private:
    const Dims* shapeOf(const OnnxValue& input) const {
        const auto at = m_options.shapes.find(input.name);
        return at == m_options.shapes.end() ? nullptr : &at->second;
    }

    void reportUnknownNames() {
        std::string names;
        for (const OnnxValue* const input : m_inputs) names += fmt::format("{}'{}'", names.empty() ? "" : ", ", input->name);
        for (const auto& [name, dims] : m_options.shapes) {
            const bool known = std::ranges::any_of(m_inputs, [&](const OnnxValue* input) { return input->name == name; });
            if (known) continue;
            m_diagnostics.add({Severity::Error,
                               {Code::Option, {}, fmt::format("a shape is given for '{}', which is no input of the model", name),
                                names.empty() ? "The model has no inputs." : fmt::format("Its inputs are {}.", names)},
                               {}});
        }
    }

    std::optional<Dims> collect(const OnnxValue& input, Result<Dims> dims) {
        if (dims) return *dims;
        if (!input.type) return std::nullopt;  // refused for its type already
        m_diagnostics.add(
            {Severity::Error, std::move(dims.error()).within(fmt::format("input '{}'", input.name)), input.name});
        return std::nullopt;
    }

    Status bindSymbol(const OnnxValue& input, int axis, std::int64_t value) {
        const std::string& symbol = input.dims[static_cast<std::size_t>(axis)].symbol;
        if (symbol.empty()) return {};
        const auto [at, isNew] = m_symbols.emplace(symbol, Binding{value, input.name});
        PS_CHECK(isNew || at->second.value == value, Code::Shape,
                 "dimension '{}' is {} here (axis {}), but {} in input '{}'", symbol, value, axis, at->second.value, at->second.input);
        return {};
    }

    Result<Dims> bindGiven(const OnnxValue& input, const Dims& given) {
        for (const std::int64_t d : given)
            PS_CHECK(d >= 0 || d == extent::kAnonymous, Code::Option, "the shape [{}] has a negative dimension", fmt::join(given, ","));
        PS_TRY(checkVolume(given));
        if (!input.hasShape) return given;
        PS_CHECK(static_cast<std::size_t>(given.rank) == input.dims.size(), Code::Shape, "the shape {} has rank {}, the model says {}",
                 toString(given), given.rank, input.dims.size());
        for (int i = 0; i < given.rank; ++i) {
            const OnnxDim& declared = input.dims[static_cast<std::size_t>(i)];
            PS_CHECK(declared.value < 0 || declared.value == given[i], Code::Shape, "the shape {} differs from the model in axis {}, which is {}",
                     toString(given), i, declared.value);
            if (declared.value < 0 && given[i] >= 0) PS_TRY(bindSymbol(input, i, given[i]));
            if (given[i] < 0) m_openSymbols.insert(declared.symbol);
        }
        return given;
    }

    /// Gives every axis that is left open the number that its name was bound to, or a code.
    void open(const OnnxValue& input, Dims& dims) {
        for (int i = 0; i < dims.rank; ++i) {
            if (dims[i] != extent::kAnonymous) continue;
            const std::string symbol = input.hasShape ? input.dims[static_cast<std::size_t>(i)].symbol : std::string();
            const auto bound = m_symbols.find(symbol);
            dims[i] = bound != m_symbols.end() ? bound->second.value : openExtent(input, i, symbol);
        }
    }

    std::int64_t openExtent(const OnnxValue& input, int axis, const std::string& symbol) {
        const std::int64_t code = symbol.empty() ? extent::derived("input " + input.name, axis, 0) : extent::named(symbol);
        const bool isNew = std::ranges::find(m_open, code, &OpenExtent::code) == m_open.end();
        if (isNew) m_open.push_back({code, symbol.empty() ? fmt::format("{}[{}]", input.name, axis) : symbol});
        return code;
    }

    Result<Dims> bindOpen(const OnnxValue& input) {
        if (!input.hasShape)
            return fail(Code::Shape, "the model does not say its shape", fmt::format("Give one with --shapes={}:....", input.name));
        PS_CHECK(input.dims.size() <= kMaxRank, Code::Limit, "its rank is {}, the limit is {}", input.dims.size(), kMaxRank);
        Dims out;
        bool guessed = false;
        for (std::size_t i = 0; i < input.dims.size(); ++i) {
            const OnnxDim& dim = input.dims[i];
            const auto bound = m_symbols.find(dim.symbol);
            if (dim.value >= 0) out.push(dim.value);
            else if (!dim.symbol.empty() && bound != m_symbols.end()) out.push(bound->second.value);
            else if (m_options.keepOpen || (!dim.symbol.empty() && m_openSymbols.contains(dim.symbol))) out.push(openExtent(input, static_cast<int>(i), dim.symbol));
            else {
                const std::int64_t value = i == 0 ? m_options.batch : 1;
                guessed = guessed || value == 1;
                out.push(value);
                PS_TRY(bindSymbol(input, static_cast<int>(i), value));
            }
        }
        PS_TRY(checkVolume(out));
        if (guessed)
            m_diagnostics.warn(input.name, fmt::format("Dynamic dimensions required for input: {}, but no shapes were provided. "
                                                       "Automatically overriding shape to: {}",
                                                       input.name, toString(out)));
        return out;
    }

    static Status checkVolume(const Dims& dims) {
        std::int64_t volume = 1;
        for (const std::int64_t d : dims)
            PS_CHECK(d < 0 || !__builtin_mul_overflow(volume, d, &volume), Code::Limit, "{} has more elements than 64 bits can count", toString(dims));
        PS_CHECK(volume <= Network::kMaxElements, Code::Limit, "{} has {} elements, the limit is 2^31 - 1", toString(dims), volume);
        return {};
    }

    std::span<const OnnxValue* const> m_inputs;
    const ImportOptions& m_options;
    Diagnostics& m_diagnostics;
    std::map<std::string, Binding> m_symbols;
    std::set<std::string> m_openSymbols;  ///< that options.shapes leaves open
    std::vector<OpenExtent> m_open;
};

}  // namespace

InputShapes bindInputShapes(std::span<const OnnxValue* const> inputs, const ImportOptions& options, Diagnostics& diagnostics) {
    return Binder(inputs, options, diagnostics).run();
}

}  // namespace planscope::onnx
