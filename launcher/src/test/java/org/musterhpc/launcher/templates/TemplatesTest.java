package org.musterhpc.launcher.templates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.dialect.ArrayRequest;
import org.musterhpc.launcher.dialect.Dialect;
import org.musterhpc.launcher.dialect.registry.Dialects;
import org.musterhpc.launcher.problem.Problem;

class TemplatesTest {
    private static final ArrayRequest REQUEST = new ArrayRequest(
            "n",
            new ArrayRequest.Indices(1, 2, null),
            new ArrayRequest.Needs(null, 1, null, null),
            new ArrayRequest.Site(Map.of(), List.of()),
            "/logs",
            List.of("/bin/true"));

    @Test
    void everyDialectHasATemplateInTheBuild() {
        for (Dialect dialect : Dialects.all()) {
            assertThat(Templates.array(dialect, null).render(REQUEST)).startsWith("#!/bin/bash\n# One agent");
        }
    }

    @Test
    void folderOfTheSiteGoesBeforeOurs(@TempDir Path site) throws Exception {
        Files.writeString(site.resolve("array.sh"), "exec nice {{command}}\n");
        assertThat(Templates.array(Dialects.all().get(0), site).render(REQUEST)).isEqualTo("exec nice /bin/true\n");
    }

    @Test
    void folderWithoutTemplateIsNamed(@TempDir Path site) {
        assertThatThrownBy(() -> Templates.array(Dialects.all().get(0), site))
                .isInstanceOf(Problem.class)
                .hasMessageStartingWith(site.resolve("array.sh") + ": cannot be read");
    }

    @Test
    void folderThatOthersMayWriteToIsRefused(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("array.sh"), "#!/bin/bash\n");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxr-x"));
        assertThatThrownBy(() -> Templates.array(Dialects.named("slurm").orElseThrow(), folder))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("others may write to " + folder);
    }
}
