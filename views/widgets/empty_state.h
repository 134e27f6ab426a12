// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QWidget>

class QLabel;
class QPushButton;

namespace planscope::views {

/// A page for a pane that has nothing to show yet: what is missing, how to get it, and a button that does it. In small
/// panes the frame and then the hint give way.
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
    void resizeEvent(QResizeEvent* event) override;

private:
    void applyTheme();
    void applySize();
    bool isRoomy() const;

    QLabel* m_title = nullptr;
    QLabel* m_hint = nullptr;
    QPushButton* m_action = nullptr;
};

}  // namespace planscope::views
