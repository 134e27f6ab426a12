// SPDX-License-Identifier: Apache-2.0
#include "tests/lint/source_tree.h"

#include <QDebug>
#include <QDir>
#include <QDirIterator>
#include <QFile>

#include <algorithm>

namespace planscope::lint {
namespace {

constexpr const char* kFolders[] = {".ci", "app", "cmake", "docs", "engine", "kernels", "resources", "samples", "tests", "views"};
const QStringList kTextSuffixes{"cpp", "h", "fbs", "in", "cmake", "txt", "sh", "py", "svg", "qrc", "ui", "md", "net", "expected"};

bool isText(const QFileInfo& file) {
    return kTextSuffixes.contains(file.suffix()) || file.fileName() == "run";
}

std::vector<SourceFile> readTree() {
    const QDir root(PLANSCOPE_ROOT);
    QStringList paths;
    for (const char* folder : kFolders) {
        QDirIterator files(root.filePath(folder), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QFileInfo file(files.next());
            if (isText(file)) paths << root.relativeFilePath(file.filePath());
        }
    }
    for (const QFileInfo& file : root.entryInfoList(QDir::Files))
        if (isText(file)) paths << file.fileName();
    paths.sort();

    std::vector<SourceFile> tree;
    for (const QString& path : std::as_const(paths)) tree.push_back(readFile(path));
    return tree;
}

}  // namespace

SourceFile makeFile(const QString& path, const QString& text) {
    QStringList lines = text.split(u'\n');
    if (lines.last().isEmpty()) lines.removeLast();
    return {path, lines};
}

SourceFile readFile(const QString& path) {
    QFile file(QDir(PLANSCOPE_ROOT).filePath(path));
    if (!file.open(QIODevice::ReadOnly)) return {path, {}};
    return makeFile(path, QString::fromUtf8(file.readAll()));
}

const std::vector<SourceFile>& sourceTree() {
    static const std::vector<SourceFile> tree = readTree();
    return tree;
}

bool isClean(const QStringList& findings) {
    for (const QString& finding : findings) qWarning().noquote() << finding;
    return findings.isEmpty();
}

}  // namespace planscope::lint
