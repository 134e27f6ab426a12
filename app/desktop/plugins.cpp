// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/plugins.h"

#include "engine/base/check.h"

#include <filesystem>
#include <vector>

namespace planscope::desktop {

Result<PluginTablePtr> loadPlugins(const QStringList& libraries) {
    if (libraries.isEmpty()) return PluginTablePtr();
    std::vector<std::filesystem::path> paths;
    for (const QString& library : libraries) paths.emplace_back(library.toStdString());
    PS_ASSIGN(std::shared_ptr<const plugins::Registry> registry, plugins::Registry::load(paths));
    return std::make_shared<const layers::PluginTable>(std::move(registry));
}

}  // namespace planscope::desktop
