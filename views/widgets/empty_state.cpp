// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/empty_state.h"

#include "views/widgets/theme.h"

#include <QEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace planscope::views {

namespace {

constexpr int kFrameInset = 16;
constexpr int kWideMargin = 40, kNarrowMargin = 8;
constexpr int kRoomyWidth = 280, kRoomyHeight = 200;

}  // namespace

EmptyState::EmptyState(const QString& title, const QString& hint, QWidget* parent) : QWidget(parent) {
    m_title = new QLabel(title, this);
    m_title->setObjectName(QStringLiteral("emptyTitle"));
    m_title->setAlignment(Qt::AlignCenter);
    m_title->setWordWrap(true);
    m_hint = new QLabel(hint, this);
    m_hint->setObjectName(QStringLiteral("emptyHint"));
    m_hint->setAlignment(Qt::AlignCenter);
    m_hint->setWordWrap(true);
    m_action = new QPushButton(this);
    m_action->setObjectName(QStringLiteral("emptyAction"));
    m_action->hide();
    connect(m_action, &QPushButton::clicked, this, &EmptyState::actionRequested);

    auto* const column = new QVBoxLayout(this);
    column->setSpacing(10);
    column->addStretch();
    column->addWidget(m_title);
    column->addWidget(m_hint);
    column->addWidget(m_action, 0, Qt::AlignHCenter);
    column->addStretch();
    applyTheme();
    applySize();
}

void EmptyState::setTitle(const QString& title) { m_title->setText(title); }
void EmptyState::setHint(const QString& hint) {
    m_hint->setText(hint);
    applySize();
}

void EmptyState::setAction(const QString& label, const QString& toolTip) {
    m_action->setText(label);
    m_action->setToolTip(toolTip);
    m_action->setAccessibleName(QString(label).remove(u'&'));
    m_action->setVisible(!label.isEmpty());
}

void EmptyState::applyTheme() {
    const Theme& theme = themeFor(palette());
    QPalette quiet = palette();
    quiet.setColor(QPalette::WindowText, theme.mutedText);
    m_hint->setPalette(quiet);
}

bool EmptyState::isRoomy() const { return width() >= kRoomyWidth && height() >= kRoomyHeight; }

void EmptyState::applySize() {
    const int margin = isRoomy() ? kWideMargin : kNarrowMargin;
    layout()->setContentsMargins(margin, margin, margin, margin);
    QFont title = font();
    title.setPointSizeF(title.pointSizeF() * (isRoomy() ? 1.5 : 1.1));
    m_title->setFont(title);
    const int inner = width() - 2 * margin;
    const int needed = m_title->heightForWidth(inner) + m_hint->heightForWidth(inner) + 2 * margin + 3 * layout()->spacing();
    m_hint->setVisible(needed <= height());
}

void EmptyState::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    applySize();
}

void EmptyState::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) applyTheme();
    QWidget::changeEvent(event);
}

void EmptyState::paintEvent(QPaintEvent*) {
    const Theme& theme = themeFor(palette());
    QPainter painter(this);
    painter.fillRect(rect(), theme.canvas);
    if (!isRoomy()) return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.border, 1.5, Qt::DashLine));
    painter.drawRoundedRect(QRectF(rect()).adjusted(kFrameInset, kFrameInset, -kFrameInset, -kFrameInset), 12, 12);
}

}  // namespace planscope::views
