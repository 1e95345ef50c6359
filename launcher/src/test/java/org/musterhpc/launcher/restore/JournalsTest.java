package org.musterhpc.launcher.restore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.model.codec.EndingCodec;
import org.musterhpc.testkit.Meanwhile;

class JournalsTest {
    private static final Campaign CAMPAIGN = new Campaign("c", "digest", "me", Instant.ofEpochMilli(7), List.of());
    private static final String OURS = "{\"campaign\":\"c\",\"digest\":\"digest\",\"created_ms\":7}";

    @TempDir
    Path logs;

    static Message message(int n) {
        var empty = JsonNodeFactory.instance.objectNode();
        return new Message("s/" + n, n, Message.Tries.NONE, Message.Needs.NOTHING, empty, empty);
    }

    private static String line(int n, State state, String agent) {
        Attempt attempt = new Attempt(
                1,
                n,
                Outcome.OK,
                Attempt.Detail.because("ü".repeat(50)),
                new Attempt.Place(agent, "h", "local", null),
                Instant.EPOCH,
                Instant.EPOCH,
                Attempt.Usage.UNKNOWN,
                null,
                null);
        return EndingCodec.encode(new Ending("s", state, message(n), attempt));
    }

    static String done(int n) {
        return line(n, State.DONE, "a");
    }

    private void journal(String agent, String text) throws IOException {
        Path folder = Files.createDirectories(logs.resolve(agent));
        Files.write(folder.resolve("results.jsonl"), text.getBytes(StandardCharsets.UTF_8));
    }

    /** Number of each of the first tasks that is done → the agent that did it. */
    private Map<Integer, String> found(int tasks) {
        Journals journals = Journals.read(CAMPAIGN, List.of(logs, logs.resolve("not-there")));
        Map<Integer, String> found = new TreeMap<>();
        Map<Long, Integer> wanted = new TreeMap<>();
        for (int n = 1; n <= tasks; n++) {
            long place = journals.place("s", message(n));
            if (place != 0) {
                wanted.put(place, n);
            }
        }
        journals.records(wanted.keySet()).forEach((place, ending) -> {
            assertThat(ending.message().n()).isEqualTo((long) wanted.getOrDefault(place, 0));
            found.put((int) ending.message().n(), ending.last().place().agent());
        });
        assertThat(journals.done()).isEqualTo(found.size());
        return found;
    }

    /** Agents that begin try whether they can write there, and those that find Redis again remove what they kept. */
    @Test
    void filesThatComeAndGoMeanwhileAreNoFault() throws Exception {
        journal("a", OURS + "\n" + done(1) + "\n");
        Meanwhile.again(
                () -> Files.delete(Files.createTempFile(logs.resolve("a"), ".self-test-", "")),
                200,
                () -> assertThat(Journals.read(CAMPAIGN, List.of(logs)).done()).isOne());
    }

    @Test
    void doneTasksOfAllAgentsAreFound() throws IOException {
        journal("a", String.join("\n", OURS, done(1), done(5), ""));
        journal("b", String.join("\n", OURS, line(3, State.DONE, "b"), ""));
        assertThat(found(10)).containsExactlyInAnyOrderEntriesOf(Map.of(1, "a", 3, "b", 5, "a"));
    }

    @Test
    void whatTornLinesAndOtherOutcomesTellIsNotDone() throws IOException {
        journal(
                "a",
                String.join(
                        "\n",
                        done(1), // nobody says whose it is
                        OURS,
                        line(2, State.DEAD, "a"),
                        done(3).replace("\"DONE\"", "\"DELAYED\""),
                        done(4).substring(0, 60),
                        "\0\0\0\0",
                        "",
                        done(5),
                        done(6).substring(0, 100)));
        assertThat(found(10)).containsOnlyKeys(5);
    }

    @Test
    void lastLineMayLackItsEnd() throws IOException {
        journal("a", OURS + "\n" + done(1));
        assertThat(found(3)).containsOnlyKeys(1);
    }

    @Test
    void anotherCampaignOfTheNameIsLeftOut() throws IOException {
        journal(
                "a",
                String.join(
                        "\n",
                        OURS.replace("7", "8"),
                        done(1),
                        OURS.replace("digest\"}", "other\"}").replace("\"digest\":\"digest\"", "\"digest\":\"x\""),
                        done(2),
                        OURS,
                        done(3),
                        ""));
        assertThat(found(3)).containsOnlyKeys(3);
    }

    @Test
    void ofTwoThatAreDoneTheFirstCounts() throws IOException {
        journal("a", String.join("\n", OURS, done(1), ""));
        journal("b", String.join("\n", OURS, line(1, State.DONE, "b"), ""));
        assertThat(found(3)).isEqualTo(Map.of(1, "a"));
    }

    @Test
    void ofTwoThatAreDoneTheOneCountsThatRedisTook() throws IOException {
        String late = "{\"late\":1,\"stage\":\"s\",\"n\":1,\"id\":\"s/1\"}";
        journal("a", String.join("\n", OURS, done(1), late, ""));
        journal("b", String.join("\n", OURS, line(1, State.DONE, "b"), ""));
        assertThat(found(3)).isEqualTo(Map.of(1, "b"));
    }

    @Test
    void oneThatCameTooLateCountsWhereNoOtherIsFound() throws IOException {
        String late = "{\"late\":1,\"stage\":\"s\",\"n\":1,\"id\":\"s/1\"}";
        journal(
                "a",
                String.join("\n", OURS, done(1), late, late.replace(":1,\"stage", ":9,\"stage"), "{\"late\":", ""));
        assertThat(found(3)).isEqualTo(Map.of(1, "a"));
    }

    @Test
    void manyAreReadBackEachFromItsPlace() throws IOException {
        List<String> lines = new ArrayList<>(List.of(OURS));
        IntStream.iterate(5000, n -> n > 0, n -> n - 1)
                .mapToObj(JournalsTest::done)
                .forEach(lines::add);
        journal("a", String.join("\n", lines));
        assertThat(found(6000)).hasSize(5000);
    }
}
