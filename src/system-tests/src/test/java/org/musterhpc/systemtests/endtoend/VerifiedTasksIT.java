package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/** Tasks from a folder of YAML files and from a command, held against a list of their user's before anything is sent. */
class VerifiedTasksIT {
    private static final String FILE = """
            stages:
              scan:
                command: echo {{image.left}} > out/{{key}}
                tasks: {yaml: "tasks/*.yml"}
                verify: ./check
                outputs: ["out/{{key}}"]
                outputs_wait: 10s
              load:
                command: echo {{name}} >> loaded
                tasks: {command: {run: "cat table; echo 3,c", format: csv}}
            """;

    private static final String CHECK = """
            #!/bin/sh
            # Images that the list does not have.
            while read -r line; do
              image=${line#*'"image.left":"'}; image=${image%%'"'*}
              id=${line#*'"id":"'}; id=${id%%'"'*}
              grep -qx "$image" known || printf '{"id":"%s","problem":"%s is not known"}\\n' "$id" "$image"
            done
            """;

    @Test
    void nothingIsSentBeforeAllIsWell() throws Exception {
        try (Muster muster = new Muster()) {
            Files.createDirectory(muster.folder.resolve("tasks"));
            muster.write("tasks/a.yml", "image: {left: a.png}\n");
            muster.write("tasks/b.yml", "image: {left: b.png}\n---\nimage: {left: c.png}\n");
            muster.write("table", "id,name\n1,a\n2,b\n");
            muster.write("known", "a.png\n");
            muster.write("scan.yml", FILE);
            assertThat(muster.write("check", CHECK).toFile().setExecutable(true))
                    .isTrue();

            for (String command : new String[] {"verify", "submit", "run"}) {
                Ended bad = muster.run(command, "scan.yml");
                assertThat(bad.exit()).as(bad.out() + bad.err()).isEqualTo(2);
                assertThat(bad.err())
                        .contains("scan.yml:5: verify: task scan/b/1: b.png is not known")
                        .contains("scan.yml:5: verify: task scan/b/2: c.png is not known")
                        .contains("2 problems were found");
                assertThat(muster.folder.resolve("out")).doesNotExist();
            }
            assertThat(muster.run("status", "scan").exit())
                    .as("it was never sent")
                    .isNotZero();

            muster.write("known", "a.png\nb.png\nc.png\n");
            Ended run = muster.run("run", "scan.yml");
            assertThat(run.exit()).as(run.out() + run.err()).isZero();
            assertThat(muster.folder.resolve("out/a")).hasContent("a.png");
            assertThat(muster.folder.resolve("out/b/2")).hasContent("c.png");
            assertThat(Files.readAllLines(muster.folder.resolve("loaded"))).containsExactlyInAnyOrder("a", "b", "c");
        }
    }
}
