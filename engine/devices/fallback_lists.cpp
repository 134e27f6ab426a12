// SPDX-License-Identifier: Apache-2.0
#include "engine/devices/fallback_lists.h"

#include "engine/devices/reference_kernel.h"
#include "engine/layers/layer_table.h"

#include <algorithm>

namespace planscope::devices {
namespace {

constexpr int kReferenceVersion = 1;

const TacticList* findList(std::span<const TacticList* const> lists, const LayerKind& kind) {
    const auto at = std::ranges::lower_bound(lists, kind.name, {}, [](const TacticList* list) { return list->kind.name; });
    return at != lists.end() && (*at)->kind == kind ? *at : nullptr;
}

}  // namespace

FallbackLists::FallbackLists(std::span<const TacticList* const> own, std::string_view suffix) {
    for (const LayerDef* def : layers::table()) {
        const std::string& name = m_names.emplace_back(std::string(def->kind.name) + std::string(suffix));
        const TacticDef& fallback = m_fallbacks.emplace_back(TacticDef{
            name, kReferenceVersion, false, reference_kernel::accepts, reference_kernel::variants, reference_kernel::lower});
        auto& members = m_members.emplace_back();
        if (const TacticList* list = findList(own, def->kind)) members.assign(list->tactics.begin(), list->tactics.end());
        members.push_back(&fallback);
        m_pointers.push_back(&m_lists.emplace_back(TacticList{def->kind, members}));
    }
}

}  // namespace planscope::devices
