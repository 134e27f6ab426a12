// SPDX-License-Identifier: Apache-2.0
#include "engine/target/target.h"

#include <QTest>

#include <set>

using namespace planscope;

class TargetTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Table 5 of the release notes: TF32 on Orin only in standard engines, DLA only there.
    void orin() {
        const Target* orin = findTarget("drive-orin");
        QVERIFY(orin && orin == &targets().front());
        QVERIFY(orin->isDrive && orin->hasTf32 && !orin->hasSafeTf32 && orin->dlaCores == 2 && orin->runsSafety);
        for (const char* id : {"a10", "pg199"}) {
            const Target* other = findTarget(id);
            QVERIFY(other && other->hasTf32 && other->hasSafeTf32 && other->dlaCores == 0 && other->runsProxy && !other->runsSafety);
        }
    }
    void idsAreUniqueAndRuntimesFitThem() {
        std::set<std::string_view> ids;
        for (const Target& target : targets()) {
            QVERIFY(ids.insert(target.id).second);
            QCOMPARE(target.runsStandard, target.major == 7 || target.major == 8);
            QCOMPARE(target.runsProxy, target.major == 8);
            QVERIFY(!target.runsSafety || (target.major == 8 && target.minor == 7));
        }
        QVERIFY(!findTarget("none"));
    }
};

QTEST_APPLESS_MAIN(TargetTest)
#include "target_test.moc"
