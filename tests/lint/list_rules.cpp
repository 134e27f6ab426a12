// SPDX-License-Identifier: Apache-2.0
#include "tests/lint/list_rules.h"

#include <QMap>
#include <QRegularExpression>

namespace planscope::lint {
namespace {

const QMap<QString, QStringList> kMacros{
    {"engine/base/check.h", {"PS_ASSERT", "PS_ASSIGN", "PS_ASSIGN_AS", "PS_CHECK", "PS_CONCAT", "PS_CONCAT_2", "PS_TRY"}},
    {"engine/base/codes.cpp", {"PS_CODE_ROW"}},
    {"engine/base/codes.h", {"PS_CODE_ENUMERATOR", "PS_ERROR_CODES"}},
};

/// What stands in `line` before a ')' that closes the call.
QStringList wordsOf(const QString& line) {
    return line.section(u'#', 0, 0).section(u')', 0, 0).split(u' ', Qt::SkipEmptyParts);
}

}  // namespace

QStringList macroProblems(const SourceFile& file) {
    static const QRegularExpression pattern(R"(^\s*#\s*define\s+(\w+))");
    QStringList problems;
    for (int i = 0; i < file.lines.size(); ++i) {
        const QRegularExpressionMatch match = pattern.match(file.lines[i]);
        if (match.hasMatch() && !kMacros.value(file.path).contains(match.captured(1)))
            problems << QString("%1:%2: defines the macro %3").arg(file.path).arg(i + 1).arg(match.captured(1));
    }
    return problems;
}

QStringList orderProblems(const SourceFile& file) {
    static const QRegularExpression begins(R"(\b(?:KINDS|SOURCES)\b|^set\(\w+_families\b)");
    static const QRegularExpression keyword("^[A-Z_]+$");
    QStringList problems;
    bool inList = false, oneEach = false;
    QString previous;
    for (int i = 0; i < file.lines.size(); ++i) {
        const QString& line = file.lines[i];
        const QRegularExpressionMatch begin = begins.match(line);
        const QStringList words = wordsOf(begin.hasMatch() ? line.mid(begin.capturedEnd()) : line);
        if (!inList && !begin.hasMatch()) continue;
        if (begin.hasMatch() || (words.size() == 1) != oneEach) previous.clear();
        inList = true;
        oneEach = words.size() == 1 && !begin.hasMatch();
        for (const QString& word : words) {
            if (keyword.match(word).hasMatch()) inList = false;
            if (!inList) break;
            if (word.endsWith(".h") || word.startsWith(u'$')) continue;
            if (word.section(u'/', 0, -2) == previous.section(u'/', 0, -2) && word <= previous)
                problems << QString("%1:%2: '%3' stands out of order").arg(file.path).arg(i + 1).arg(word);
            previous = word;
        }
        if (line.contains(u')')) inList = false;
    }
    return problems;
}

}  // namespace planscope::lint
