// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QRegularExpression>
#include <QString>

namespace planscope::views {

/// What the user typed into a search line: words to contain, or /a regular expression/. Both ignore case.
class TextQuery {
public:
    TextQuery() = default;
    explicit TextQuery(const QString& typed);

    bool isEmpty() const { return m_text.isEmpty(); }

    /// One sentence when the regular expression is not valid, else empty. An invalid query matches nothing.
    const QString& problem() const { return m_problem; }

    /// Whether `text` contains the words or the expression. An empty query matches everything.
    bool matches(const QString& text) const;

private:
    QString m_text;
    QString m_problem;
    QRegularExpression m_expression;
    bool m_isExpression = false;
};

}  // namespace planscope::views
