package org.musterhpc.systemtests.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The product keeps every {@link Direction}, and classes made to offend against each do not get by. */
class DirectionsTest {
    private static final String[] PACKAGES = {"org.musterhpc.queue", "org.musterhpc.agent", "org.musterhpc.launcher"};

    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(PACKAGES);

    private static final JavaClasses OFFENDERS = new ClassFileImporter()
            .withImportOption(new ImportOption.OnlyIncludeTests())
            .importPackages(PACKAGES);

    @Test
    void everyModuleIsLookedAt() {
        for (String module : PACKAGES) {
            assertThat(PRODUCT).anyMatch(type -> type.getPackageName().startsWith(module));
        }
    }

    @ParameterizedTest
    @EnumSource
    void productKeeps(Direction direction) {
        direction.check(PRODUCT);
    }

    @ParameterizedTest
    @EnumSource
    void offenderIsFound(Direction direction) {
        assertThatThrownBy(() -> direction.check(OFFENDERS))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("ffender");
    }
}
