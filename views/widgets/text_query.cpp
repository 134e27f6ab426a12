// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/widgets/text_query.h"

#include <QCoreApplication>

namespace planscope::views {

TextQuery::TextQuery(const QString& typed) : m_text(typed.trimmed()) {
    const bool isDelimited = m_text.size() > 2 && m_text.startsWith(u'/') && m_text.endsWith(u'/');
    if (!isDelimited) return;
    m_isExpression = true;
    m_expression.setPattern(m_text.sliced(1, m_text.size() - 2));
    m_expression.setPatternOptions(QRegularExpression::CaseInsensitiveOption);
    if (m_expression.isValid()) {
        m_expression.optimize();
        return;
    }
    m_problem = QCoreApplication::translate("TextQuery", "The expression is not valid at character %1: %2.")
                    .arg(m_expression.patternErrorOffset() + 1)
                    .arg(m_expression.errorString());
}

bool TextQuery::matches(const QString& text) const {
    if (m_text.isEmpty()) return true;
    if (!m_problem.isEmpty()) return false;
    return m_isExpression ? m_expression.match(text).hasMatch() : text.contains(m_text, Qt::CaseInsensitive);
}

}  // namespace planscope::views
