// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/plan/engine.h"

#include <filesystem>

namespace planscope {

/// Plan container: fixed header (magic "PLANSCOP", version, device, capability, section table with CRC-32C each), then
/// sections: `meta` (FlatBuffers, verified before use), `weights` (64-byte aligned, mapped, never copied), optional
/// `record` (the build record as JSON, for people, compressed). Little-endian.

/// Byte-identical for equal engines and records. @param record  JSON text or empty
std::vector<std::byte> serializePlan(const Engine& engine, std::string_view record = {});

/// Bytes of the file that they make; nothing is written.
std::uint64_t planSize(const Engine& engine, std::string_view record = {});

/// Writes a temporary file beside `path`, then renames it: a reader never sees half a plan. Weights are written from where they
/// lie, so that it takes no memory to speak of.
/// @errors Code::File
Status writePlan(const std::filesystem::path& path, const Engine& engine, std::string_view record = {});

struct LoadedPlan {
    Engine engine;
    std::string record;  ///< JSON text, may be empty
};

/// Maps and checks everything: sizes, magic, version (all four numbers), checksums, FlatBuffers structure, every index,
/// offset, shape and name. Layer kinds are looked up in `table`.
/// @errors Code::File, Code::Format, Code::Version, Code::Checksum naming the section and what is wrong with it
Result<LoadedPlan> readPlan(const std::filesystem::path& path, LayerTable table);
Result<LoadedPlan> parsePlan(std::span<const std::byte> bytes, std::shared_ptr<const void> owner, LayerTable table,
                             Constant::Residence residence = Constant::Residence::Memory);

/// True if the first bytes of a file are those of a plan.
bool looksLikePlan(std::span<const std::byte> head);

}  // namespace planscope
