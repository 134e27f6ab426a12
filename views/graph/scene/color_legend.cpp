// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/scene/color_legend.h"

#include <QPainter>

namespace planscope::views::graph {
namespace {

constexpr int kSwatch = 11, kSwatchGap = 5, kEntryGap = 14;

}  // namespace

ColorLegend::ColorLegend(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("graphLegend"));
    setAccessibleName(tr("Colour legend"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ColorLegend::setEntries(std::vector<LegendEntry> entries, const QString& whenEmpty) {
    m_entries = std::move(entries);
    m_whenEmpty = whenEmpty;
    QStringList labels;
    for (const LegendEntry& entry : m_entries) labels.append(entry.label);
    setToolTip(labels.isEmpty() ? whenEmpty : tr("Colours: %1").arg(labels.join(QStringLiteral(", "))));
    setAccessibleDescription(toolTip());
    update();
}

QSize ColorLegend::sizeHint() const { return {260, fontMetrics().height() + 6}; }
QSize ColorLegend::minimumSizeHint() const { return {60, fontMetrics().height() + 6}; }

void ColorLegend::paintEvent(QPaintEvent*) {
    const Theme& theme = themeFor(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_entries.empty()) {
        painter.setPen(theme.mutedText);
        painter.drawText(rect(), Qt::AlignVCenter | Qt::AlignLeft, m_whenEmpty);
        return;
    }
    const int rest = fontMetrics().horizontalAdvance(QStringLiteral("+99"));
    int x = 0;
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        const int labelWidth = fontMetrics().horizontalAdvance(m_entries[i].label);
        const int end = x + kSwatch + kSwatchGap + labelWidth;
        const bool isLast = i + 1 == m_entries.size();
        painter.setPen(theme.text);
        if (end + (isLast ? 0 : kEntryGap + rest) > width()) {
            const QString more = QStringLiteral("+%1").arg(m_entries.size() - i);
            painter.drawText(QRect(x, 0, width() - x, height()), Qt::AlignVCenter | Qt::AlignLeft, more);
            return;
        }
        painter.drawText(QRect(x + kSwatch + kSwatchGap, 0, labelWidth + 2, height()), Qt::AlignVCenter, m_entries[i].label);
        painter.setPen(QPen(theme.border, 1));
        painter.setBrush(m_entries[i].color);
        painter.drawRoundedRect(QRectF(x + 0.5, (height() - kSwatch) / 2 + 0.5, kSwatch - 1, kSwatch - 1), 2, 2);
        x = end + kEntryGap;
    }
}

}  // namespace planscope::views::graph
