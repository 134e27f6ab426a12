// SPDX-License-Identifier: Apache-2.0
#include "tests/lint/file_rules.h"

#include <QRegularExpression>

namespace planscope::lint {
namespace {

const QStringList kLicensed{".cpp", ".h", ".in", ".fbs", ".cmake", ".sh", ".py", ".svg", ".qrc", ".ui", "CMakeLists.txt", ".ci/run"};
const QStringList kSayNothing{"manager", "helper", "utils", "common", "misc"};

struct SizeRow {
    const char* folder;
    const char* suffix;
    int lines;
};

/// The first row that fits counts.
constexpr SizeRow kSizes[] = {
    {"engine/layers/", ".cpp", 300},
    {"engine/passes/", ".cpp", 250},
    {"", ".cpp", 500},
    {"", ".h", 250},
};

QStringList allowedLicences(const SourceFile& file) {
    const QString apache = "Apache-2.0", gpl = "GPL-3.0-or-later";
    if (file.isUnder("app") || file.isUnder("views")) return {gpl};
    if (file.isUnder("tests/app") || file.isUnder("tests/views") || file.isUnder("tests/gui")) return {apache, gpl};
    return {apache};
}

}  // namespace

QStringList licenceProblems(const SourceFile& file) {
    const bool needsOne = std::any_of(kLicensed.begin(), kLicensed.end(), [&](const QString& end) { return file.path.endsWith(end); });
    if (!needsOne) return {};
    static const QRegularExpression pattern(R"(SPDX-License-Identifier: (\S+))");
    const QRegularExpressionMatch match = pattern.match(file.lines.mid(0, 3).join(u'\n'));
    if (!match.hasMatch()) return {file.path + ": has no SPDX line"};
    const QStringList allowed = allowedLicences(file);
    if (allowed.contains(match.captured(1))) return {};
    return {QString("%1: is under %2, its folder under %3").arg(file.path, match.captured(1), allowed.join(" or "))};
}

QStringList nameProblems(const SourceFile& file) {
    const QStringList words = file.fileName().section(u'.', 0, 0).toLower().split(u'_');
    for (const QString& word : kSayNothing)
        if (words.contains(word)) return {QString("%1: '%2' does not say what is inside").arg(file.path, word)};
    return {};
}

QStringList textProblems(const SourceFile& file) {
    static const QRegularExpression machinePath(R"((^|[^\w./])/(work|root|home)/)");
    QStringList problems;
    for (int i = 0; i < file.lines.size(); ++i) {
        if (file.lines[i].contains(u'\t')) problems << QString("%1:%2: has a tab").arg(file.path).arg(i + 1);
        if (file.lines[i].contains(machinePath)) problems << QString("%1:%2: names a path of one machine").arg(file.path).arg(i + 1);
    }
    return problems;
}

SizeExceptions parseSizeExceptions(const SourceFile& file) {
    SizeExceptions exceptions;
    for (const QString& line : file.lines) {
        if (line.trimmed().isEmpty() || line.startsWith(u'#')) continue;
        const QStringList parts = line.split(u'|');
        exceptions[parts.value(0).trimmed()] = {parts.value(1).trimmed().toInt(), parts.value(2).trimmed()};
    }
    return exceptions;
}

int lineLimit(const SourceFile& file) {
    for (const SizeRow& row : kSizes)
        if (file.path.startsWith(QLatin1String(row.folder)) && file.hasSuffix(row.suffix)) return row.lines;
    return 0;
}

QStringList sizeProblems(const SourceFile& file, const SizeExceptions& exceptions) {
    const int usual = lineLimit(file);
    const int limit = std::max(usual, exceptions.value(file.path).maxLines);
    if (usual == 0 || file.lines.size() <= limit) return {};
    return {QString("%1: has %2 lines, the limit is %3").arg(file.path).arg(file.lines.size()).arg(limit)};
}

QStringList staleExceptions(const std::vector<SourceFile>& tree, const SizeExceptions& exceptions) {
    QStringList problems;
    for (auto row = exceptions.begin(); row != exceptions.end(); ++row) {
        const auto file = std::find_if(tree.begin(), tree.end(), [&](const SourceFile& f) { return f.path == row.key(); });
        if (row->reason.isEmpty()) problems << row.key() + ": its size exception has no reason";
        if (file == tree.end() || file->lines.size() <= lineLimit(*file)) problems << row.key() + ": needs no size exception any more";
    }
    return problems;
}

}  // namespace planscope::lint
