// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/layer_def.h"

#include <compare>
#include <cstdint>
#include <span>
#include <string_view>

namespace planscope::scope {

class Emitter;
struct Question;
struct Subject;

/// What a rule belongs to; a rule may belong to several.
enum Scope : std::uint8_t {
    kSafe = 1,        ///< engines of capability kSAFETY
    kRestricted = 2,  ///< standard engines that keep to the safety scope (kSAFETY_SCOPE)
    kStandard = 4,
    kRuntime = 8,     ///< the safety and the proxy runtime
    kChecker = 16,    ///< the consistency checker
    kDla = 32,        ///< layers that are meant for the DLA
    kDlaStandalone = 64,  ///< loadables of capability kDLA_STANDALONE
};

enum class Level : std::uint8_t { Advice, Warning, Error };

/// How sure a rule is. Nothing here is certified.
enum class Confidence : std::uint8_t {
    Documented,  ///< stands in a source that was read
    Inferred,    ///< follows from documented facts or from logs of the field
    OwnChoice,   ///< nothing public decides it; a conservative value
    Recalled,    ///< known of published guides whose exact passage could not be read again
};

/// Who asks.
enum class Enforced : std::uint8_t { Build, Runtime, Checker, Placement };

/// What a broken rule does to its layer.
enum class Effect : std::uint8_t {
    None,
    LeavesDla,       ///< the layer runs on the GPU where fallback is allowed, which is a warning; else an error
    ConvertsToHalf,  ///< the layer stays on the DLA and computes in FP16
};

struct Release {
    int major = 0, minor = 0, patch = 0;
    friend constexpr auto operator<=>(const Release&, const Release&) = default;
};
inline constexpr Release k860{8, 6, 0}, k8610{8, 6, 10}, k8611{8, 6, 11}, k8612{8, 6, 12}, kNever{99, 0, 0};

/// Who asks a rule, and how. Rules that a runtime or the checker enforces on plans are asked there.
struct Check {
    Enforced by = Enforced::Build;
    void (*layer)(const Subject& subject, Emitter& emit) = nullptr;     ///< once per layer
    const LayerKind* kind = nullptr;                                    ///< of this kind; null: of all
    void (*whole)(const Question& question, Emitter& emit) = nullptr;   ///< once
};
constexpr Check onLayers(void (*layer)(const Subject&, Emitter&), const LayerKind* kind = nullptr) { return {Enforced::Build, layer, kind, nullptr}; }
constexpr Check onWhole(void (*whole)(const Question&, Emitter&)) { return {Enforced::Build, nullptr, nullptr, whole}; }
inline constexpr Check kByRuntime{Enforced::Runtime, nullptr, nullptr, nullptr};
inline constexpr Check kByPlacement{Enforced::Placement, nullptr, nullptr, nullptr};
inline constexpr Check kByChecker{Enforced::Checker, nullptr, nullptr, nullptr};

/// One rule, as data.
struct Rule {
    std::string_view id;         ///< "SAFE-CONV-01"
    std::string_view about;      ///< "Convolution", "tensor", "config"
    std::string_view violation;  ///< when it is broken, in words
    std::string_view fix;        ///< what to do; empty: nothing is known to help
    std::string_view source;     ///< "SEED", "H861", "CSDN" ...: see docs/safety_rules.md
    Confidence confidence = Confidence::Documented;
    Level level = Level::Error;
    std::uint8_t scopes = 0;     ///< bits of Scope
    Check check{};
    Release until = kNever;      ///< the first release without it
    Effect effect = Effect::None;
};

std::string_view toString(Level level);
std::string_view toString(Confidence confidence);

}  // namespace planscope::scope
