// SPDX-License-Identifier: Apache-2.0
#include "engine/plugins/registry.h"

#include "engine/base/check.h"
#include "engine/plugins/guard.h"

#include <dlfcn.h>

#include <algorithm>

namespace planscope::plugins {
namespace {

constexpr std::string_view kTypeWords[] = {"integers", "numbers", "text"};

std::string_view wordOf(FieldType type) { return kTypeWords[static_cast<std::size_t>(type)]; }

std::string loaderMessage() {
    const char* const text = dlerror();
    return text ? text : "the loader does not say why";
}

Result<std::shared_ptr<const void>> openLibrary(const std::filesystem::path& file) {
    std::error_code error;
    PS_CHECK(std::filesystem::is_regular_file(file, error), Code::File, "there is no such file");
    void* const handle = dlopen(std::filesystem::absolute(file).c_str(), RTLD_NOW | RTLD_LOCAL);
    PS_CHECK(handle, Code::File, "it cannot be loaded: {}", loaderMessage());
    return std::shared_ptr<const void>(handle, [](void* library) { dlclose(library); });
}

Result<const Library*> describe(const void* handle) {
    const auto entry = reinterpret_cast<EntryPoint>(dlsym(const_cast<void*>(handle), kEntryPoint));
    PS_CHECK(entry, Code::Format, "it is no plugin library of Planscope: it has no function {}", kEntryPoint);
    PS_ASSIGN(const Library* const library, guarded(Code::Format, entry));
    PS_CHECK(library, Code::Format, "its function {} gives nothing", kEntryPoint);
    if (library->abiVersion != kAbiVersion)
        return fail(Code::Version,
                    fmt::format("it was made for version {} of the plugin interface, this Planscope has version {}",
                                library->abiVersion, kAbiVersion),
                    "Compile it again with this Planscope's engine/plugins/plugin.h.");
    return library;
}

std::string listOf(std::span<const FieldInfo> infos) {
    std::string out;
    for (const FieldInfo& info : infos) out += fmt::format("{}'{}'", out.empty() ? "" : ", ", info.name);
    return out.empty() ? "no fields" : out;
}

Status checkFields(const PluginCreator& creator, const FieldList& fields) {
    int count = 0;
    const FieldInfo* const first = creator.fields(count);
    const std::span infos(first, static_cast<std::size_t>(count));
    for (const NamedField& field : fields) {
        const auto info = std::ranges::find(infos, field.name, &FieldInfo::name);
        PS_CHECK(info != infos.end(), Code::Attribute, "there is no field '{}'; it has {}", field.name, listOf(infos));
        PS_CHECK(info->type == field.type(), Code::Attribute, "field '{}' takes {}, given are {}", field.name, wordOf(info->type),
                 wordOf(field.type()));
    }
    return {};
}

/// Integers where the creator wants numbers: "slope=1" of a text or an ONNX file.
FieldList widened(const PluginCreator& creator, FieldList fields) {
    int count = 0;
    const FieldInfo* const first = creator.fields(count);
    for (NamedField& field : fields) {
        const auto* const integers = std::get_if<std::vector<std::int64_t>>(&field.value);
        const auto wantsNumbers = [&](const FieldInfo& info) { return info.name == field.name && info.type == FieldType::Numbers; };
        if (integers && std::any_of(first, first + count, wantsNumbers))
            field.value = std::vector<double>(integers->begin(), integers->end());
    }
    return fields;
}

}  // namespace

std::string PluginId::text() const {
    const std::string where = nameSpace.empty() ? "" : fmt::format(" of namespace '{}'", nameSpace);
    return fmt::format("plugin '{}' version '{}'{}", name, version, where);
}

Result<std::shared_ptr<const Registry>> Registry::load(std::span<const std::filesystem::path> libraries) {
    auto registry = std::make_shared<Registry>();
    for (const std::filesystem::path& file : libraries)
        PS_TRY(within(fmt::format("plugin library '{}'", file.string()), registry->add(file)));
    return registry;
}

Status Registry::add(const std::filesystem::path& file) {
    PS_ASSIGN(const std::shared_ptr<const void> handle, openLibrary(file));
    PS_ASSIGN(const Library* const library, describe(handle.get()));
    for (int i = 0; i < library->creatorCount; ++i) {
        const PluginCreator* const creator = library->creators[i];
        PS_ASSIGN(PluginId id, guarded(Code::Format, [&] {
                      return PluginId{creator->name(), creator->version(), creator->nameSpace()};
                  }));
        const Entry* const other = find(id);
        PS_CHECK(!other, Code::Format, "it has {}, which '{}' has already", id.text(), other->library);
        m_entries.push_back({std::move(id), creator, file.string(), handle});
    }
    return {};
}

const Entry* Registry::find(const PluginId& id) const {
    const auto at = std::ranges::find(m_entries, id, &Entry::id);
    return at == m_entries.end() ? nullptr : &*at;
}

std::string Registry::otherVersions(const PluginId& id) const {
    std::string out;
    for (const Entry& entry : m_entries)
        if (entry.id.name == id.name && entry.id.nameSpace == id.nameSpace)
            out += fmt::format("{}'{}' ({})", out.empty() ? "" : ", ", entry.id.version, entry.library);
    return out;
}

Result<LoadedPlugin> makePlugin(const Entry& entry, const FieldList& fields) {
    const auto make = [&]() -> Result<LoadedPlugin> {
        const FieldList given = widened(*entry.creator, fields);
        PS_TRY(checkFields(*entry.creator, given));
        const std::vector<Field> borrowed = borrowFields(given);
        PS_ASSIGN(Plugin* const plugin, guarded(Code::Attribute, [&] {
                      return entry.creator->create(borrowed.data(), static_cast<int>(borrowed.size()));
                  }));
        PS_CHECK(plugin, Code::Attribute, "it could not be made of these fields: {}", printFields(given));
        return LoadedPlugin(std::unique_ptr<Plugin>(plugin), entry.handle);
    };
    PS_ASSIGN(Result<LoadedPlugin> made, guarded(Code::Attribute, make));
    return within(entry.id.text(), std::move(made));
}

Result<FieldList> serialized(const Entry& entry, const Plugin& plugin) {
    FieldCollector collector;
    PS_TRY(within(entry.id.text(), guarded(Code::Attribute, [&] { plugin.serialize(collector); })));
    return collector.take();
}

}  // namespace planscope::plugins
