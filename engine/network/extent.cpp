// SPDX-License-Identifier: Apache-2.0
#include "engine/network/extent.h"

#include "engine/base/hash.h"

#include <algorithm>

namespace planscope::extent {
namespace {

constexpr std::uint64_t kPrime = (std::uint64_t{1} << 61) - 1;

std::uint64_t toField(std::int64_t e) {
    if (!isNumber(e)) return static_cast<std::uint64_t>(-e);
    return e >= 0 ? static_cast<std::uint64_t>(e) : kPrime - static_cast<std::uint64_t>(-e);
}

std::int64_t fromField(std::uint64_t f) {
    constexpr auto numbers = static_cast<std::uint64_t>(kNumbers);
    if (f < numbers) return static_cast<std::int64_t>(f);
    if (f > kPrime - numbers) return -static_cast<std::int64_t>(kPrime - f);
    return -static_cast<std::int64_t>(f);
}

std::uint64_t product(std::uint64_t a, std::uint64_t b) {
    return static_cast<std::uint64_t>(static_cast<unsigned __int128>(a) * b % kPrime);
}

/// By Fermat's little theorem.
std::uint64_t inverse(std::uint64_t a) {
    std::uint64_t result = 1;
    for (std::uint64_t exponent = kPrime - 2; exponent != 0; exponent >>= 1, a = product(a, a))
        if (exponent & 1) result = product(result, a);
    return result;
}

/// A code from a hash; the few elements that stand for numbers are stepped over.
std::int64_t fromHash(std::uint64_t hash) {
    constexpr auto numbers = static_cast<std::uint64_t>(kNumbers);
    return -static_cast<std::int64_t>(numbers + hash % (kPrime - 2 * numbers));
}

bool areNumbers(std::int64_t a, std::int64_t b) { return isNumber(a) && isNumber(b); }

}  // namespace

std::int64_t named(std::string_view name) {
    Hasher hasher;
    hasher.add(std::string_view("extent"));
    hasher.add(name);
    return fromHash(hasher.value());
}

std::int64_t derived(std::string_view function, std::int64_t a, std::int64_t b) {
    Hasher hasher;
    hasher.add(function);
    hasher.add(a);
    hasher.add(b);
    return fromHash(hasher.value());
}

std::int64_t add(std::int64_t a, std::int64_t b) { return fromField((toField(a) + toField(b)) % kPrime); }

std::int64_t subtract(std::int64_t a, std::int64_t b) { return fromField((toField(a) + kPrime - toField(b)) % kPrime); }

std::int64_t multiply(std::int64_t a, std::int64_t b) { return fromField(product(toField(a), toField(b))); }

std::int64_t divideExactly(std::int64_t a, std::int64_t b) {
    if (areNumbers(a, b)) return a / b;
    return fromField(product(toField(a), inverse(toField(b))));
}

std::int64_t divideDown(std::int64_t a, std::int64_t b) {
    if (b == 1) return a;
    if (a == b) return 1;
    if (!areNumbers(a, b)) return derived("divideDown", a, b);
    return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

std::int64_t smaller(std::int64_t a, std::int64_t b) {
    if (a == b) return a;
    return areNumbers(a, b) ? std::min(a, b) : derived("smaller", std::min(a, b), std::max(a, b));
}

std::int64_t larger(std::int64_t a, std::int64_t b) {
    if (a == b) return a;
    return areNumbers(a, b) ? std::max(a, b) : derived("larger", std::min(a, b), std::max(a, b));
}

std::int64_t volume(const Dims& dims) {
    std::int64_t v = 1;
    for (const std::int64_t d : dims) v = multiply(v, d);
    return v;
}

std::int64_t broadcast(std::int64_t a, std::int64_t b) {
    if (a == b || b == 1) return a;
    if (a == 1) return b;
    if (isNumber(a)) return a;
    if (isNumber(b)) return b;
    return derived("broadcast", std::min(a, b), std::max(a, b));
}

bool mayBroadcast(std::int64_t a, std::int64_t b) { return a == 1 || b == 1 || mayEqual(a, b); }

bool mayEqual(std::int64_t a, std::int64_t b) { return a == b || !areNumbers(a, b); }

bool mayEqual(const Dims& a, const Dims& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](std::int64_t x, std::int64_t y) { return mayEqual(x, y); });
}

}  // namespace planscope::extent
