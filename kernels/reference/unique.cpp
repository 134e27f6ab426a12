// SPDX-License-Identifier: Apache-2.0
#include "kernels/reference/unique.h"

#include "kernels/reference/element.h"
#include "kernels/reference/index_walk.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace planscope::kernels::reference {
namespace {

/// A tensor as [outer, length, inner] around one axis.
class Slices {
public:
    Slices(const TensorView& view, int axis)
        : m_view(view), m_outer(view.dims.volume(0, axis)), m_length(view.dims[axis]),
          m_inner(view.dims.volume(axis + 1, view.dims.rank)) {}

    std::int64_t length() const { return m_length; }

    /// Negative, 0 or positive as slice `a` stands before, is equal to or stands behind slice `b`.
    int compare(std::int64_t a, std::int64_t b) const {
        for (std::int64_t o = 0; o < m_outer; ++o)
            for (std::int64_t i = 0; i < m_inner; ++i)
                if (const int order = compareElements(offset(o, a, i), offset(o, b, i)); order != 0) return order;
        return 0;
    }

    /// Slice `from` becomes slice `to` of `target`, which has `count` slices.
    void copy(std::int64_t from, const TensorView& target, std::int64_t to, std::int64_t count) const {
        for (std::int64_t o = 0; o < m_outer; ++o)
            copyElements(target, (o * count + to) * m_inner, m_view, offset(o, from, 0), m_inner);
    }

private:
    std::int64_t offset(std::int64_t outer, std::int64_t slice, std::int64_t inner) const {
        return (outer * m_length + slice) * m_inner + inner;
    }
    int compareElements(std::int64_t a, std::int64_t b) const {
        const PointwiseValue x = loadElement(m_view, a), y = loadElement(m_view, b);
        if (isIntegral(m_view.type)) return (x.integer > y.integer) - (x.integer < y.integer);
        if (std::isnan(x.real) || std::isnan(y.real)) return std::isnan(x.real) - std::isnan(y.real);
        return (x.real > y.real) - (x.real < y.real);
    }

    TensorView m_view;
    std::int64_t m_outer, m_length, m_inner;
};

/// Equal slices, by ascending position.
using Group = std::vector<std::int64_t>;

std::vector<Group> groupsOf(const Slices& slices, bool sorted) {
    std::vector<std::int64_t> order(static_cast<std::size_t>(slices.length()));
    std::iota(order.begin(), order.end(), 0);
    std::ranges::stable_sort(order, [&](std::int64_t a, std::int64_t b) { return slices.compare(a, b) < 0; });
    std::vector<Group> groups;
    for (const std::int64_t slice : order) {
        if (groups.empty() || slices.compare(groups.back().front(), slice) != 0) groups.emplace_back();
        groups.back().push_back(slice);
    }
    if (!sorted) std::ranges::sort(groups, {}, [](const Group& group) { return group.front(); });
    return groups;
}

}  // namespace

KernelStatus unique(const TensorView& in, const UniqueOutputs& out, const UniqueArgs& args, std::int64_t& count) {
    if (args.axis < 0 || args.axis >= in.dims.rank || in.type == DataType::Fp8) return KernelStatus::BadArgument;
    const Slices slices(in, args.axis);
    const std::vector<Group> groups = groupsOf(slices, args.sorted);
    count = static_cast<std::int64_t>(groups.size());
    for (std::size_t g = 0; g < groups.size(); ++g) {
        slices.copy(groups[g].front(), out.values, static_cast<std::int64_t>(g), count);
        out.first.as<std::int32_t>()[g] = static_cast<std::int32_t>(groups[g].front());
        out.counts.as<std::int32_t>()[g] = static_cast<std::int32_t>(groups[g].size());
        for (const std::int64_t slice : groups[g]) out.inverse.as<std::int32_t>()[slice] = static_cast<std::int32_t>(g);
    }
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::reference
