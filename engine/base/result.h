// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/base/error.h"

#include <tl/expected.hpp>

#include <utility>

namespace planscope {

/// A value or the reason why there is none. The engine throws nothing across folders.
template <class T>
using Result = tl::expected<T, Error>;

using Status = Result<void>;

inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

inline tl::unexpected<Error> fail(Code code, std::string message, std::string hint = {}) {
    return tl::unexpected<Error>(Error{code, {}, std::move(message), std::move(hint)});
}

/// Adds `outer` in front of the subject of an error that travels on; values pass unchanged.
template <class T>
Result<T> within(std::string_view outer, Result<T> result) {
    if (result) return result;
    return fail(std::move(result.error()).within(outer));
}

}  // namespace planscope
