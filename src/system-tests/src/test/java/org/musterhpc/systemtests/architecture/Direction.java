package org.musterhpc.systemtests.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Date;

/** What no class may do: who may see whom, as in the map of the folders in README.md, and by what names. */
enum Direction {
    QUEUE_SEES_NEITHER_PROGRAM(never("org.musterhpc.queue..", "org.musterhpc.launcher..", "org.musterhpc.agent..")),
    LAUNCHER_DOES_NOT_SEE_AGENT(never("org.musterhpc.launcher..", "org.musterhpc.agent..")),
    AGENT_DOES_NOT_SEE_LAUNCHER(never("org.musterhpc.agent..", "org.musterhpc.launcher..")),
    PRODUCT_DOES_NOT_SEE_TESTKIT(never("org.musterhpc..", "org.musterhpc.testkit..")),
    PACKAGES_HAVE_NO_CYCLES(slices().matching("org.musterhpc.(**)").should().beFreeOfCycles()),

    ONLY_QUEUE_ON_REDIS_SEES_JEDIS(onlyIn("redis.clients..", "org.musterhpc.queue.redis..")),
    ONLY_COMMANDS_SEE_PICOCLI(
            onlyIn("picocli..", "org.musterhpc.launcher.cli", "org.musterhpc.launcher.cli.command..")),
    NOTHING_ELSE_SEES_THE_INSIDE_OF_QUEUE_ON_REDIS(noClasses()
            .that()
            .resideOutsideOfPackage("org.musterhpc.queue.redis..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.musterhpc.queue.redis.script..",
                    "org.musterhpc.queue.redis.campaign..",
                    "org.musterhpc.queue.redis.read..",
                    "org.musterhpc.queue.redis.check..",
                    "org.musterhpc.queue.redis.work..")
            .because("they are public for each other; all others go by Queues and name servers by redis.connect")),
    ONLY_CONFIGURATION_SEES_SNAKEYAML(onlyIn(
            "org.yaml..",
            "org.musterhpc.launcher.config..",
            "org.musterhpc.launcher.campaign..",
            "org.musterhpc.launcher.yaml..")),
    ONLY_SHELLS_SEE_JSCH(onlyIn("com.jcraft.jsch..", "org.musterhpc.launcher.shell..")),
    ONLY_SHELLS_SEE_COMMONS_EXEC(onlyIn("org.apache.commons.exec..", "org.musterhpc.launcher.shell..")),
    ONLY_SPAWNERS_SEE_NATIVE_CODE(onlyIn("com.sun.jna..", "org.musterhpc.agent.process..")),

    ONLY_SPAWNERS_START_PROCESSES_IN_THE_AGENT(noClasses()
            .that()
            .resideInAPackage("org.musterhpc.agent..")
            .and()
            .resideOutsideOfPackage("org.musterhpc.agent.process..")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(ProcessBuilder.class, Process.class)
            .because("the reaper of the native spawner would take their exit status away")),

    NOTHING_USES_THE_COMMAND_LINE(onlyIn("org.musterhpc.launcher.cli..", "org.musterhpc.launcher.cli..")),
    NOTHING_BELOW_USES_THE_WEB_PAGE(
            onlyIn("org.musterhpc.launcher.web..", "org.musterhpc.launcher.web..", "org.musterhpc.launcher.cli..")),
    NOTHING_BELOW_USES_THE_TERMINAL_VIEW(
            onlyIn("org.musterhpc.launcher.top..", "org.musterhpc.launcher.top..", "org.musterhpc.launcher.cli..")),
    ONLY_THE_TERMINAL_VIEW_SEES_JLINE(onlyIn("org.jline..", "org.musterhpc.launcher.top..")),
    ONLY_THE_WEB_PAGE_SERVES_HTTP(onlyIn("com.sun.net.httpserver..", "org.musterhpc.launcher.web..")),
    USE_CASES_KNOW_NO_TERMINAL(noClasses()
            .that()
            .resideInAPackage("org.musterhpc.launcher.app..")
            .should()
            .dependOnClassesThat(resideInAPackage("org.musterhpc.launcher.view..")
                    .and(nameMatching(
                            ".*\\.(Output|TextStyle|Paint|Glyphs|Table|TextWidth|Bar|ResultCsv|.*Text|.*Json)"))
                    .or(nameMatching(".*\\.(LiveDisplay|LogDisplay)"))
                    .or(assignableTo(System.class)))
            .because("a web page and a terminal view call them, too")),

    DIALECTS_DO_NOT_SEE_EACH_OTHER(slices().matching("org.musterhpc.launcher.dialect.(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(resideInAPackage("org.musterhpc.launcher.dialect.registry.."), alwaysTrue())),
    ONLY_THE_REGISTRY_NAMES_A_DIALECT(noClasses()
            .that()
            .resideOutsideOfPackage("org.musterhpc.launcher.dialect..")
            .should()
            .dependOnClassesThat(resideInAPackage("org.musterhpc.launcher.dialect.*..")
                    .and(not(resideInAPackage("org.musterhpc.launcher.dialect.registry.."))))
            .because("whoever speaks to a scheduler knows a Dialect")),
    DIALECTS_RUN_NOTHING(noClasses()
            .that()
            .resideInAPackage("org.musterhpc.launcher.dialect..")
            .should()
            .dependOnClassesThat(assignableTo(Process.class)
                    .or(assignableTo(ProcessBuilder.class))
                    .or(resideInAPackage("java.nio.file..")))
            .because("a dialect is text in, text out")
            .allowEmptyShould(true)),

    TIME_COMES_THROUGH_A_SEAM(noClasses()
            .that(not(HasName.Predicates.name("org.musterhpc.launcher.time.Pause")))
            .should()
            .callMethodWhere(target(HasName.Predicates.name("now")).and(target(owner(resideInAPackage("java.time..")))))
            .orShould()
            .callMethodWhere(target(HasName.Predicates.name("sleep"))
                    .and(target(owner(nameMatching("java\\.lang\\.Thread|.*\\.TimeUnit")))))
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callConstructor(Date.class)
            .because("time is an InstantSource and a Pause, so that tests drive it")),

    PACKAGES_SAY_WHAT_IS_IN_THEM(
            noClasses().should().resideInAnyPackage("..util..", "..common..", "..helper..", "..manager..", "..dto..")),
    CLASSES_SAY_WHAT_THEY_ARE(
            noClasses().should().haveNameMatching(".*(Impl|Utils?|Helpers?|Manager|DTO|Dto)(\\$.*)?"));

    @SuppressWarnings("ImmutableEnumChecker") // rules are not changed after they are made
    private final ArchRule rule;

    Direction(ArchRule rule) {
        this.rule = rule;
    }

    /** Throws an AssertionError with every class that breaks the rule. */
    void check(JavaClasses classes) {
        rule.check(classes);
    }

    private static ArchRule never(String from, String... to) {
        return noClasses()
                .that()
                .resideInAPackage(from)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(to);
    }

    private static ArchRule onlyIn(String library, String... homes) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(homes)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library);
    }
}
