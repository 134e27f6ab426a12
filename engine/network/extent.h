// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernels/api/dims.h"

#include <cstdint>
#include <string_view>

/// Arithmetic of extents that are decided at run time.
///
/// An extent that is not known yet is a polynomial in the sizes that the caller will choose ("batch", "height"). It is held as
/// the value of that polynomial at one fixed random point of the prime field of 2^61 - 1, negated: two polynomials that are
/// not the same differ there but for a chance below 10^-15, so that equal codes are equal extents, and sums, products and
/// exact quotients are those of the field. No table is needed, and codes can be stored and compared anywhere. Numbers
/// below 2^40 in size stand for themselves. Every engine checks the real extents again when it is bound to them.
namespace planscope::extent {

/// Numbers have absolute values below this; codes of unknown extents lie at and below its negative.
inline constexpr std::int64_t kNumbers = std::int64_t{1} << 40;

constexpr bool isNumber(std::int64_t e) { return e > -kNumbers && e < kNumbers; }
/// An extent about which nothing is known, not even whether it equals another; networks replace it by one of its own.
inline constexpr std::int64_t kAnonymous = -1;

/// The extent called `name`, which is at least 0: named("batch") is the same everywhere.
std::int64_t named(std::string_view name);
/// An extent that is a function of others which has no polynomial: the same for the same `function` of the same operands.
std::int64_t derived(std::string_view function, std::int64_t a, std::int64_t b);

std::int64_t add(std::int64_t a, std::int64_t b);
std::int64_t subtract(std::int64_t a, std::int64_t b);
std::int64_t multiply(std::int64_t a, std::int64_t b);
/// a / b where a is known to be a multiple of b. @pre b is not the number 0
std::int64_t divideExactly(std::int64_t a, std::int64_t b);
/// a / b rounded towards minus infinity. @pre b is not the number 0
std::int64_t divideDown(std::int64_t a, std::int64_t b);
std::int64_t smaller(std::int64_t a, std::int64_t b);
std::int64_t larger(std::int64_t a, std::int64_t b);

/// Product of all extents; 1 for rank 0.
std::int64_t volume(const Dims& dims);

/// The extent of two that broadcast: the other one where one is 1; an unknown extent gives way to a number above 1.
std::int64_t broadcast(std::int64_t a, std::int64_t b);
/// False only where two extents can never be broadcast: different numbers, neither of them 1.
bool mayBroadcast(std::int64_t a, std::int64_t b);
/// False only where two extents can never be equal: different numbers.
bool mayEqual(std::int64_t a, std::int64_t b);
bool mayEqual(const Dims& a, const Dims& b);

}  // namespace planscope::extent
