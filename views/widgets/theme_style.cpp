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

/// Fusion colours the outlines of fields with the focus, but those of boxes only where it came by the keyboard.
bool isColouredByFocus(bool isField, const QStyleOption* option) {
    return (option->state & QStyle::State_HasFocus) && (isField || (option->state & QStyle::State_KeyboardFocusChange));
}

enum class Corners { Rounded, Circle };

void drawOutline(QPainter* painter, const QRectF& rect, const QColor& colour, Corners corners) {
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(Qt::NoBrush);
    painter->setPen(QPen(colour, 1));
    if (corners == Corners::Circle) painter->drawEllipse(rect);
    else painter->drawRoundedRect(rect, 2, 2);
    painter->restore();
}

}  // namespace

ThemeStyle::ThemeStyle() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {}

void ThemeStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const {
    QProxyStyle::drawPrimitive(element, option, painter, widget);
    const Theme& theme = themeFor(option->palette);
    if (theme.kind != ThemeKind::Dark || std::ranges::find(kOutlined, element) == std::end(kOutlined) || !hasFrame(element, option)) return;
    const bool isField = element == PE_PanelLineEdit;
    if (isColouredByFocus(isField, option)) return;
    drawOutline(painter, QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5), isField || !(option->state & State_Enabled) ? theme.border : theme.mutedText,
                element == PE_IndicatorRadioButton ? Corners::Circle : Corners::Rounded);
}

int ThemeStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget, QStyleHintReturn* returned) const {
    return hint == SH_DialogButtonBox_ButtonsHaveIcons ? 0 : QProxyStyle::styleHint(hint, option, widget, returned);
}

void ThemeStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option, QPainter* painter, const QWidget* widget) const {
    QProxyStyle::drawComplexControl(control, option, painter, widget);
    const Theme& theme = themeFor(option->palette);
    const auto* spinBox = qstyleoption_cast<const QStyleOptionSpinBox*>(option);
    if (theme.kind != ThemeKind::Dark || control != CC_SpinBox || !spinBox || !spinBox->frame || isColouredByFocus(true, option)) return;
    drawOutline(painter, QRectF(option->rect).adjusted(0.5, 1.5, -0.5, -1.5), theme.border, Corners::Rounded);  // Fusion leaves a line above and below
}

}  // namespace planscope::views
