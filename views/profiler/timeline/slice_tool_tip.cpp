// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/profiler/timeline/slice_tool_tip.h"

#include "engine/inspect/format.h"
#include "views/profiler/layout/time_axis.h"

#include <QCoreApplication>

namespace planscope::views::profiler {
namespace {

QString tr(const char* text) { return QCoreApplication::translate("Timeline", text); }

QString row(const QString& name, const QString& value) {
    return QStringLiteral("<tr><td style='padding-right:10px'>%1</td><td>%2</td></tr>").arg(name, value.toHtmlEscaped());
}

QString titleOf(const TimelineScene& scene, const SliceRef& ref) {
    const inspect::LayerRow* const layer = scene.layerOf(scene.slice(ref).step);
    return layer ? QString::fromStdString(layer->name) : tr("Inference %1").arg(ref.slice + 1);
}

}  // namespace

QString sliceToolTip(const TimelineScene& scene, const SliceRef& ref, std::size_t merged) {
    const inspect::TimelineSlice& slice = scene.slice(ref);
    const auto duration = static_cast<double>(slice.endNs - slice.beginNs);
    QString text = QStringLiteral("<p style='white-space:pre'><b>%1</b></p><table>").arg(titleOf(scene, ref).toHtmlEscaped());
    if (merged > 1) text += row(tr("Merged"), tr("%1 slices in this column, zoom in to tell them apart").arg(merged));
    text += row(tr("Begin"), QString::fromStdString(exactTime(static_cast<double>(slice.beginNs) - scene.bounds().begin)));
    text += row(tr("Duration"), QString::fromStdString(exactTime(duration)));
    if (const inspect::LayerRow* const layer = scene.layerOf(slice.step)) {
        if (layer->medianNs > 0)
            text += row(tr("Median"), tr("%1, this one is %2 of it")
                                          .arg(QString::fromStdString(inspect::formatDuration(layer->medianNs)),
                                               QString::fromStdString(inspect::formatPercent(duration / layer->medianNs))));
        text += row(tr("Step"), tr("%1, %2").arg(layer->step).arg(QString::fromStdString(layer->kind)));
        text += row(tr("Tactic"), QString::fromStdString(layer->tactic + ' ' + layer->algorithm));
        text += row(tr("Output"), QString::fromStdString(layer->dataType + ' ' + layer->outputShape));
    }
    return text + QStringLiteral("</table>");
}

QString sliceSentence(const TimelineScene& scene, const SliceRef& ref) {
    const inspect::TimelineSlice& slice = scene.slice(ref);
    const inspect::LayerRow* const layer = scene.layerOf(slice.step);
    QString text = tr("%1: begin %2, duration %3")
                       .arg(titleOf(scene, ref),
                            QString::fromStdString(exactTime(static_cast<double>(slice.beginNs) - scene.bounds().begin)),
                            QString::fromStdString(exactTime(static_cast<double>(slice.endNs - slice.beginNs))));
    if (layer) text += tr(", tactic %1").arg(QString::fromStdString(layer->tactic));
    return text;
}

}  // namespace planscope::views::profiler
