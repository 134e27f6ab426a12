// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "views/graph/scene/node_colors.h"

#include <QWidget>

namespace planscope::views::graph {

/// A row of swatches with their meaning; what does not fit is counted at the end ("+3") and listed in the tool tip.
class ColorLegend : public QWidget {
    Q_OBJECT

public:
    explicit ColorLegend(QWidget* parent = nullptr);

    void setEntries(std::vector<LegendEntry> entries, const QString& whenEmpty);
    const std::vector<LegendEntry>& entries() const { return m_entries; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<LegendEntry> m_entries;
    QString m_whenEmpty;
};

}  // namespace planscope::views::graph
