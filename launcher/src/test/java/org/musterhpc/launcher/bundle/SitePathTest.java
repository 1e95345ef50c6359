package org.musterhpc.launcher.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.launcher.problem.Problem;

class SitePathTest {

    @ParameterizedTest
    @ValueSource(strings = {"/home/a b/muster", "/home/o'neil/muster", "/x\\y", "/tab\there", "/q\"q"})
    void whatNoDirectiveTakesIsToldByItsKey(String folder) {
        assertThatThrownBy(() -> SitePath.check("login", "~/muster", folder))
                .hasMessageContaining("login: remote_dir (~/muster) is '" + folder + "'")
                .hasMessageContaining("no directive")
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.advice()).startsWith("set remote_dir:"));
    }

    @Test
    void whatIsNotInUtf8IsToldByItsKey() {
        byte[] latin = "/home/caf\u00e9/muster".getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> SitePath.check("login", "~/muster", new String(latin, StandardCharsets.UTF_8)))
                .hasMessageContaining("not in UTF-8");
    }

    @Test
    void colonIsToldAsAgentsCouldNotStartThere() {
        assertThatThrownBy(() -> SitePath.check("login", "~/muster", "/data/2026:05"))
                .hasMessageContaining("Java takes a colon for the end of a folder's name");
    }

    @Test
    void otherFoldersAreFine() {
        assertThatCode(() -> SitePath.check("login", "~/muster", "/scratch/m\u00fcller/muster-1.0_x,y@z+"))
                .doesNotThrowAnyException();
    }
}
