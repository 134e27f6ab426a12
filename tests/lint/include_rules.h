// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "tests/lint/source_tree.h"

#include <QMap>

namespace planscope::lint {

/// The table cmake/allowed_includes.txt. A row speaks for its folder and everything below it that has no row of its own.
struct IncludeTable {
    QMap<QString, QStringList> folders;   ///< folder -> folders it may include from, besides itself
    QMap<QString, QStringList> packages;  ///< start of a <...> include -> folders that may; "-folder" takes one out again
    QStringList problems;                 ///< lines that are no rows, folders that stand twice or out of order
};

IncludeTable parseIncludeTable(const SourceFile& file);

/// One sentence per include of `file` that the table does not allow.
QStringList forbiddenIncludes(const SourceFile& file, const IncludeTable& table);

}  // namespace planscope::lint
