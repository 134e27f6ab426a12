// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

namespace planscope::inspect {

/// Every writer's text goes through one of these. Bytes that are not UTF-8 become U+FFFD.

std::string jsonString(std::string_view text);   ///< with quotes
std::string jsonNumber(double value);            ///< shortest digits that read back the same; null if not finite
std::string htmlText(std::string_view text);     ///< also for attributes in double quotes
std::string csvField(std::string_view text);     ///< RFC 4180: quotes only where needed

}  // namespace planscope::inspect
