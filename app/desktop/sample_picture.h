// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/network/constant.h"

#include <QImage>

namespace planscope::desktop {

/// Of the numbers of a tensor that are finite; all 0 where there are none.
struct SampleNumbers {
    double least = 0, largest = 0, mean = 0;
};

SampleNumbers numbersOf(const Constant& value);

/// The first image of a Float tensor [N,1 or 3,H,W], or [N,H,W,1 or 3], its numbers stretched from black to white; null for all others.
QImage pictureOf(const Constant& value, bool isBgr);

}  // namespace planscope::desktop
