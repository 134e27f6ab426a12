// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <QString>
#include <QStringList>

#include <vector>

namespace planscope::lint {

/// A text file of the project. `path` is relative to the repository root, with '/'.
struct SourceFile {
    QString path;
    QStringList lines;

    QString folder() const { return path.section(u'/', 0, -2); }
    QString fileName() const { return path.section(u'/', -1); }
    bool hasSuffix(const char* suffix) const { return path.endsWith(QLatin1String(suffix)); }
    bool isUnder(const QString& folderPath) const { return path.startsWith(folderPath + u'/'); }
    bool isCpp() const { return hasSuffix(".cpp") || hasSuffix(".h"); }
};

/// For tests of the rules themselves.
SourceFile makeFile(const QString& path, const QString& text);

/// Reads one file below the repository root; no lines if it cannot be read.
SourceFile readFile(const QString& path);

/// All text files of the project, sorted by path: its folders, and the files at the root. No build output.
const std::vector<SourceFile>& sourceTree();

/// Prints every finding in full (Qt Test cuts long messages) and returns whether there was none.
bool isClean(const QStringList& findings);

}  // namespace planscope::lint
