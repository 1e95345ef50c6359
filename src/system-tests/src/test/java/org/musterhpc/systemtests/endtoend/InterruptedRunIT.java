package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/** A run that is interrupted, or whose launcher is killed, goes on where it stopped when it is said again. */
class InterruptedRunIT {
    private static final String CAMPAIGN = """
            command: echo {{n}} >> ran.log; [ {{n}} -lt 30 ] || until [ -e go ]; do sleep 0.1; done
            tasks: {range: 1-100}
            walltime: 1m
            """;

    @Test
    void interruptedRunEndsInOrderAndGoesOnWhenItIsSaidAgain() throws IOException, InterruptedException {
        try (Muster muster = new Muster()) {
            // An agent is killed only where it has not left long after that.
            muster.write("muster.yml", "agent: {slots: 4, kill_grace: 2m}\n");
            muster.write("stop.yml", CAMPAIGN);
            Muster.Running run = muster.begin("run", "stop.yml");
            awaitDone(muster, 10);
            signal(run.process(), "INT");
            await().until(() -> Files.readString(run.err()).contains("nothing new begins here"));
            await().until(() -> CtrlCIT.diary(muster, "stop").contains("begin nothing more"));
            muster.write("go", "");
            assertThat(run.end().exit()).isEqualTo(130);

            JsonNode total = total(muster);
            assertThat(total.path("working").asInt()).isZero();
            assertThat(total.path("dead").asInt()).isZero();
            assertThat(muster.run("rollcall", "stop").exit()).isZero();
            assertThat(muster.run("agents", "stop", "--json").out()).isEmpty();

            Ended again = muster.run("run", "stop.yml");
            assertThat(again.exit()).as(again.out() + again.err()).isZero();
            assertThat(total(muster).path("done").asInt()).isEqualTo(100);
            assertThat(muster.run("rollcall", "stop", "--deep").exit()).isZero();

            Ended once = muster.run("run", "stop.yml");
            assertThat(once.exit()).isZero();
            assertThat(total(muster).path("done").asInt()).isEqualTo(100);
        }
    }

    @Test
    void killedLauncherLosesNothing() throws IOException, InterruptedException {
        try (Muster muster = new Muster()) {
            muster.write("muster.yml", "agent: {slots: 4}\nheartbeat: {interval: 500ms, lease: 60s}\n");
            muster.write("stop.yml", CAMPAIGN);
            Process run = muster.start("run", "stop.yml");
            awaitDone(muster, 5);
            run.destroyForcibly();
            run.waitFor();
            muster.write("go", "");
            Ended again = muster.run("run", "stop.yml");
            assertThat(again.exit()).as(again.out() + again.err()).isZero();
            assertThat(total(muster).path("done").asInt()).isEqualTo(100);
            assertThat(muster.run("rollcall", "stop", "--deep").exit()).isZero();
            long attempts = muster.run("results", "stop", "--json").jsonLines().stream()
                    .mapToLong(result -> result.path("attempt").asLong())
                    .sum();
            assertThat((long)
                            Files.readAllLines(muster.folder.resolve("ran.log")).size())
                    .isEqualTo(attempts);
        }
    }

    static void signal(Process process, String signal) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private static void awaitDone(Muster muster, int tasks) {
        await().until(() ->
                KilledAgentIT.lines(muster.folder.resolve("ran.log")).size() >= tasks);
    }

    private static JsonNode total(Muster muster) {
        return muster.run("status", "stop", "--json").json().path("total");
    }
}
