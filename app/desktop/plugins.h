// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "engine/base/result.h"
#include "engine/layers/plugin_table.h"

#include <QStringList>

#include <memory>
#include <utility>

namespace planscope::desktop {

/// Null where no library is loaded.
using PluginTablePtr = std::shared_ptr<const layers::PluginTable>;

/// @errors those of plugins::Registry::load
Result<PluginTablePtr> loadPlugins(const QStringList& libraries);

/// A value whose layers may be those of plugins: their libraries stay loaded until it is gone.
template <class T>
std::shared_ptr<const T> sharedWith(PluginTablePtr plugins, T value) {
    struct Holder {
        PluginTablePtr plugins;
        T value;
    };
    const auto holder = std::make_shared<const Holder>(Holder{std::move(plugins), std::move(value)});
    return {holder, &holder->value};
}

}  // namespace planscope::desktop
