// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>

namespace planscope::inspect {

/// All numbers that people see are written here, in the C locale.

std::string formatDuration(double ns);          ///< "312 ns", "4.71 µs", "1.28 ms", "2.40 s"; "–" if negative
std::string formatBytes(std::uint64_t bytes);   ///< "512 B", "1.5 KiB", "12.3 MiB"
std::string formatPercent(double share);        ///< 0.123 -> "12.3 %"; "–" if negative
std::string formatCount(double value);          ///< "950", "1.20 k", "3.41 M", "7.73 G"

}  // namespace planscope::inspect
