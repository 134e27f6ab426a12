// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"
#include "engine/plan/piece.h"

#include <cstddef>
#include <filesystem>
#include <span>

namespace planscope::plan {

/// Writes a temporary file beside `path`, flushes it to the disk, renames it: whoever reads `path` sees the old bytes
/// or the new ones, never a part. On failure the temporary file is removed and `path` is as before.
/// @errors Code::File with the system's reason
Status writeFileAtomically(const std::filesystem::path& path, const Pieces& pieces);
Status writeFileAtomically(const std::filesystem::path& path, std::span<const std::byte> bytes);

}  // namespace planscope::plan
