// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QList>
#include <QString>

#include <map>
#include <utility>

namespace planscope::views::profiler {

/// What people want of a tactic in the next build.
enum class TacticWish { Pin, Forbid, TimeAgain };

/// By the name of a layer and the row of a candidate in its record.
using TacticWishes = std::map<std::pair<QString, int>, QList<TacticWish>>;

}  // namespace planscope::views::profiler
