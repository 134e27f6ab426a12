// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QString>

class QAbstractItemModel;

namespace planscope::views::profiler {

/// The rows of a (sorted, filtered) model as they are shown, titles first, by RFC 4180: CRLF, quotes where needed.
QString csvText(const QAbstractItemModel& model);

}  // namespace planscope::views::profiler
