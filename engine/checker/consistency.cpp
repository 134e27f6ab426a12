// SPDX-License-Identifier: Apache-2.0
#include "engine/checker/consistency.h"

#include "engine/runtime/safety/runtime.h"
#include "engine/runtime/safety/table_checks.h"
#include "kernels/api/data_type.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>
#include <set>

namespace planscope::checker {
namespace {

using safety::FaultRecord;
using safety::SafeStatus;
using safety::Sections;

/// An aligned copy of a plan and what the runtime's own checks say of it.
struct Examined {
    Sections plan;
    FaultRecord sections, tensors, steps, bindings, memory;  ///< code Ok: passed
    bool isReadable = false, areTablesSound = false;
};

std::string sentenceOf(const FaultRecord& fault) {
    std::string text = safety::describe(fault.code);
    return fault.step == safety::kNothing ? text : fmt::format("{} (row {})", text, fault.step);
}

Examined examine(safety::Bytes bytes) {
    Examined out;
    out.isReadable = safety::readSections(bytes, &out.plan, &out.sections);
    if (!out.isReadable) return out;
    const bool tensors = safety::checkTensors(out.plan, &out.tensors);
    if (!tensors) return out;
    const bool steps = safety::checkSteps(out.plan, &out.steps);
    const bool bindings = safety::checkBindings(out.plan, &out.bindings);
    out.areTablesSound = steps && bindings;
    if (out.areTablesSound) static_cast<void>(safety::checkMemory(out.plan, &out.memory));
    return out;
}

/// The sentence of a fault, where its code is one of these.
std::string among(const FaultRecord& fault, std::initializer_list<SafeStatus> codes) {
    return std::ranges::find(codes, fault.code) == codes.end() ? std::string() : sentenceOf(fault);
}

/// A fault of the table of tensors, where it is one of types and formats, or where it is not.
std::string tensorFault(const Examined& e, bool ofType) {
    if (e.tensors.code != SafeStatus::TensorTable) return {};
    const safety::TensorRecord& t = e.plan.tensors[e.tensors.step];
    const bool isType = t.type > static_cast<std::uint8_t>(DataType::UInt8) || t.format != 0;
    return isType == ofType ? sentenceOf(e.tensors) : std::string();
}

bool isPlan(const Examined& e) { return e.sections.code != SafeStatus::PlanMagic && e.sections.code != SafeStatus::PlanVersion; }

std::string target(const Examined& e) {
    if (const std::string text = among(e.sections, {SafeStatus::PlanMagic, SafeStatus::PlanVersion}); !text.empty()) return text;
    if (!e.isReadable) return {};
    const safety::MetaRecord& m = *e.plan.meta;
    if (m.capability != safety::kCapabilitySafety) return safety::describe(SafeStatus::Capability);
    if (m.layoutVersion != safety::kSafeLayoutVersion) return safety::describe(SafeStatus::PlanVersion);
    return m.targetSm >= safety::kLeastProxySm && m.targetSm <= safety::kMostProxySm ? "" : fmt::format("SM {}.{} runs no safe plans", m.targetSm / 10, m.targetSm % 10);
}

std::string version(const Examined& e) {
    const safety::MetaRecord& m = *e.plan.meta;
    const safety::Gate gate;
    for (int i = 0; i < 3; ++i)
        if (m.version[i] != gate.version[i]) return fmt::format("built by {}.{}.{}, not 8.6.12", m.version[0], m.version[1], m.version[2]);
    const bool isForQnx = m.targetPlatform == static_cast<std::uint32_t>(safety::Platform::QnxSafety);
    const bool isFromQnx = m.builderPlatform == static_cast<std::uint32_t>(safety::Platform::QnxStandard);
    return isForQnx && !isFromQnx ? "safety engines for QNX are built on QNX standard" : "";
}

std::string uniqueNames(const Examined& e) {
    if (e.tensors.code == SafeStatus::Names) return sentenceOf(e.tensors);
    if (e.steps.code == SafeStatus::Names) return sentenceOf(e.steps);
    std::set<std::string_view> seen;
    const auto* names = reinterpret_cast<const char*>(e.plan.names.data);
    for (std::uint32_t i = 0; e.tensors.code == SafeStatus::Ok && i < e.plan.meta->tensorCount; ++i) {
        const safety::TensorRecord& t = e.plan.tensors[i];
        const bool isBound = t.place <= static_cast<std::uint8_t>(safety::TensorPlace::Output);
        if (isBound && t.name != safety::kNothing && !seen.insert(names + t.name).second) return fmt::format("two bindings are called '{}'", names + t.name);
    }
    return {};
}

std::string finiteWeights(const Examined& e) {
    for (std::uint32_t i = 0; e.tensors.code == SafeStatus::Ok && i < e.plan.meta->tensorCount; ++i) {
        const safety::TensorRecord& t = e.plan.tensors[i];
        if (t.place != static_cast<std::uint8_t>(safety::TensorPlace::Weights)) continue;
        const bool isHalf = t.type == static_cast<std::uint8_t>(DataType::Half);
        if (!isHalf && t.type != static_cast<std::uint8_t>(DataType::Float)) continue;
        const std::uint32_t infinity = isHalf ? 0x7c00U : 0x7f800000U, mask = isHalf ? 0x7fffU : 0x7fffffffU;
        const std::uint64_t size = isHalf ? 2 : 4;
        for (std::uint64_t at = 0; at < t.bytes; at += size) {
            std::uint32_t bits = 0;
            std::memcpy(&bits, e.plan.weights.data + t.offset + at, size);
            if ((bits & mask) >= infinity) return fmt::format("element {} of weights {} is not finite", at / size, i);
        }
    }
    return {};
}

std::string hashes(const Examined& e) {
    const safety::MetaRecord& m = *e.plan.meta;
    const std::pair<const char*, std::uint64_t> rows[] = {{"model", m.modelHash}, {"options", m.configHash}, {"calibration", m.calibrationHash}, {"builder", m.builderHash}};
    for (const auto& [name, hash] : rows)
        if (hash == 0) return fmt::format("the hash of the {} is zero", name);
    return {};
}

std::string nothing(const Examined&) { return {}; }

/// What has to be sound before a row can be asked.
enum class Needs { Bytes, Plan, Sections };

struct Row {
    std::string_view code, what;
    Needs needs;
    std::string (*ask)(const Examined&);
};

constexpr Row kRows[] = {
    {"CC-01", "magic, layout, capability kSAFETY, target device", Needs::Bytes, target},
    {"CC-02", "version 8.6.12, platform of the builder", Needs::Sections, version},
    {"CC-03", "size, sections within it", Needs::Plan,
     [](const Examined& e) { return among(e.sections, {SafeStatus::PlanSize, SafeStatus::SectionBounds, SafeStatus::Misaligned}); }},
    {"CC-04", "CRC-32C of each section, SHA-256 of all", Needs::Plan, [](const Examined& e) { return among(e.sections, {SafeStatus::PlanCrc, SafeStatus::PlanDigest}); }},
    {"CC-05", "ranks, extents, sizes and places of tensors", Needs::Sections, [](const Examined& e) { return tensorFault(e, false); }},
    {"CC-06", "types and formats of tensors", Needs::Sections, [](const Examined& e) { return tensorFault(e, true); }},
    {"CC-07", "names: printable, at most 1024 bytes, unique", Needs::Sections, uniqueNames},
    {"CC-08", "steps in order, every tensor written once before it is read", Needs::Sections, [](const Examined& e) { return among(e.steps, {SafeStatus::LinkTable}); }},
    {"CC-09", "parameters of steps within the scope of their kernels", Needs::Sections, [](const Examined& e) { return among(e.steps, {SafeStatus::ParameterRefused}); }},
    {"CC-10", "kernels are in the closed table", Needs::Sections, [](const Examined& e) { return among(e.steps, {SafeStatus::KernelNotCertified}); }},
    {"CC-11", "launch geometry (kernels of the processor have none)", Needs::Sections, nothing},
    {"CC-12", "memory: aligned, disjoint where in use, at most 4 GiB", Needs::Sections,
     [](const Examined& e) {
         const std::string memory = among(e.memory, {SafeStatus::MemoryOverlap});
         return !memory.empty() ? memory : among(e.tensors, {SafeStatus::ArenaTooSmall}) + among(e.steps, {SafeStatus::StepTable});
     }},
    {"CC-13", "weights are finite", Needs::Sections, finiteWeights},
    {"CC-14", "no open shapes, loops, conditions (the table of kernels has none)", Needs::Sections, nothing},
    {"CC-15", "plugins (safe plans hold none)", Needs::Sections, nothing},
    {"CC-16", "inputs and outputs", Needs::Sections, [](const Examined& e) { return among(e.bindings, {SafeStatus::LinkTable}); }},
    {"CC-17", "step count and bound of the time are there", Needs::Sections,
     [](const Examined& e) { return std::string(e.plan.meta->stepCount > 0 && e.plan.meta->timeBoundNs > 0 ? "" : "there is no step, or no bound of the time"); }},
    {"CC-18", "numbers of steps and tensors within their maxima", Needs::Sections,
     [](const Examined& e) { return std::string(e.plan.meta->stepCount <= safety::kMostSteps && e.plan.meta->tensorCount <= safety::kMostTensors ? "" : "too many steps or tensors"); }},
    {"CC-19", "hashes of model, options, calibration, builder", Needs::Sections, hashes},
    {"CC-20", "shapes of results follow from the steps", Needs::Sections, [](const Examined& e) { return among(e.steps, {SafeStatus::ParameterRefused}); }},
};

struct AlignedFree {
    void operator()(unsigned char* bytes) const { ::operator delete(bytes, std::align_val_t{safety::kAlignment}); }
};

}  // namespace

std::vector<CheckRow> checkConsistency(std::span<const std::byte> plan) {
    const std::unique_ptr<unsigned char, AlignedFree> copy(static_cast<unsigned char*>(::operator new(plan.size() + 1, std::align_val_t{safety::kAlignment})));
    std::memcpy(copy.get(), plan.data(), plan.size());
    const Examined examined = examine({copy.get(), plan.size()});
    std::vector<CheckRow> out;
    for (const Row& row : kRows) {
        const bool canAsk = row.needs == Needs::Bytes || (row.needs == Needs::Plan ? isPlan(examined) : examined.isReadable);
        const char* const why = isPlan(examined) ? "not asked, the sections cannot be read" : "not asked, this is no plan";
        out.push_back({row.code, row.what, canAsk ? row.ask(examined) : std::string(why)});
    }
    return out;
}

bool isConsistent(std::span<const CheckRow> rows) {
    return std::ranges::all_of(rows, [](const CheckRow& row) { return row.problem.empty(); });
}

}  // namespace planscope::checker
