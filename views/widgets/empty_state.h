// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QWidget>

class QLabel;
class QPushButton;

namespace planscope::views {

/// A page for a pane that has nothing to show yet: what is missing, how to get it, and a button that does it.
class EmptyState : public QWidget {
    Q_OBJECT

public:
    EmptyState(const QString& title, const QString& hint, QWidget* parent = nullptr);

    void setTitle(const QString& title);
    void setHint(const QString& hint);
    /// Shows the button; an empty label hides it.
    void setAction(const QString& label, const QString& toolTip);

Q_SIGNALS:
    void actionRequested();

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void applyTheme();

    QLabel* m_title = nullptr;
    QLabel* m_hint = nullptr;
    QPushButton* m_action = nullptr;
};

}  // namespace planscope::views
