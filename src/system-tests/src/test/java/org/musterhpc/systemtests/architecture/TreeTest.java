package org.musterhpc.systemtests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.musterhpc.testkit.LiveTree;

/** Rules about files rather than classes. */
class TreeTest {
    private static final int PRODUCT_LINES = 300;
    private static final int TEST_LINES = 400;
    private static final int PACKAGE_CLASSES = 25;
    private static final Pattern TEST = Pattern.compile(".*/(src/test|src/system-tests|src/testkit)/.*");
    private static final Pattern CODE = Pattern.compile(".*\\.(java|lua|sh|js|css)");
    private static final Pattern PROSE = Pattern.compile(".*(\\.(java|lua|sh|js|css|md|yml|xml|json)|/bin/[^/]*|/run)");

    static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve(".mvn"))) {
            folder = folder.getParent();
        }
        return folder;
    }

    /** Other tests run meanwhile, and write below target. */
    static List<Path> files(Path under) {
        return LiveTree.files(under).stream()
                .filter(file -> !file.toString().contains("/target/")
                        && !file.toString().contains("/.git/"))
                .filter(Files::isRegularFile)
                .toList();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void filesAreSmall() {
        List<String> large = files(root()).stream()
                .filter(file -> CODE.matcher(file.toString()).matches())
                .filter(file -> text(file).lines().count() > limit(file))
                .map(Path::toString)
                .toList();
        assertThat(large).isEmpty();
    }

    private static int limit(Path file) {
        return TEST.matcher(file.toString()).matches() ? TEST_LINES : PRODUCT_LINES;
    }

    /** Without what says what is in it. */
    @Test
    void packagesOfTheQueueAreSmall() {
        Map<Path, Long> classes = files(root().resolve("src/queue/src/main/java")).stream()
                .filter(file -> !file.endsWith("package-info.java"))
                .collect(Collectors.groupingBy(Path::getParent, Collectors.counting()));
        classes.values().removeIf(count -> count <= PACKAGE_CLASSES);
        assertThat(classes).isEmpty();
    }

    @Test
    void everyScriptSaysWhatItTakesAndReturns() {
        Path scripts = root().resolve("src/queue/src/main/resources");
        for (Path script : files(scripts)) {
            String text = text(script);
            assertThat(text).as("%s begins with what it does", script).startsWith("-- ");
            if (!script.getFileName().toString().startsWith("include-")) {
                assertThat(text).as("%s", script).contains("\n-- KEYS 1 ", "\n-- ARGV 1 time or ''", "\n-- Returns ");
            }
        }
    }

    @Test
    void everyPackageIsNullMarkedAndSaysWhatItIs() {
        Map<Boolean, List<Path>> byPresence = files(root()).stream()
                .filter(file -> file.toString().contains("/src/main/java/"))
                .map(Path::getParent)
                .distinct()
                .collect(Collectors.partitioningBy(folder -> Files.exists(folder.resolve("package-info.java"))
                        && text(folder.resolve("package-info.java")).matches("(?s)/\\*\\*.*@NullMarked.*")));
        assertThat(byPresence.get(false)).isEmpty();
    }

    @Test
    void templatesHaveTheSameFilesForEveryScheduler() {
        assertThat(names("slurm-templates"))
                .isNotEmpty()
                .isEqualTo(names("pbs-templates"))
                .isEqualTo(names("aws-batch-templates"));
    }

    private static List<String> names(String folder) {
        Path base = root().resolve(folder);
        return files(base).stream()
                .map(file -> base.relativize(file).toString())
                .sorted()
                .toList();
    }

    @Test
    void testkitDependsOnNoModuleOfOurs() {
        assertThat(text(root().resolve("src/testkit/pom.xml")))
                .doesNotContain("muster-queue", "muster-agent", "muster-launcher");
    }

    /** A path of one machine in a file that all share is a mistake, here or there. */
    @Test
    void nothingNamesTheMachineItWasWrittenOn() {
        Pattern someMachine = Pattern.compile("(^|[^\\w./~-])/(root|home/\\w+|work|Users/\\w+|tmp/wt)/\\w");
        List<String> lines = files(root()).stream()
                .filter(file -> PROSE.matcher(file.toString()).matches())
                .flatMap(file -> text(file)
                        .lines()
                        .filter(line -> someMachine.matcher(line).find())
                        .map(line -> root().relativize(file) + ": " + line))
                .toList();
        assertThat(lines).isEmpty();
        assertThat(someMachine.matcher("cd /" + "work/main").find()).isTrue();
    }
}
