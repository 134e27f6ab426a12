// SPDX-License-Identifier: Apache-2.0
#include "tests/lint/include_rules.h"

#include <QRegularExpression>

namespace planscope::lint {
namespace {

bool isWithin(const QString& folder, const QString& parent) {
    return folder == parent || folder.startsWith(parent + u'/');
}

/// The longest key of `keys` that holds `folder`; empty if there is none.
QString closestFolder(const QStringList& keys, const QString& folder) {
    QString closest;
    for (const QString& key : keys)
        if (isWithin(folder, key) && key.size() > closest.size()) closest = key;
    return closest;
}

bool folderMayUsePackage(const QString& folder, const QStringList& allowed) {
    QStringList keys;
    for (const QString& entry : allowed) keys << (entry.startsWith(u'-') ? entry.mid(1) : entry);
    const QString closest = closestFolder(keys, folder);
    return !closest.isEmpty() && allowed.contains(closest);
}

QString checkProjectInclude(const QString& folder, const QString& included, const IncludeTable& table) {
    if (!included.contains(u'/')) return {};  // generated into the build folder of the same target
    const QString target = included.section(u'/', 0, -2);
    const QString row = closestFolder(table.folders.keys(), folder);
    if (row.isEmpty()) return "its folder has no row in cmake/allowed_includes.txt";
    if (closestFolder(table.folders.keys(), target) == row) return {};
    for (const QString& allowed : table.folders[row])
        if (isWithin(target, allowed)) return {};
    return QString("%1 may not include from %2").arg(row, target);
}

QString checkPackageInclude(const QString& folder, const QString& included, const IncludeTable& table) {
    for (auto row = table.packages.begin(); row != table.packages.end(); ++row)
        if (included.startsWith(row.key()) && !folderMayUsePackage(folder, row.value()))
            return QString("<%1…> is for %2").arg(row.key(), row.value().join(u' '));
    return {};
}

}  // namespace

IncludeTable parseIncludeTable(const SourceFile& file) {
    IncludeTable table;
    QString previous;
    for (const QString& line : file.lines) {
        if (line.trimmed().isEmpty() || line.startsWith(u'#')) continue;
        const QString key = line.section(u':', 0, 0);
        const QStringList values = line.section(u':', 1).split(u' ', Qt::SkipEmptyParts);
        const bool isPackage = key.startsWith(u'<');
        if (!line.contains(u':')) table.problems << QString("'%1' is not a row").arg(line);
        if (!isPackage && key <= previous) table.problems << QString("'%1' stands out of order").arg(key);
        if (!isPackage) previous = key;
        if (isPackage)
            table.packages[key.mid(1)] = values;
        else
            table.folders[key] = values;
    }
    return table;
}

QStringList forbiddenIncludes(const SourceFile& file, const IncludeTable& table) {
    static const QRegularExpression pattern(R"re(^\s*#\s*include\s*(["<])([^">]+)[">])re");
    QStringList problems;
    for (int i = 0; i < file.lines.size(); ++i) {
        const QRegularExpressionMatch match = pattern.match(file.lines[i]);
        if (!match.hasMatch()) continue;
        const QString problem = match.captured(1) == "<" ? checkPackageInclude(file.folder(), match.captured(2), table)
                                                         : checkProjectInclude(file.folder(), match.captured(2), table);
        if (!problem.isEmpty()) problems << QString("%1:%2: %3").arg(file.path).arg(i + 1).arg(problem);
    }
    return problems;
}

}  // namespace planscope::lint
