// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/kept_rules.h"

#include "app/desktop/text_file.h"
#include "engine/base/hash.h"
#include "engine/builder/algorithms_json.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

namespace planscope::desktop {

QString keepRules(const QString& model, const std::vector<AlgorithmRule>& rules) {
    if (rules.empty()) return {};
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::CacheLocation);
    QDir().mkpath(folder);
    const QFileInfo info(model);
    const quint64 key = hashName(info.absoluteFilePath().toStdString());
    const QString path = QStringLiteral("%1/%2.%3.algorithms.json").arg(folder, info.completeBaseName()).arg(key, 16, 16, QLatin1Char('0'));
    return writeTextFile(path, toJson(rules)) ? path : QString();
}

}  // namespace planscope::desktop
