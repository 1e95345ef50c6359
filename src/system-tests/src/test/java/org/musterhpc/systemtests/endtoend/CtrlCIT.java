package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster.Ended;
import org.musterhpc.systemtests.endtoend.Muster.Running;
import org.musterhpc.testkit.LiveTree;

/** What each Ctrl-C comes to: drain, give back, leave; and that it is told. */
class CtrlCIT {
    /** Tasks that run until they may end. */
    private static final String CAMPAIGN = """
            command: echo {{n}} >> began.log; until [ -e go ]; do sleep 0.05; done; echo {{n}} >> ran.log
            tasks: {range: 1-6}
            walltime: 5m
            """;

    private final Muster muster = new Muster();

    @AfterEach
    void end() {
        muster.close();
    }

    private Running begun(String campaign, String config) {
        muster.write("muster.yml", config);
        muster.write("c.yml", campaign);
        Running run = muster.begin("run", "c.yml");
        until(() -> lines("began.log").size() == 2);
        return run;
    }

    @Test
    void firstLetsEndWhatRunsAndNothingNewBegins() throws Exception {
        Running run = begun(CAMPAIGN, "agent: {slots: 2}\n");
        InterruptedRunIT.signal(run.process(), "INT");
        until(() -> said(run).contains("nothing new begins here"));
        assertThat(said(run)).contains("Ctrl-C again gives back what runs");
        until(() -> diary(muster, "c").contains("begin nothing more"));
        assertThat(run.process().isAlive()).isTrue();
        assertThat(total().path("working").asInt()).isEqualTo(2);
        muster.write("go", "");
        Ended ended = run.end();
        assertThat(ended.exit()).isEqualTo(130);
        assertThat(ended.err())
                .contains("stopped with 2 of 6 tasks done; nothing is lost", "go on with: muster run c.yml");
        assertThat(lines("began.log")).hasSize(2);
        assertThat(lines("ran.log")).hasSize(2);
        assertThat(total().path("working").asInt()).isZero();
        completeWithout(0);
        assertThat(lines("began.log")).hasSize(6);
    }

    @Test
    void secondGivesBackWhatRuns() throws Exception {
        Running run = begun(CAMPAIGN, "agent: {slots: 2}\n");
        InterruptedRunIT.signal(run.process(), "INT");
        until(() -> said(run).contains("nothing new begins here"));
        InterruptedRunIT.signal(run.process(), "INT");
        Ended ended = run.end();
        assertThat(ended.exit()).isEqualTo(130);
        assertThat(ended.err()).contains("what runs here is given back (Ctrl-C again: leave");
        assertThat(total().path("working").asInt()).isZero();
        assertThat(total().path("pending").asInt() + total().path("delayed").asInt())
                .isEqualTo(6);
        assertThat(muster.run("agents", "c", "--json").out()).isEmpty();
        muster.write("go", "");
        completeWithout(2);
    }

    @Test
    void thirdLeavesAndNoAgentGoesOnForLong() throws Exception {
        String deaf = CAMPAIGN.replace("command: echo", "command: trap '' TERM; echo");
        Running run = begun(deaf, "agent: {slots: 2, kill_grace: 30s}\n");
        for (int i = 0; i < 3; i++) {
            String told = List.of("nothing new begins here", "what runs here is given back", "")
                    .get(i);
            InterruptedRunIT.signal(run.process(), "INT");
            until(() -> said(run).contains(told));
        }
        Ended ended = run.end();
        assertThat(ended.exit()).isEqualTo(130);
        assertThat(ended.err())
                .contains("c: left; 1 agent here will have given back what runs in a while; nothing is lost")
                .contains("Go on with: muster run c.yml");
        until(() -> muster.run("agents", "c", "--json").out().isEmpty());
        assertThat(total().path("working").asInt()).isZero();
        muster.write("go", "");
        completeWithout(2);
    }

    @Test
    void systemThatEndsIsNotKeptWaiting() throws Exception {
        Running run = begun(CAMPAIGN, "agent: {slots: 2}\n");
        InterruptedRunIT.signal(run.process(), "TERM");
        assertThat(run.end().exit()).isEqualTo(143);
        assertThat(muster.run("agents", "c", "--json").out()).isEmpty();
        assertThat(total().path("working").asInt()).isZero();
        muster.write("go", "");
        completeWithout(2);
    }

    @Test
    void agentsOfAnotherRunAreLeftAlone() throws Exception {
        Running first = begun(CAMPAIGN, "agent: {slots: 2}\n");
        String agents = pids();
        Running second = muster.begin("run", "c");
        until(() -> said(second).contains("c: "));
        InterruptedRunIT.signal(second.process(), "INT");
        Ended ended = second.end();
        assertThat(ended.exit()).isEqualTo(130);
        assertThat(ended.err()).contains("1 agent of another run on this machine goes on");
        assertThat(pids()).isEqualTo(agents);
        assertThat(total().path("working").asInt()).isEqualTo(2);
        muster.write("go", "");
        assertThat(first.end().exit()).isZero();
        assertThat(lines("began.log")).hasSize(6);
        assertThat(muster.run("rollcall", "c", "--deep").exit()).isZero();
    }

    @Test
    void agentsOfALauncherThatIsGoneAreOnesOwn() throws Exception {
        Running first = begun(CAMPAIGN, "agent: {slots: 2}\n");
        first.process().destroyForcibly().waitFor();
        Running second = muster.begin("run", "c");
        until(() -> said(second).contains("c: "));
        InterruptedRunIT.signal(second.process(), "TERM");
        assertThat(second.end().exit()).isEqualTo(143);
        assertThat(muster.run("agents", "c", "--json").out()).isEmpty();
        muster.write("go", "");
        completeWithout(2);
    }

    /** Its folder goes from under it: that is no news to whoever wanted it to end. */
    @Test
    void verifyEndsWithoutAWord() throws Exception {
        StringBuilder stages = new StringBuilder("stages:\n");
        for (int stage = 0; stage < 1000; stage++) {
            stages.append("  s").append(stage).append(": {command: echo, tasks: {range: 1-200}}\n");
        }
        muster.write(
                "c.yml",
                stages + "  last: {command: echo, tasks: {command: 'until [ -e go ]; do sleep 0.05; done'}}\n");
        Path temporary = Files.createDirectory(muster.folder.resolve("tmp"));
        muster.variable("TMPDIR", temporary.toString());
        Running verify = muster.begin("verify", "c.yml");
        until(() -> LiveTree.files(temporary).size() > 3);
        InterruptedRunIT.signal(verify.process(), "INT");
        Ended ended = verify.end();
        muster.write("go", "");
        assertThat(ended).isEqualTo(new Ended(130, "", ""));
        assertThat(temporary).isEmptyDirectory();
    }

    /** @param givenBack attempts that were recorded as such */
    private void completeWithout(int givenBack) throws IOException {
        Ended again = muster.run("run", "c.yml");
        assertThat(again.exit()).as(again.out() + again.err()).isZero();
        assertThat(total().path("done").asInt()).isEqualTo(6);
        assertThat(lines("ran.log")).hasSize(6);
        assertThat(lines("began.log")).hasSize(6 + givenBack);
        assertThat(muster.run("rollcall", "c", "--deep").exit()).isZero();
    }

    private JsonNode total() {
        return muster.run("status", "c", "--json").json().path("total");
    }

    private String pids() {
        return muster.run("agents", "c", "--json").jsonLines().stream()
                .map(agent -> agent.path("pid").asText())
                .toList()
                .toString();
    }

    /** What a campaign's agents on this machine have written down. */
    static String diary(Muster muster, String campaign) {
        Path logs = muster.folder.resolve("home/campaigns/" + campaign + "/logs");
        return LiveTree.named(logs, "agent.log").stream().map(LiveTree::read).collect(Collectors.joining());
    }

    private List<String> lines(String file) throws IOException {
        return KilledAgentIT.lines(muster.folder.resolve(file));
    }

    private static String said(Running run) {
        try {
            return Files.readString(run.err());
        } catch (IOException e) {
            return "";
        }
    }

    private static void until(Callable<Boolean> condition) {
        await().until(condition);
    }
}
