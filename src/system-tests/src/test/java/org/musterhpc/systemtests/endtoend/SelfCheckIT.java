package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.musterhpc.testkit.LiveTree;

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

    /** What has gone from under it then is not what it was to look for. */
    @Test
    void signalInItsMiddleIsNoFailure() throws Exception {
        holdAgents();
        Muster.Running running = muster.begin("self-check");
        await().until(() -> LiveTree.files(folders).stream().anyMatch(file -> file.endsWith("campaign.json")));
        running.process().destroy();
        Muster.Ended ended = running.end();
        assertThat(ended.exit()).isEqualTo(143);
        assertThat(ended.err()).isEqualTo("\nself-check is left; its folder and its server are gone\n");
        assertThat(ended.out()).contains("ok    agent").doesNotContain("fail", "warn", "campaign", "this installation");
        assertNothingIsLeft();
    }

    /** One that is to work never gets there: its campaign stays as it is. */
    private void holdAgents() throws IOException {
        Path programs = Files.createDirectory(muster.folder.resolve("programs"));
        Path bash = muster.write("programs/bash", """
                #!/bin/sh
                case $1 in
                  */muster-agent) if [ $# -gt 1 ]; then while :; do sleep 0.05; done; fi ;;
                esac
                exec /bin/bash "$@"
                """);
        assertThat(bash.toFile().setExecutable(true)).isTrue();
        muster.variable("PATH", programs + ":" + System.getenv("PATH"));
    }

    private void assertNothingIsLeft() {
        assertThat(folders).isEmptyDirectory();
        assertThat(muster.folder.resolve("home")).doesNotExist();
    }
}
