// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/profiler/panel/row_delegates.h"

#include "views/profiler/model/candidate_table_model.h"
#include "views/profiler/model/layer_table_model.h"
#include "views/widgets/theme.h"

#include <QApplication>
#include <QPainter>

#include <algorithm>

namespace planscope::views::profiler {

void ShareBarDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    const QString text = std::exchange(item.text, QString());
    const QWidget* const widget = option.widget;
    (widget ? widget->style() : QApplication::style())->drawControl(QStyle::CE_ItemViewItem, &item, painter, widget);

    const Theme& theme = themeFor(option.palette);
    const double share = std::clamp(index.data(LayerTableModel::kShareRole).toDouble(), 0.0, 1.0);
    const QRectF area = QRectF(option.rect).adjusted(3, 3, -3, -3);
    const bool isSelected = option.state & QStyle::State_Selected;
    QColor bar = categoryColor(theme, static_cast<inspect::Category>(index.data(LayerTableModel::kCategoryRole).toInt()));
    if (isSelected) bar = theme.accentText;
    bar.setAlphaF(isSelected ? 0.35F : 0.45F);
    if (share > 0) painter->fillRect(QRectF(area.left(), area.top(), std::max(1.0, area.width() * share), area.height()), bar);
    painter->setPen(isSelected ? theme.accentText : theme.text);
    painter->drawText(area, Qt::AlignRight | Qt::AlignVCenter, text);
}

void CandidateDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const {
    QStyledItemDelegate::initStyleOption(option, index);
    option->font.setBold(index.data(CandidateTableModel::kChosenRole).toBool());
    if (!index.data(CandidateTableModel::kMeasuredRole).toBool() && !index.data(CandidateTableModel::kChosenRole).toBool())
        option->palette.setColor(QPalette::Text, themeFor(option->palette).mutedText);
}

}  // namespace planscope::views::profiler
