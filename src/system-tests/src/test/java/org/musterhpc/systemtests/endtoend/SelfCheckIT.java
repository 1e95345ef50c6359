package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code muster self-check} where Muster works, and where it does not. */
class SelfCheckIT {
    private Muster muster;
    private Path folders;

    @BeforeEach
    void sit() throws IOException {
        muster = new Muster();
        folders = Files.createDirectory(muster.folder.resolve("tmp"));
        muster.variable("TMPDIR", folders.toString());
        // It has nothing to do with what the user has set.
        muster.variable("MUSTER_CONFIG", muster.folder.resolve("broken.yml").toString());
        muster.write("broken.yml", "clusters: [");
    }

    @AfterEach
    void leave() {
        muster.close();
    }

    @Test
    void whatWorksIsSaidToWorkAndNothingIsLeft() {
        Muster.Ended ended = muster.run("self-check", "--json");
        assertThat(ended.exit()).as(ended.out() + ended.err()).isZero();
        assertThat(ended.jsonLines())
                .extracting(line -> line.path("check").asText())
                .contains("java", "own redis", "agent", "campaign", "books", "signing", "templates", "clean-up");
        assertThat(ended.jsonLines())
                .extracting(line -> line.path("level").asText())
                .doesNotContain("FAIL");
        assertNothingIsLeft();
    }

    @Test
    void whatDoesNotWorkIsToldWithWhatToDo() {
        muster.variable("MUSTER_REDIS_SERVER", "/bin/false");
        Muster.Ended ended = muster.run("self-check");
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.out())
                .contains("fail  own redis", "fail  campaign      muster run ended with ", "-> ")
                .contains("warn  signing", "ok    templates", "ok    clean-up")
                .endsWith("this installation does not work: 2 checks failed\n");
        assertNothingIsLeft();
    }

    private void assertNothingIsLeft() {
        assertThat(folders).isEmptyDirectory();
        assertThat(muster.folder.resolve("home")).doesNotExist();
    }
}
