// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/scope/question.h"

namespace planscope::scope::dla {

/// There is a DLA form of this kind, or rules of their own say why not. LogSoftmax and casts other than those of comparisons have none.
bool hasForm(const Subject& subject);
/// Equal, greater or less.
bool isComparison(const Layer& layer);

}  // namespace planscope::scope::dla
