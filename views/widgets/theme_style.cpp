// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/theme_style.h"

#include "views/widgets/theme.h"

#include <QPainter>
#include <QStyleFactory>
#include <QStyleOption>

#include <algorithm>

namespace planscope::views {
namespace {

constexpr QStyle::PrimitiveElement kOutlined[] = {QStyle::PE_IndicatorCheckBox, QStyle::PE_IndicatorRadioButton, QStyle::PE_PanelLineEdit};

/// A line edit inside a spin box or a combo box has no frame of its own.
bool hasFrame(QStyle::PrimitiveElement element, const QStyleOption* option) {
    const auto* frame = qstyleoption_cast<const QStyleOptionFrame*>(option);
    return element != QStyle::PE_PanelLineEdit || (frame && frame->lineWidth > 0);
}

}  // namespace

ThemeStyle::ThemeStyle() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {}

void ThemeStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const {
    QProxyStyle::drawPrimitive(element, option, painter, widget);
    const Theme& theme = themeFor(option->palette);
    if (theme.kind != ThemeKind::Dark || std::ranges::find(kOutlined, element) == std::end(kOutlined) || !hasFrame(element, option)) return;
    if (option->state & State_HasFocus) return;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(Qt::NoBrush);
    painter->setPen(QPen(element == PE_PanelLineEdit || !(option->state & State_Enabled) ? theme.border : theme.mutedText, 1));
    const QRectF outline = QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5);
    if (element == PE_IndicatorRadioButton) painter->drawEllipse(outline);
    else painter->drawRoundedRect(outline, 2, 2);
    painter->restore();
}

}  // namespace planscope::views
