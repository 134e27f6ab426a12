// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

/// Sections of a safe plan inside the container of engine/plan/container.h: arrays of the records below, little-endian, 8-byte
/// aligned, every padding named and zero. C++14, no pointers. Written by engine/safe_plan, walked by the safety runtime as they lie.
namespace planscope {
namespace safety {

constexpr char kMetaSection[] = "safe.meta";        ///< one MetaRecord
constexpr char kTensorSection[] = "safe.tensors";   ///< TensorRecord, in order of number
constexpr char kStepSection[] = "safe.steps";       ///< StepRecord, in order of execution
constexpr char kLinkSection[] = "safe.links";       ///< std::uint32_t tensor numbers: of steps, then inputs, then outputs
constexpr char kParameterSection[] = "safe.params"; ///< records of kernels/safe/records.h
constexpr char kNameSection[] = "safe.names";       ///< texts, each with its NUL
constexpr char kWeightSection[] = "safe.weights";   ///< constants, each at a multiple of 64
constexpr char kDigestSection[] = "safe.digest";    ///< SHA-256 of the bytes of the sections above, in this order

constexpr std::uint32_t kSafeLayoutVersion = 1;
constexpr std::uint32_t kCapabilitySafety = 1;      ///< EngineCapability::kSAFETY
constexpr std::uint32_t kMostTensors = 65536, kMostSteps = 16384, kMostLinks = 1048576;
constexpr std::uint32_t kMostNameBytes = 1024;      ///< NUL included
constexpr std::uint64_t kMostArenaBytes = std::uint64_t{4} << 30;
constexpr std::uint32_t kGuardBytes = 64;           ///< behind every tensor and scratch area in the arena
constexpr std::uint32_t kAlignment = 64;
constexpr std::uint32_t kNothing = 0xffffffffu;

enum class Platform : std::uint32_t { LinuxX86 = 1, LinuxAarch64 = 2, QnxStandard = 3, QnxSafety = 4 };

enum class TensorPlace : std::uint8_t { Input = 0, Output = 1, Arena = 2, Weights = 3 };

struct MetaRecord {
    std::uint32_t layoutVersion;
    std::uint32_t capability;
    std::uint32_t version[4];        ///< of the builder: major, minor, patch, build
    std::uint32_t targetSm;          ///< 87: SM 8.7
    std::uint32_t builderPlatform;   ///< Platform
    std::uint32_t targetPlatform;
    std::uint32_t kernelTable;       ///< kernels in the builder's table
    std::uint32_t tensorCount, stepCount, linkCount;
    std::uint32_t inputCount, outputCount;
    std::uint32_t name;              ///< of the network, offset in names
    std::uint64_t arenaBytes;        ///< guards and scratch included
    std::uint64_t timeBoundNs;       ///< estimate of one execution, 0: none
    std::uint64_t modelHash, configHash, calibrationHash, builderHash;
};

struct TensorRecord {
    std::uint32_t name;              ///< offset in names; kNothing: none
    std::uint8_t type;               ///< planscope::DataType
    std::uint8_t rank;
    std::uint8_t place;              ///< TensorPlace
    std::uint8_t format;             ///< 0: Linear
    std::int32_t dims[8];            ///< 1 behind the rank
    std::uint64_t offset;            ///< in the arena or the weights; 0 for inputs and outputs
    std::uint64_t bytes;             ///< elements times their size
};

struct StepRecord {
    std::uint32_t kernel;            ///< id in kernels/safe/table.h
    std::uint32_t kernelVersion;
    std::uint32_t name;              ///< offset in names
    std::uint32_t firstLink;         ///< inputs, then outputs
    std::uint16_t inputCount, outputCount;
    std::uint32_t zero;
    std::uint64_t parameters, parameterBytes;
    std::uint64_t scratch, scratchBytes;  ///< in the arena
};

static_assert(sizeof(MetaRecord) == 112 && sizeof(TensorRecord) == 56 && sizeof(StepRecord) == 56, "layouts are written to files");

/// Behind the bytes of every tensor and scratch area: eight of these.
constexpr std::uint64_t kGuardWord = 0x5afe60a4d5afe60aULL;

}  // namespace safety
}  // namespace planscope
