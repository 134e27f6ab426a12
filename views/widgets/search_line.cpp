// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/search_line.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

namespace planscope::views {

SearchLine::SearchLine(QWidget* parent) : QWidget(parent) {
    m_edit = new QLineEdit(this);
    m_edit->setObjectName(QStringLiteral("searchEdit"));
    m_edit->setAccessibleName(tr("Search"));
    m_edit->setToolTip(tr("Words or /expression/ (Ctrl+F). Enter: next hit, Shift+Enter: previous, Esc: clear"));
    m_edit->setClearButtonEnabled(true);
    m_edit->setMinimumWidth(140);
    m_edit->installEventFilter(this);
    setFocusProxy(m_edit);
    m_count = new QLabel(this);
    m_count->setObjectName(QStringLiteral("searchCount"));
    m_count->setAccessibleName(tr("Search hits"));
    m_previous = makeStepButton("searchPrevious", tr("Previous hit"), tr("Previous hit (Shift+N)"), Qt::UpArrow);
    m_next = makeStepButton("searchNext", tr("Next hit"), tr("Next hit (N)"), Qt::DownArrow);

    auto* const row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    row->addWidget(m_edit, 1);
    row->addWidget(m_count);
    row->addWidget(m_previous);
    row->addWidget(m_next);

    connect(m_edit, &QLineEdit::textChanged, this, &SearchLine::textEdited);
    connect(m_previous, &QToolButton::clicked, this, &SearchLine::previousRequested);
    connect(m_next, &QToolButton::clicked, this, &SearchLine::nextRequested);
    showHits(-1, 0);
}

QToolButton* SearchLine::makeStepButton(const char* name, const QString& label, const QString& toolTip,
                                        Qt::ArrowType arrow) {
    auto* const button = new QToolButton(this);
    button->setObjectName(QLatin1String(name));
    button->setAccessibleName(label);
    button->setToolTip(toolTip);
    button->setArrowType(arrow);
    button->setAutoRaise(true);
    return button;
}

QString SearchLine::text() const { return m_edit->text(); }
void SearchLine::setText(const QString& text) { m_edit->setText(text); }
void SearchLine::setPlaceholder(const QString& text) { m_edit->setPlaceholderText(text); }

void SearchLine::showHits(int current, int total) {
    m_previous->setEnabled(total > 0);
    m_next->setEnabled(total > 0);
    m_count->setToolTip({});
    if (m_edit->text().trimmed().isEmpty()) return m_count->clear();
    if (total == 0) return m_count->setText(tr("no hits"));
    m_count->setText(current < 0 ? tr("%1 hits").arg(total) : tr("%1 of %2").arg(current + 1).arg(total));
}

void SearchLine::showProblem(const QString& sentence) {
    m_previous->setEnabled(false);
    m_next->setEnabled(false);
    m_count->setText(tr("not valid"));
    m_count->setToolTip(sentence);
    m_count->setAccessibleDescription(sentence);
}

void SearchLine::activate() {
    m_edit->setFocus(Qt::ShortcutFocusReason);
    m_edit->selectAll();
}

bool SearchLine::eventFilter(QObject* watched, QEvent* event) {
    if (watched != m_edit || event->type() != QEvent::KeyPress) return QWidget::eventFilter(watched, event);
    const auto* const key = static_cast<QKeyEvent*>(event);
    if (key->key() == Qt::Key_Escape) {
        clear();
        return true;
    }
    if (key->key() != Qt::Key_Return && key->key() != Qt::Key_Enter) return false;
    if (key->modifiers() & Qt::ShiftModifier)
        Q_EMIT previousRequested();
    else
        Q_EMIT nextRequested();
    return true;
}

void SearchLine::clear() {
    m_edit->clear();
    Q_EMIT escaped();
}

}  // namespace planscope::views
