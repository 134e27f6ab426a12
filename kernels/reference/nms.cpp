// SPDX-License-Identifier: Apache-2.0
#include "kernels/reference/nms.h"

#include <algorithm>
#include <vector>

namespace planscope::kernels::reference {
namespace {

struct Box {
    Box(double l, double t, double r, double b) : left(l), top(t), right(r), bottom(b), area((r - l) * (b - t)) {}

    double left, top, right, bottom, area;
};

Box boxOf(const float* values, BoxFormat format) {
    const double a = values[0], b = values[1], c = values[2], d = values[3];
    if (format == BoxFormat::CenterSizes) return {a - c / 2, b - d / 2, a + c / 2, b + d / 2};
    return {std::min(a, c), std::min(b, d), std::max(a, c), std::max(b, d)};
}

/// Intersection over union; 0 for boxes without area.
double overlapOf(const Box& a, const Box& b) {
    const double width = std::min(a.right, b.right) - std::max(a.left, b.left);
    const double height = std::min(a.bottom, b.bottom) - std::max(a.top, b.top);
    if (!(width > 0 && height > 0) || a.area <= 0 || b.area <= 0) return 0;
    const double common = width * height;
    return common / (a.area + b.area - common);
}

/// The boxes and scores of one batch entry and class.
class Candidates {
public:
    Candidates(const TensorView& boxes, const TensorView& scores, std::int64_t batch, std::int64_t kind)
        : m_count(scores.dims[1]), m_classes(scores.dims[2]) {
        const bool isPerClass = boxes.dims.rank == 4;
        m_boxStep = isPerClass ? 4 * m_classes : 4;
        m_boxes = boxes.as<float>() + batch * m_count * m_boxStep + (isPerClass ? 4 * kind : 0);
        m_scores = scores.as<float>() + batch * m_count * m_classes + kind;
    }

    /// Boxes that score enough, the best first.
    std::vector<std::int64_t> best(const NmsArgs& args) const {
        std::vector<std::int64_t> out;
        for (std::int64_t i = 0; i < m_count; ++i)
            if (score(i) > args.score) out.push_back(i);
        std::ranges::stable_sort(out, [&](std::int64_t a, std::int64_t b) { return score(a) > score(b); });
        if (static_cast<std::int64_t>(out.size()) > args.candidates) out.resize(static_cast<std::size_t>(args.candidates));
        return out;
    }

    std::vector<std::int64_t> kept(const NmsArgs& args) const {
        std::vector<std::int64_t> out;
        std::vector<Box> boxes;  // of those
        for (const std::int64_t i : best(args)) {
            if (static_cast<std::int64_t>(out.size()) >= args.maxPerClass) break;
            const Box box = boxOf(m_boxes + i * m_boxStep, args.format);
            const bool isCovered =
                std::ranges::any_of(boxes, [&](const Box& better) { return overlapOf(better, box) > static_cast<double>(args.overlap); });
            if (isCovered) continue;
            out.push_back(i);
            boxes.push_back(box);
        }
        return out;
    }

private:
    float score(std::int64_t i) const { return m_scores[i * m_classes]; }

    std::int64_t m_count, m_classes, m_boxStep = 4;
    const float* m_boxes = nullptr;
    const float* m_scores = nullptr;
};

}  // namespace

KernelStatus nms(const TensorView& boxes, const TensorView& scores, const TensorView& indices, const NmsArgs& args,
                 std::int64_t& count) {
    if (boxes.type != DataType::Float || scores.type != DataType::Float || scores.dims.rank != 3) return KernelStatus::BadArgument;
    if (indices.type != DataType::Int32) return KernelStatus::BadArgument;
    count = 0;
    for (std::int64_t batch = 0; batch < scores.dims[0]; ++batch)
        for (std::int64_t kind = 0; kind < scores.dims[2]; ++kind)
            for (const std::int64_t box : Candidates(boxes, scores, batch, kind).kept(args)) {
                std::int32_t* const row = indices.as<std::int32_t>() + 3 * count++;
                row[0] = static_cast<std::int32_t>(batch);
                row[1] = static_cast<std::int32_t>(kind);
                row[2] = static_cast<std::int32_t>(box);
            }
    return KernelStatus::Ok;
}

}  // namespace planscope::kernels::reference
