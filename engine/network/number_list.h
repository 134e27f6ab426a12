// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/network/lexer.h"

#include <variant>
#include <vector>

namespace planscope {

/// Integers where all numbers were written as such.
using NumberList = std::variant<std::vector<std::int64_t>, std::vector<double>>;

/// The numbers of "[1, 2]" behind the opening bracket; an empty list is one of integers.
/// @errors Code::Format, also for an integer beyond 64 bits
Result<NumberList> parseNumberList(Lexer& lexer);
/// One number: a list of one.
Result<NumberList> parseNumber(Lexer& lexer);

}  // namespace planscope
