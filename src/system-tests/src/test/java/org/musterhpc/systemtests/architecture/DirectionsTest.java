package org.musterhpc.systemtests.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Who may see whom, as in the map of the folders in README.md. */
class DirectionsTest {
    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.musterhpc.queue", "org.musterhpc.agent", "org.musterhpc.launcher");

    @Test
    void queueSeesNeitherLauncherNorAgent() {
        noClasses()
                .that()
                .resideInAPackage("org.musterhpc.queue..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.musterhpc.launcher..", "org.musterhpc.agent..")
                .check(PRODUCT);
    }

    @Test
    void launcherAndAgentDoNotSeeEachOther() {
        noClasses()
                .that()
                .resideInAPackage("org.musterhpc.launcher..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.musterhpc.agent..")
                .check(PRODUCT);
        noClasses()
                .that()
                .resideInAPackage("org.musterhpc.agent..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.musterhpc.launcher..")
                .check(PRODUCT);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("org.musterhpc.(**)").should().beFreeOfCycles().check(PRODUCT);
    }

    @Test
    void onlyTheQueueOnRedisSeesJedis() {
        onlyIn("org.musterhpc.queue.redis..", "redis.clients..");
    }

    @Test
    void onlyTheCommandLineSeesPicocli() {
        onlyIn("org.musterhpc.launcher.cli..", "picocli..");
    }

    @Test
    void onlyConfigurationSeesSnakeYaml() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "org.musterhpc.launcher.config..",
                        "org.musterhpc.launcher.campaign..",
                        "org.musterhpc.launcher.yaml..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.yaml..")
                .check(PRODUCT);
    }

    @Test
    void onlyTheSpawnersSeeNativeCode() {
        onlyIn("org.musterhpc.agent.process..", "com.sun.jna..");
    }

    @Test
    void nobodyElseInTheAgentStartsProcesses() {
        noClasses()
                .that()
                .resideInAPackage("org.musterhpc.agent..")
                .and()
                .resideOutsideOfPackage("org.musterhpc.agent.process..")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(ProcessBuilder.class, Process.class)
                .because("the reaper of the native spawner would take their exit status away")
                .check(PRODUCT);
    }

    @Test
    void timeComesThroughASeam() {
        noClasses()
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .because("time is an InstantSource and a Pause, so that tests drive it")
                .check(PRODUCT);
    }

    @Test
    void namesSayWhatIsInThem() {
        noClasses()
                .should()
                .resideInAnyPackage("..util..", "..common..", "..helper..", "..manager..", "..dto..")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .check(PRODUCT);
    }

    @Test
    void rulesBite() {
        assertThatThrownBy(() -> classes()
                        .that()
                        .resideInAPackage("org.musterhpc.queue.redis..")
                        .should()
                        .onlyDependOnClassesThat()
                        .resideOutsideOfPackage("redis.clients..")
                        .check(PRODUCT))
                .isInstanceOf(AssertionError.class);
    }

    private static void onlyIn(String home, String library) {
        noClasses()
                .that()
                .resideOutsideOfPackage(home)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(PRODUCT);
    }
}
