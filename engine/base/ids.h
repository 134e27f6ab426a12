// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <compare>
#include <cstdint>
#include <functional>

namespace planscope {

/// An index that cannot be mixed up with another kind of index. `none` is "no such thing".
template <class Tag>
struct StrongId {
    static constexpr std::uint32_t kNone = 0xffffffffu;
    std::uint32_t value = kNone;

    constexpr StrongId() = default;
    constexpr explicit StrongId(std::size_t v) : value(static_cast<std::uint32_t>(v)) {}
    constexpr bool valid() const { return value != kNone; }
    constexpr std::size_t index() const { return value; }
    friend constexpr auto operator<=>(StrongId, StrongId) = default;
};

using TensorId = StrongId<struct TensorIdTag>;
using LayerId = StrongId<struct LayerIdTag>;

}  // namespace planscope

template <class Tag>
struct std::hash<planscope::StrongId<Tag>> {
    std::size_t operator()(planscope::StrongId<Tag> id) const noexcept { return id.value; }
};
