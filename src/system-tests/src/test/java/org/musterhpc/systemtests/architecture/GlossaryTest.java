package org.musterhpc.systemtests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/glossary.md} to the names of classes. */
class GlossaryTest {
    private static final String ROOT = "org.musterhpc.";
    private static final Pattern NAME = Pattern.compile("`((?:queue|launcher|agent)(?:\\.[a-z]+)*(?:\\.[A-Z]\\w*)+)`");
    private static final Pattern ROW = Pattern.compile("\\| [^|]+ \\| [^|]+ \\|(?: `[\\w.]+`)+ \\|");

    private final List<JavaClass> product = new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("org.musterhpc.queue", "org.musterhpc.agent", "org.musterhpc.launcher")
                    .stream()
                    .toList();

    private static String page() throws IOException {
        return Files.readString(TreeTest.root().resolve("docs/glossary.md"));
    }

    private static Set<String> named() throws IOException {
        return NAME.matcher(page())
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String name(JavaClass type) {
        return type.getName().substring(ROOT.length()).replace('$', '.');
    }

    @Test
    void everyClassThatItNamesIsThere() throws IOException {
        assertThat(product.stream().map(GlossaryTest::name)).containsAll(named());
    }

    @Test
    void everyPublicInterfaceIsInIt() throws IOException {
        assertThat(product.stream()
                        .filter(type -> type.isInterface()
                                && type.isTopLevelClass()
                                && type.getModifiers().contains(JavaModifier.PUBLIC)
                                && !type.getSimpleName().equals("package-info"))
                        .map(GlossaryTest::name))
                .isNotEmpty()
                .isSubsetOf(named());
    }

    @Test
    void everyRowIsAWordASentenceAndClasses() throws IOException {
        assertThat(page().lines()
                        .filter(line -> line.startsWith("| ")
                                && !line.equals("| word | is | classes |")
                                && !ROW.matcher(line).matches()))
                .isEmpty();
    }
}
