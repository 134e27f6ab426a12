// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/result.h"

#include <exception>
#include <string>
#include <type_traits>

namespace planscope::plugins {

/// Calls into a plugin. @errors `code` with the exception's text, or a sentence where it has none
template <class Call>
auto guarded(Code code, Call call) -> Result<std::invoke_result_t<Call>> {
    try {
        if constexpr (std::is_void_v<std::invoke_result_t<Call>>) {
            call();
            return {};
        } else {
            return call();
        }
    } catch (const std::exception& error) {
        return fail(code, error.what());
    } catch (...) {
        return fail(code, "it threw something that is not a std::exception");
    }
}

}  // namespace planscope::plugins
