// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "tests/lint/source_tree.h"

#include <QMap>

namespace planscope::lint {

/// Each returns one sentence per finding, which starts with the file (and line); none if all is well.

/// A licence line among the first three, with the licence of the folder. Tests of app/ and views/ may have either.
QStringList licenceProblems(const SourceFile& file);
/// Names that say nothing about what is inside.
QStringList nameProblems(const SourceFile& file);
/// Tabs, and paths of somebody's machine.
QStringList textProblems(const SourceFile& file);

struct SizeException {
    int maxLines = 0;
    QString reason;
};
using SizeExceptions = QMap<QString, SizeException>;

/// Lines "path | most lines | reason"; a line that is not one ends up with an empty reason.
SizeExceptions parseSizeExceptions(const SourceFile& file);
int lineLimit(const SourceFile& file);  ///< 0: none
QStringList sizeProblems(const SourceFile& file, const SizeExceptions& exceptions);
/// Exceptions that have no reason, or that no file needs any more.
QStringList staleExceptions(const std::vector<SourceFile>& tree, const SizeExceptions& exceptions);

}  // namespace planscope::lint
