// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/plugins/libraries.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>

namespace planscope::plugin_tests {

using plugins::Registry;

namespace {

Result<std::shared_ptr<const Registry>> load(std::initializer_list<std::filesystem::path> files) {
    return Registry::load(std::vector(files));
}

const plugins::Entry& oddPlugin(const char* name) {
    static const auto table = tableWith({"odd_plugins"});
    return *table->registry().find({name, "1", ""});
}

}  // namespace

class PluginLibraryTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void creatorsAreListed();
    void badLibrariesAreRefused_data();
    void badLibrariesAreRefused();
    void onePluginComesFromOneLibrary();
    void fieldsAreChecked_data();
    void fieldsAreChecked();
    void whatIsWrittenMakesTheSame();
    void pluginsKeepTheirLibrary();
};

void PluginLibraryTest::creatorsAreListed() {
    const auto registry = load({libraryFile("snake"), libraryFile("snake_2"), libraryFile("odd_plugins")});
    QVERIFY2(registry, registry ? "" : registry.error().text().c_str());
    QCOMPARE((*registry)->entries().size(), std::size_t{5});
    const plugins::Entry* const snake = (*registry)->find({"Snake", "1", "planscope.samples"});
    QVERIFY(snake);
    QCOMPARE(snake->id.text(), std::string("plugin 'Snake' version '1' of namespace 'planscope.samples'"));
    QCOMPARE(snake->library, libraryFile("snake").string());
    QVERIFY(!(*registry)->find({"Snake", "1", ""}));
    QVERIFY(!(*registry)->find({"Snake", "3", "planscope.samples"}));
    QVERIFY(load({}).value()->entries().empty());
}

void PluginLibraryTest::badLibrariesAreRefused_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("message");
    const auto row = [](const char* name, const std::filesystem::path& file, Code code, const char* message) {
        QTest::newRow(name) << QString::fromStdString(file) << static_cast<int>(code) << message;
    };
    row("missing", "no_such_file.so", Code::File, "there is no such file");
    row("folder", libraryFile("snake").parent_path(), Code::File, "there is no such file");
    row("no entry point", libraryFile("no_entry"), Code::Format, "it is no plugin library of Planscope: it has no function planscopePlugins");
    row("later interface", libraryFile("wrong_abi"), Code::Version,
        "it was made for version 2 of the plugin interface, this Planscope has version 1");
}

void PluginLibraryTest::badLibrariesAreRefused() {
    QFETCH(QString, file);
    QFETCH(int, code);
    QFETCH(QString, message);
    const auto registry = load({file.toStdString()});
    QVERIFY(!registry);
    QCOMPARE(static_cast<int>(registry.error().code), code);
    QCOMPARE(QString::fromStdString(registry.error().message), message);
    QCOMPARE(QString::fromStdString(registry.error().subject), QString("plugin library '%1'").arg(file));

    QTemporaryDir folder;
    const std::filesystem::path text = folder.filePath("text.so").toStdString();
    std::ofstream(text) << "not a library";
    const auto broken = load({text});
    QVERIFY(!broken);
    QVERIFY2(broken.error().message.starts_with("it cannot be loaded: "), broken.error().message.c_str());
}

void PluginLibraryTest::onePluginComesFromOneLibrary() {
    const auto twice = load({libraryFile("snake"), libraryFile("snake")});
    QVERIFY(!twice);
    QCOMPARE(twice.error().message, "it has plugin 'Snake' version '1' of namespace 'planscope.samples', which '" +
                                        libraryFile("snake").string() + "' has already");
}

void PluginLibraryTest::fieldsAreChecked_data() {
    QTest::addColumn<QString>("fields");
    QTest::addColumn<QString>("message");
    QTest::newRow("unknown") << "slope=1.5" << "there is no field 'slope'; it has 'frequency'";
    QTest::newRow("type") << "frequency=\"high\"" << "field 'frequency' takes numbers, given are text";
    QTest::newRow("refused by the plugin") << "frequency=0.0" << "frequency must be a number above 0";
    QTest::newRow("refused by its creator") << "frequency=[1.0,2.0]" << "frequency is one number";
    QTest::newRow("accepted") << "frequency=2.5" << "";
    QTest::newRow("an integer for a number") << "frequency=2" << "";
    QTest::newRow("default") << "" << "";
}

void PluginLibraryTest::fieldsAreChecked() {
    QFETCH(QString, fields);
    QFETCH(QString, message);
    const auto table = tableWith({"snake"});
    const auto plugin = plugins::makePlugin(table->registry().entries().front(), *plugins::parseFields(fields.toStdString()));
    QCOMPARE(QString::fromStdString(plugin ? "" : plugin.error().message), message);
    if (!plugin) QCOMPARE(plugin.error().subject, std::string("plugin 'Snake' version '1' of namespace 'planscope.samples'"));
}

void PluginLibraryTest::whatIsWrittenMakesTheSame() {
    const plugins::Entry& entry = oddPlugin("Thrower");
    const plugins::FieldList fields = *plugins::parseFields("where=\"nowhere\"");
    const auto plugin = plugins::makePlugin(entry, fields);
    QVERIFY(plugin);
    QVERIFY(*plugins::serialized(entry, **plugin) == fields);
    const auto thrower = plugins::makePlugin(entry, *plugins::parseFields("where=\"serialize\""));
    QCOMPARE(plugins::serialized(entry, **thrower).error().text(), std::string("plugin 'Thrower' version '1': it throws in serialize"));
    QCOMPARE(plugins::makePlugin(entry, *plugins::parseFields("where=\"create\"")).error().message, std::string("it throws in create"));
    QCOMPARE(plugins::makePlugin(entry, *plugins::parseFields("where=\"number\"")).error().message,
             std::string("it threw something that is not a std::exception"));
}

void PluginLibraryTest::pluginsKeepTheirLibrary() {
    plugins::LoadedPlugin plugin;
    {
        const auto table = tableWith({"snake"});
        plugin = *plugins::makePlugin(table->registry().entries().front(), {});
    }
    QCOMPARE(plugin->outputCount(), 1);  // runs code of the library
}

}  // namespace planscope::plugin_tests

QTEST_APPLESS_MAIN(planscope::plugin_tests::PluginLibraryTest)
#include "plugin_library_test.moc"
