// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/profiler/model/csv_text.h"

#include <QAbstractItemModel>
#include <QStringList>

namespace planscope::views::profiler {
namespace {

QString field(QString text) {
    const bool needsQuotes = text.contains(u',') || text.contains(u'"') || text.contains(u'\n') || text.contains(u'\r');
    if (!needsQuotes) return text;
    return u'"' + text.replace(u'"', QStringLiteral("\"\"")) + u'"';
}

}  // namespace

QString csvText(const QAbstractItemModel& model) {
    QString out;
    QStringList cells;
    for (int column = 0; column < model.columnCount(); ++column)
        cells.append(field(model.headerData(column, Qt::Horizontal).toString()));
    out += cells.join(u',') + QStringLiteral("\r\n");
    for (int row = 0; row < model.rowCount(); ++row) {
        cells.clear();
        for (int column = 0; column < model.columnCount(); ++column) cells.append(field(model.index(row, column).data().toString()));
        out += cells.join(u',') + QStringLiteral("\r\n");
    }
    return out;
}

}  // namespace planscope::views::profiler
