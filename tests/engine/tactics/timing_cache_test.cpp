// SPDX-License-Identifier: Apache-2.0
#include "engine/tactics/machine_load.h"
#include "engine/tactics/timing_cache.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <iterator>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

Q_DECLARE_METATYPE(planscope::CachedTiming)

namespace planscope {
namespace {

std::string keyOf(int number) { return TimingCache::key("cpu|test", 42, "kind.cpu.way", 1, "way" + std::to_string(number), "linear>linear"); }

std::string textOf(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

void writeText(const std::filesystem::path& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }

}  // namespace

class TimingCacheTest : public QObject {
Q_OBJECT
private slots:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = std::filesystem::path(m_folder->path().toStdString()) / "times.cache";
    }

    void missingFileIsAnEmptyCache() {
        const auto cache = TimingCache::load(m_path);
        QVERIFY(cache.has_value());
        QCOMPARE(cache->size(), std::size_t{0});
    }

    void comesBackAsSaved() {
        TimingCache cache;
        cache.insert(keyOf(1), {1234.5, 1200.25, 8, false});
        cache.insert(keyOf(2), {9e9, 9e9, 1, true});
        QVERIFY(cache.save(m_path).has_value());
        const auto loaded = TimingCache::load(m_path);
        QVERIFY(loaded.has_value());
        QCOMPARE(loaded->size(), std::size_t{2});
        const auto first = loaded->find(keyOf(1)), second = loaded->find(keyOf(2));
        QVERIFY(first && second);
        QVERIFY(std::abs(first->medianNs - 1234.5) <= 0.05 && std::abs(first->minNs - 1200.25) <= 0.05);
        QCOMPARE(first->samples, 8);
        QVERIFY(!first->stoppedEarly && second->stoppedEarly);
        QVERIFY(!loaded->find(keyOf(3)));
    }

    void savingMergesAndExistingEntriesWin() {
        TimingCache first, second;
        first.insert(keyOf(1), {100, 100, 1, false});
        second.insert(keyOf(1), {200, 200, 1, false});
        second.insert(keyOf(2), {300, 300, 1, false});
        QVERIFY(first.save(m_path).has_value());
        QVERIFY(second.save(m_path).has_value());
        const auto merged = TimingCache::load(m_path);
        QCOMPARE(merged->size(), std::size_t{2});
        QCOMPARE(merged->find(keyOf(1))->minNs, 100.0);
        QCOMPARE(second.find(keyOf(1))->minNs, 100.0);
    }

    void concurrentSavesLoseNothing() {
        constexpr int kThreads = 8, kEach = 20;
        std::vector<std::thread> threads;
        std::atomic<int> failures{0};
        for (int t = 0; t < kThreads; ++t)
            threads.emplace_back([&, t] {
                for (int i = 0; i < kEach; ++i) {
                    TimingCache cache;
                    cache.insert(keyOf(t * kEach + i), {1, 1, 1, false});
                    if (!cache.save(m_path)) ++failures;
                }
            });
        for (std::thread& thread : threads) thread.join();
        QCOMPARE(failures.load(), 0);
        QCOMPARE(TimingCache::load(m_path)->size(), std::size_t{kThreads * kEach});
    }

    /// Processes share nothing but the file and its lock.
    void concurrentProcessesLoseNothing() {
        constexpr int kProcesses = 4, kEach = 25;
        std::vector<pid_t> children;
        for (int p = 0; p < kProcesses; ++p) {
            const pid_t child = ::fork();
            QVERIFY(child >= 0);
            if (child > 0) {
                children.push_back(child);
                continue;
            }
            bool isGood = true;
            for (int i = 0; i < kEach; ++i) {
                TimingCache cache;
                cache.insert(keyOf(p * kEach + i), {1, 1, 1, false});
                isGood = isGood && cache.save(m_path).has_value();
            }
            ::_exit(isGood ? 0 : 1);
        }
        for (const pid_t child : children) {
            int status = -1;
            QCOMPARE(::waitpid(child, &status, 0), child);
            QCOMPARE(status, 0);
        }
        QCOMPARE(TimingCache::load(m_path)->size(), std::size_t{kProcesses * kEach});
    }

    void steadyEntriesWin_data() {
        QTest::addColumn<CachedTiming>("there");
        QTest::addColumn<CachedTiming>("comes");
        QTest::addColumn<bool>("replaces");
        const CachedTiming steady{110, 100, 8, false}, spread{200, 100, 8, false}, disturbed{100, 100, 1, false, true};
        CachedTiming spreadAgain = spread;
        spreadAgain.attempts = 2;
        QTest::newRow("first of equals stays") << steady << CachedTiming{55, 50, 8, false} << false;
        QTest::newRow("steady beats spread") << spread << steady << true;
        QTest::newRow("steady beats disturbed") << disturbed << steady << true;
        QTest::newRow("spread does not beat steady") << steady << spreadAgain << false;
        QTest::newRow("later knowledge of the unsteady wins") << spread << spreadAgain << true;
        QTest::newRow("first of the unsteady stays") << spread << disturbed << false;
    }
    /// In memory and on disk alike, so that merging is the same whoever merges.
    void steadyEntriesWin() {
        QFETCH(CachedTiming, there);
        QFETCH(CachedTiming, comes);
        QFETCH(bool, replaces);
        TimingCache first, second;
        first.insert(keyOf(1), there);
        second.insert(keyOf(1), comes);
        TimingCache merged = first;
        merged.merge(second);
        QVERIFY(first.save(m_path).has_value());
        QVERIFY(second.save(m_path).has_value());
        const auto loaded = TimingCache::load(m_path);
        const TimingCache* const caches[] = {&merged, &*loaded};
        for (const TimingCache* cache : caches) {
            const CachedTiming found = *cache->find(keyOf(1));
            const CachedTiming& expected = replaces ? comes : there;
            QCOMPARE(found.medianNs, expected.medianNs);
            QCOMPARE(found.disturbed, expected.disturbed);
            QCOMPARE(found.attempts, expected.attempts);
        }
    }

    void unsteadyEntriesAreKeptForAWhile() {
        CachedTiming timing{200, 100, 8, false, true, 1, 1000};
        QVERIFY(timing.isKept(1000 + CachedTiming::kKeptSeconds - 1));
        QVERIFY(!timing.isKept(1000 + CachedTiming::kKeptSeconds));
        timing.attempts = CachedTiming::kMaxAttempts;
        QVERIFY(timing.isKept(1'000'000));
        QVERIFY((CachedTiming{110, 100, 8, false}).isKept(1'000'000));
        TimingCache cache;
        cache.insert(keyOf(1), {200, 100, 8, false, true, 2, 1234});
        QVERIFY(cache.save(m_path).has_value());
        const CachedTiming loaded = *TimingCache::load(m_path)->find(keyOf(1));
        QVERIFY(loaded.disturbed && loaded.attempts == 2 && loaded.measuredAt == 1234);
    }

    void earlierLayoutsAreEmpty() {
        writeText(m_path, "planscope-timing-cache 1\nchecksum 0123456789abcdef\nsomething\n");
        const auto cache = TimingCache::load(m_path);
        QVERIFY(cache.has_value());
        QCOMPARE(cache->size(), std::size_t{0});
    }

    void replacedEntriesWinOnDisk() {
        TimingCache first, second;
        first.insert(keyOf(1), {100, 100, 8, false});
        QVERIFY(first.save(m_path).has_value());
        second.replace(keyOf(1), {300, 300, 8, false});
        QVERIFY(second.save(m_path).has_value());
        QCOMPARE(TimingCache::load(m_path)->find(keyOf(1))->minNs, 300.0);
    }

    void entriesOfOtherMachinesAreKept() {
        TimingCache here, there;
        const std::string other = TimingCache::key("cpu|another|AVX2", 42, "kind.cpu.way", 1, "way|1", "linear>linear");
        there.insert(other, {1, 1, 1, false});
        here.insert(keyOf(1), {1, 1, 1, false});
        QVERIFY(there.save(m_path).has_value());
        QVERIFY(here.save(m_path).has_value());
        const auto loaded = TimingCache::load(m_path);
        QVERIFY(loaded->find(other) && loaded->find(keyOf(1)));
        QCOMPARE(std::string(TimingCache::fingerprintOf(keyOf(1))), std::string("cpu|test"));
    }

    void meterNoticesThatNobodyRan() {
        LoadMeter meter;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        QVERIFY(meter.wasDisturbed());
        bool wasClean = false;  // one of many short stretches of work is not interrupted, however busy the machine is
        for (int i = 0; i < 1000 && !wasClean; ++i) {
            LoadMeter busy;
            const auto end = std::chrono::steady_clock::now() + std::chrono::microseconds(200);
            while (std::chrono::steady_clock::now() < end) {
            }
            wasClean = !busy.wasDisturbed();
        }
        QVERIFY(wasClean);
    }

    void everyFlippedByteIsNoticed() {
        TimingCache cache;
        cache.insert(keyOf(1), {1234.5, 1200.2, 8, false});
        QVERIFY(cache.save(m_path).has_value());
        const std::string good = textOf(m_path);
        for (std::size_t i = 0; i < good.size(); ++i) {
            std::string bad = good;
            bad[i] = static_cast<char>(bad[i] ^ 1);
            writeText(m_path, bad);
            const auto loaded = TimingCache::load(m_path);
            QVERIFY2(!loaded, std::to_string(i).c_str());
            QVERIFY(loaded.error().subject.find("times.cache") != std::string::npos);
        }
        for (const std::size_t length : {std::size_t{0}, std::size_t{5}, good.size() / 2, good.size() - 1}) {
            writeText(m_path, good.substr(0, length));
            QVERIFY(!TimingCache::load(m_path));
        }
    }

    void otherFilesAndVersionsAreToldApart() {
        writeText(m_path, "\x7f" "ELF something else");
        QVERIFY(TimingCache::load(m_path).error().code == Code::Format);
        writeText(m_path, "planscope-timing-cache 1\nchecksum 0\n");
        QCOMPARE(TimingCache::load(m_path)->size(), std::size_t{0});
        writeText(m_path, "planscope-timing-cache 99\nchecksum 0\n");
        QVERIFY(TimingCache::load(m_path).error().code == Code::Version);
        TimingCache cache;
        cache.insert(keyOf(1), {1, 1, 1, false});
        QVERIFY(!cache.save(m_path));  // a file that is not ours is not overwritten
        QVERIFY(!cache.save(m_path.parent_path() / "no" / "such" / "folder"));
        QVERIFY(TimingCache::load(m_path.parent_path()).error().code == Code::File);
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path m_path;
};

}  // namespace planscope

QTEST_GUILESS_MAIN(planscope::TimingCacheTest)
#include "timing_cache_test.moc"
