// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/devices/tactic.h"

#include <deque>

namespace planscope::devices {

/// Complete tactic lists of one device: for every layer kind the device's own tactics, then `<kind><suffix>`, the
/// reference kernel. Owns what it makes; addresses are stable.
class FallbackLists {
public:
    /// @param own  sorted by kind
    FallbackLists(std::span<const TacticList* const> own, std::string_view suffix);
    FallbackLists(const FallbackLists&) = delete;
    FallbackLists& operator=(const FallbackLists&) = delete;

    std::span<const TacticList* const> lists() const { return m_pointers; }

private:
    std::deque<std::string> m_names;
    std::deque<TacticDef> m_fallbacks;
    std::deque<std::vector<const TacticDef*>> m_members;
    std::deque<TacticList> m_lists;
    std::vector<const TacticList*> m_pointers;
};

}  // namespace planscope::devices
