// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QWidget>

class QLabel;
class QLineEdit;
class QToolButton;

namespace planscope::views {

/// A search field with a count ("3 of 17") and buttons for the previous and next hit. Enter and Shift+Enter step, Esc
/// clears and gives the focus back.
class SearchLine : public QWidget {
    Q_OBJECT

public:
    explicit SearchLine(QWidget* parent = nullptr);

    QString text() const;
    void setText(const QString& text);
    void setPlaceholder(const QString& text);

    /// Shows the place among the hits. @param current 0-based, -1: none is current
    void showHits(int current, int total);
    /// Shows a sentence instead of the count, e.g. why an expression is not valid.
    void showProblem(const QString& sentence);

public Q_SLOTS:
    /// Takes the focus and selects the text, for Ctrl+F.
    void activate();

Q_SIGNALS:
    void textEdited(const QString& text);
    void nextRequested();
    void previousRequested();
    void escaped();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QToolButton* makeStepButton(const char* name, const QString& label, const QString& toolTip, Qt::ArrowType arrow);
    void clear();

    QLineEdit* m_edit = nullptr;
    QLabel* m_count = nullptr;
    QToolButton* m_previous = nullptr;
    QToolButton* m_next = nullptr;
};

}  // namespace planscope::views
