// SPDX-License-Identifier: Apache-2.0
#include "engine/devices/device.h"

#include "engine/base/check.h"
#include "engine/devices/cpu/cpu_device.h"
#include "engine/devices/reference/reference_device.h"
#include "engine/devices/tactic.h"

#include <algorithm>
#include <thread>

namespace planscope {
namespace {

struct DeviceRow {
    std::string_view id;
    std::shared_ptr<const Device> (*make)(int threads);
};

constexpr DeviceRow kDevices[] = {
    {"cpu", devices::cpu::makeDevice},
    {"reference", [](int) { return devices::reference::makeDevice(); }},
};

}  // namespace

std::vector<std::string> deviceIds() {
    std::vector<std::string> out;
    for (const DeviceRow& row : kDevices) out.emplace_back(row.id);
    return out;
}

Result<std::shared_ptr<const Device>> openDevice(std::string_view id, int threads) {
    const int processors = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    PS_CHECK(threads >= 0 && threads <= processors, Code::Option, "{} threads were asked for, this machine has {} processors",
             threads, processors);
    for (const DeviceRow& row : kDevices)
        if (row.id == id) return row.make(threads == 0 ? processors : threads);
    std::string known;
    for (const DeviceRow& row : kDevices) known += (known.empty() ? "" : ", ") + std::string(row.id);
    return fail(Code::Device, fmt::format("there is no device '{}'; known are {}", id, known));
}

const TacticList* findTactics(const Device& device, const LayerKind& kind) {
    for (const TacticList* list : device.tacticLists())
        if (list->kind == kind) return list;
    return nullptr;
}

const TacticDef* findTactic(const Device& device, const LayerKind& kind, std::string_view name) {
    const TacticList* const list = findTactics(device, kind);
    if (!list) return nullptr;
    for (const TacticDef* tactic : list->tactics)
        if (tactic->name == name) return tactic;
    return nullptr;
}

}  // namespace planscope
