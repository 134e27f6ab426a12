// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/text_file.h"

#include "engine/base/check.h"

#include <QSaveFile>

namespace planscope::desktop {

Status writeTextFile(const QString& path, std::string_view text) {
    QSaveFile file(path);
    const bool written = file.open(QIODevice::WriteOnly) && file.write(text.data(), static_cast<qint64>(text.size())) == static_cast<qint64>(text.size());
    PS_CHECK(written && file.commit(), Code::File, "'{}' cannot be written: {}", path.toStdString(), file.errorString().toStdString());
    return {};
}

}  // namespace planscope::desktop
