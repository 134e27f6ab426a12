// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "engine/plugins/fields.h"

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace planscope::plugins {

/// What names a plugin in models and plans.
struct PluginId {
    std::string name, version, nameSpace;

    /// "plugin 'Snake' version '1'", with "of namespace 'x'" where there is one.
    std::string text() const;
    friend bool operator==(const PluginId&, const PluginId&) = default;
};

/// One creator and the library that it comes from, which stays loaded as long as this lives.
struct Entry {
    PluginId id;
    const PluginCreator* creator = nullptr;
    std::string library;  ///< file
    std::shared_ptr<const void> handle;
};

/// The libraries that were loaded for one piece of work; a value that is passed to whoever needs it. Immutable,
/// thread-safe as far as the creators are.
class Registry {
public:
    /// Opens each library and lists its creators.
    /// @errors Code::File where a file is missing or cannot be loaded, Code::Format without the entry point or with two creators
    ///         of one id, Code::Version for another ABI version; the library is the subject
    static Result<std::shared_ptr<const Registry>> load(std::span<const std::filesystem::path> libraries);

    const std::vector<Entry>& entries() const { return m_entries; }
    /// Null where there is none.
    const Entry* find(const PluginId& id) const;
    /// The versions of a plugin that are here, for messages: "'2' (snake.so)"; empty where there are none.
    std::string otherVersions(const PluginId& id) const;

private:
    Status add(const std::filesystem::path& file);

    std::vector<Entry> m_entries;
};

/// A plugin with the library whose code it runs.
class LoadedPlugin {
public:
    LoadedPlugin() = default;
    LoadedPlugin(std::unique_ptr<Plugin> plugin, std::shared_ptr<const void> handle)
        : m_handle(std::move(handle)), m_plugin(std::move(plugin)) {}

    Plugin* operator->() const { return m_plugin.get(); }
    Plugin& operator*() const { return *m_plugin; }

private:
    std::shared_ptr<const void> m_handle;  // goes last
    std::unique_ptr<Plugin> m_plugin;
};

/// @errors Code::Attribute for a field that the plugin does not know, of another type or with a value that it refuses; the plugin
///         is the subject
Result<LoadedPlugin> makePlugin(const Entry& entry, const FieldList& fields);

/// What the plugin writes about itself. @errors Code::Attribute where it throws
Result<FieldList> serialized(const Entry& entry, const Plugin& plugin);

}  // namespace planscope::plugins
