// SPDX-License-Identifier: Apache-2.0
#include "engine/devices/device.h"
#include "engine/devices/tactic.h"
#include "engine/layers/layer_table.h"

#include <QTest>

#include <cstring>
#include <limits>
#include <omp.h>
#include <set>

namespace planscope {
namespace {

/// Multiplies a tiny number by one half in every thread and counts how many threads there were.
class DenormalKernel final : public Kernel {
public:
    KernelStatus run(const KernelArgs&) noexcept override {
        threads = 0;
        bool anyKept = false;
#pragma omp parallel reduction(+ : threads) reduction(|| : anyKept)
        {
            volatile float tiny = std::numeric_limits<float>::min();
            tiny = tiny * 0.5F;
            anyKept = anyKept || tiny != 0;
            threads += 1;
        }
        kept = anyKept;
        return KernelStatus::Ok;
    }
    int threads = 0;
    bool kept = false;
};

}  // namespace

class DeviceTest : public QObject {
Q_OBJECT
private slots:
    void unknownDevicesAreRefusedByName() {
        const auto device = openDevice("tpu", 1);
        QVERIFY(!device);
        QVERIFY(device.error().code == Code::Device);
        QCOMPARE(device.error().message, std::string("there is no device 'tpu'; known are cpu, reference"));
    }

    void tooManyThreadsAreRefused() {
        const auto device = openDevice("cpu", 100'000);
        QVERIFY(!device);
        QVERIFY(device.error().code == Code::Option);
    }

    void everyKindHasTacticsAndReferenceLast() {
        for (const std::string& id : deviceIds()) {
            const auto device = *openDevice(id, 1);
            std::set<std::string_view> names;
            for (const LayerDef* def : layers::table()) {
                const TacticList* const list = findTactics(*device, def->kind);
                QVERIFY2(list && !list->tactics.empty(), std::string(def->kind.name).c_str());
                for (const TacticDef* tactic : list->tactics) {
                    QVERIFY2(names.insert(tactic->name).second, std::string(tactic->name).c_str());
                    QVERIFY(tactic->name.starts_with(std::string(def->kind.name) + "." + id + "."));
                    QCOMPARE(findTactic(*device, def->kind, tactic->name), tactic);
                }
                QVERIFY(list->tactics.back()->name.find("reference") != std::string_view::npos);
            }
            QCOMPARE(device->tacticLists().size(), layers::table().size());
        }
    }

    void memoryIsAlignedAndCopied() {
        const auto device = *openDevice("cpu", 1);
        const auto memory = device->allocate(1000);
        QVERIFY(memory.has_value());
        QCOMPARE((*memory)->address().value % 64, std::uintptr_t{0});
        const auto stream = device->createStream();
        const std::vector<std::byte> sent(1000, std::byte{7});
        std::vector<std::byte> received(1000);
        QVERIFY(stream->copyToDevice((*memory)->address(), sent) == KernelStatus::Ok);
        QVERIFY(stream->fillZero((*memory)->address().offset(999), 1) == KernelStatus::Ok);
        QVERIFY(stream->copyToHost(received, (*memory)->address()) == KernelStatus::Ok);
        QVERIFY(stream->synchronize() == KernelStatus::Ok);
        QVERIFY(received[998] == std::byte{7} && received[999] == std::byte{0});
        QVERIFY(!device->allocate(SIZE_MAX));
    }

    void eventsMeasureTime() {
        const auto device = *openDevice("cpu", 1);
        const auto stream = device->createStream();
        const auto begin = device->createEvent(), end = device->createEvent();
        stream->record(*begin);
        QTest::qSleep(5);
        stream->record(*end);
        QVERIFY(stream->synchronize() == KernelStatus::Ok);
        QVERIFY(stream->elapsedNs(*begin, *end) >= 4'000'000);
    }

    void launchesUseTheDevicesThreadsAndModeAndRestoreTheCallers() {
        const int before = omp_get_max_threads();
        DenormalKernel kernel;
        for (const int threads : {1, 2}) {
            const auto device = openDevice("cpu", threads);
            if (!device) QSKIP(device.error().text().c_str());
            const auto stream = (*device)->createStream();
            QVERIFY(stream->launch(kernel, {}) == KernelStatus::Ok);
            QCOMPARE(kernel.threads, threads);
            QVERIFY(!kernel.kept);
        }
        QCOMPARE(omp_get_max_threads(), before);
        volatile float tiny = std::numeric_limits<float>::min();
        tiny = tiny * 0.5F;
        QVERIFY(tiny != 0);
        QVERIFY((*openDevice("reference", 1))->createStream()->launch(kernel, {}) == KernelStatus::Ok);
        QVERIFY(kernel.kept);
        QCOMPARE(kernel.threads, 1);
    }
};

}  // namespace planscope

QTEST_GUILESS_MAIN(planscope::DeviceTest)
#include "device_test.moc"
