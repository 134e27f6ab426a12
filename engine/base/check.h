// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"

#include <fmt/format.h>

/// The four macros of the project. All of them return from the calling function.

#define PS_CONCAT_2(a, b) a##b
#define PS_CONCAT(a, b) PS_CONCAT_2(a, b)

/// Returns the error of `expression` (a Result or Status), if it has one.
#define PS_TRY(...)                                                                                                    \
    do {                                                                                                               \
        if (auto psStatus = (__VA_ARGS__); !psStatus)                                                                  \
            return ::planscope::fail(std::move(psStatus.error()));                                                     \
    } while (false)

/// Declares `target` with the value of a Result, or returns its error: PS_ASSIGN(const Dims d, inferDims(x));
#define PS_ASSIGN(target, ...) PS_ASSIGN_AS(PS_CONCAT(psResult, __LINE__), target, __VA_ARGS__)
#define PS_ASSIGN_AS(result, target, ...)                                                                              \
    auto result = (__VA_ARGS__);                                                                                       \
    if (!result) return ::planscope::fail(std::move(result.error()));                                                  \
    target = std::move(*result)

/// Returns Error{code, message} unless `condition` holds; the message is a fmt format with arguments.
#define PS_CHECK(condition, code, ...)                                                                                 \
    do {                                                                                                               \
        if (!(condition)) return ::planscope::fail((code), fmt::format(__VA_ARGS__));                                  \
    } while (false)

/// A condition that only a bug of ours can break; becomes an Internal error that asks for a report.
#define PS_ASSERT(condition, ...)                                                                                      \
    do {                                                                                                               \
        if (!(condition))                                                                                              \
            return ::planscope::fail(::planscope::Code::Bug,                                                           \
                                     fmt::format(__VA_ARGS__) + " (" #condition ")",                                   \
                                     "This is a defect of Planscope; please report it with the model.");               \
    } while (false)
