// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/layers/enum_words.h"
#include "engine/network/attributes.h"

namespace planscope::scope {

/// The word that text forms use for a value.
template <class E>
std::string_view toWord(E value) {
    return EnumWords<E>::words[static_cast<std::size_t>(value)];
}

}  // namespace planscope::scope
