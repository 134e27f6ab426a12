// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/profiler/plots/plot_theme.h"

#include "views/widgets/theme.h"

#include <qcustomplot.h>

namespace planscope::views::profiler {

void applyTheme(QCustomPlot& plot, const Theme& theme) {
    plot.setBackground(QBrush(theme.canvas));
    for (QCPAxis* const axis : {plot.xAxis, plot.yAxis, plot.xAxis2, plot.yAxis2}) {
        axis->setBasePen(QPen(theme.border));
        axis->setTickPen(QPen(theme.border));
        axis->setSubTickPen(QPen(theme.border));
        axis->setLabelColor(theme.mutedText);
        axis->setTickLabelColor(theme.mutedText);
        axis->setTickLabelFont(plot.font());
        axis->setLabelFont(plot.font());
        axis->grid()->setPen(QPen(theme.gridLine));
        axis->grid()->setZeroLinePen(QPen(theme.border));
    }
}

void setAxisTitles(QCustomPlot& plot, const QString& x, const QString& y) {
    plot.xAxis->setLabel(x);
    plot.yAxis->setLabel(y);
}

}  // namespace planscope::views::profiler
