package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/** Who a task is, and whom it follows, in commands and outputs; what was said at submit is what the agent does. */
class NamesInTemplatesIT {
    private static final String PIPELINE = """
            stages:
              cut:
                command: echo "{{campaign}} {{stage}} {{key}}" > {{stage}}/{{key}}.txt
                tasks: {csv: parts.csv}
                outputs: ["{{stage}}/{{key}}.txt"]
              trim:
                command: cat cut/{{parent_key}}.txt > out/{{campaign}}/{{parent}}; echo "$MUSTER_PARAM_PARENT" >> out/{{campaign}}/{{parent}}
                after: cut
                outputs: ["out/{{campaign}}/{{parent}}"]
              join:
                command: [sh, -c, 'echo "$@" > "joined-$2"', sh, "{{parent}}", "{{parent_key}}", "{{key}}"]
                after: {stage: cut, group: sample}
                outputs: ["joined-{{key}}"]
            """;

    @Test
    void eachTaskKnowsItselfAndItsParent() throws Exception {
        try (Muster muster = new Muster()) {
            muster.write("parts.csv", "id,sample\nx/1,s 1\nx/2,s 1\n");
            muster.write("parts.yml", PIPELINE);
            Ended run = muster.run("run", "parts.yml");
            assertThat(run.exit()).as(run.out() + run.err()).isZero();
            assertThat(muster.folder.resolve("cut/x/1.txt")).hasContent("parts cut x/1");
            assertThat(Files.readString(muster.folder.resolve("out/parts/cut/x/2")))
                    .isEqualTo("parts cut x/2\ncut/x/2\n");
            assertThat(muster.folder.resolve("joined-s 1")).hasContent("cut/s 1 s 1 s 1");
        }
    }
}
