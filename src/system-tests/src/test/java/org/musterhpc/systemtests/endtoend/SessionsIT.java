package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/** One file, many sessions: each value of a variable is a campaign of its own. */
class SessionsIT {
    private static final String FILE = """
            campaign: scan-{{session}}
            vars: {session: demo, words: "it's $HOME"}
            env: {WHERE: "at {{session}}"}
            setup: test "$MUSTER_PARAM_SESSION" = "${WHERE#at }"
            command: printf '%s|' {{line}} "{{words}}" "$WHERE" > out/{{session}}/{{key}}
            tasks: {lines: "{{session}}.txt"}
            outputs: ["out/{{session}}/{{key}}"]
            """;

    @Test
    void sessionIsGivenOnTheCommandLine() throws Exception {
        try (Muster muster = new Muster()) {
            muster.write("demo.txt", "first\n");
            muster.write("2026-05-03.txt", "second\nthird\n");
            muster.write("scan.yml", FILE);
            Ended plain = muster.run("run", "scan.yml");
            assertThat(plain.exit()).as(plain.out() + plain.err()).isZero();
            Ended other = muster.run("run", "scan.yml", "--var", "session=2026-05-03", "--var", "words=a b");
            assertThat(other.exit()).as(other.out() + other.err()).isZero();
            assertThat(muster.folder.resolve("out/demo/000001")).hasContent("first|it's $HOME|at demo|");
            assertThat(muster.folder.resolve("out/2026-05-03/000002")).hasContent("third|a b|at 2026-05-03|");
            assertThat(muster.run("status", "scan-2026-05-03", "--json")
                            .json()
                            .path("total")
                            .path("done")
                            .asInt())
                    .isEqualTo(2);
            assertThat(muster.run("show", "scan-demo", "main/000001", "--json")
                            .json()
                            .path("params")
                            .fieldNames())
                    .toIterable()
                    .containsExactly("line");

            Ended changed = muster.run("submit", "scan.yml", "--var", "words=c d");
            assertThat(changed.exit()).isEqualTo(2);
            assertThat(changed.err())
                    .contains("campaign scan-demo is there, and the file differs")
                    .contains("muster submit scan.yml --var 'words=c d' --name OTHER");
            assertThat(muster.run("run", "scan-demo", "--var", "words=x").exit())
                    .isEqualTo(2);
        }
    }
}
