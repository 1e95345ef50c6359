package org.musterhpc.launcher.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.launcher.view.Harmless;
import org.musterhpc.launcher.view.Hostile;
import org.musterhpc.launcher.view.Samples;
import org.musterhpc.launcher.view.TextStyle;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.State;

/** A campaign in a Redis to which somebody hostile can write: what commands print and touch. */
class HostileCampaignTest {
    private static final Pattern OURS = Pattern.compile("\u001b\\[(?:(?:0|1|2|3[1236])m|[KJ])");

    @TempDir
    Path folder;

    private Path home;
    private Path log;
    private Desk desk;

    @BeforeEach
    void fill() throws Exception {
        home = folder.resolve("home");
        Path logs = Files.createDirectories(home.resolve("campaigns/apollo/logs/a1"));
        log = Files.writeString(logs.resolve("slot-1.log"), Hostile.TEXT);
        desk = new Desk(home);
        desk.queues.campaigns.put("apollo", Hostile.overview(Hostile.TEXT).stages());
        desk.queues.campaigns.put(
                "gemini" + Hostile.TEXT, Hostile.overview(Hostile.TEXT).stages());
        desk.queues.tasks.addAll(List.of(
                Hostile.dead(Hostile.TEXT),
                Hostile.working(Hostile.TEXT),
                Hostile.delayed(Hostile.TEXT),
                Samples.task(State.PENDING, Samples.message("main/1", "p" + Hostile.TEXT, Hostile.TEXT)),
                Samples.ended(logged())));
        desk.queues.agents.addAll(Hostile.agents(Hostile.TEXT));
        desk.queues.events.add(
                new View.Event(Samples.NOW, Hostile.TEXT, Hostile.TEXT, Hostile.TEXT, Map.of("reason", Hostile.TEXT)));
    }

    private Ending logged() throws Exception {
        Attempt like = Hostile.attempt(Hostile.TEXT, Outcome.OK);
        Attempt.LogRef where = new Attempt.LogRef(log.toString(), 0, Files.size(log));
        return new Ending(
                "match",
                State.DONE,
                Samples.message("logged"),
                new Attempt(
                        1,
                        1,
                        Outcome.OK,
                        like.detail(),
                        like.place(),
                        like.started(),
                        like.ended(),
                        like.usage(),
                        null,
                        where));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tasks apollo",
                "show apollo ID",
                "explain apollo ID",
                "logs apollo ID",
                "logs apollo logged",
                "results apollo --format csv",
                "events apollo",
                "agents apollo",
                "status apollo",
                "status --all",
                "status",
                "status apolo",
                "rollcall apollo",
                "purge apollo",
                "purge apollo --yes",
                "retry apollo ID",
                "cancel apollo ID",
                "show apollo NONE",
                "status NONE",
                "run NONE",
                "NONE"
            })
    void noCommandPassesOrdersToTheTerminal(String command) {
        String[] words = Stream.of(command.split(" "))
                .map(word -> word.equals("ID") ? "main/" + Hostile.TEXT : word.equals("NONE") ? Hostile.TEXT : word)
                .toArray(String[]::new);
        for (boolean colour : new boolean[] {false, true}) {
            for (boolean json : new boolean[] {false, true}) {
                desk.seeing(new TextStyle(100, colour, true, true));
                String[] all = json
                        ? Stream.concat(Stream.of(words), Stream.of("--json", "--verbose"))
                                .toArray(String[]::new)
                        : words;
                desk.types(all);
                String printed = OURS.matcher(desk.out() + desk.err()).replaceAll("");
                assertThat(printed).isNotEmpty().doesNotContain("\u001b");
                boolean manyLines = command.startsWith("logs") || command.contains("csv");
                assertThat(printed.lines()).noneMatch(line -> !manyLines && line.startsWith("muster: all"));
                assertThat(Hostile.COMMAND.matcher(printed).find()).as(printed).isFalse();
            }
        }
    }

    @Test
    void logsIntoAPipeAreExactAndOnATerminalHarmless() {
        assertThat(desk.types("logs", "apollo", "logged")).isZero();
        assertThat(desk.out.toByteArray()).isEqualTo(Hostile.TEXT.getBytes(StandardCharsets.UTF_8));
        desk.seeing(new TextStyle(80, true, true, true));
        assertThat(desk.types("logs", "apollo", "logged")).isZero();
        assertThat(desk.out()).isEqualTo(Harmless.text(Hostile.TEXT));
        assertThat(desk.types("logs", "apollo", "logged", "--raw")).isZero();
        assertThat(desk.out.toByteArray()).isEqualTo(Hostile.TEXT.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Only names that lead to places within this test's own folder: were the protection not there, as when somebody tries
     * this test by taking it out, what they lead to would be deleted. Never name a folder of the machine here.
     */
    @ParameterizedTest
    @ValueSource(strings = {"../../precious", "..", "a/../../../precious", ".", "x\ny"})
    void campaignThatIsCalledAsAPathIsNotRemovedFromIt(String name) throws Exception {
        Path precious = Files.createDirectories(folder.resolve("precious"));
        Files.writeString(precious.resolve("file"), "kept");
        Files.createDirectories(home.resolve("campaigns"));
        desk.queues.campaigns.clear();
        desk.queues.with(name, Samples.tally(0, 0, 1, 0, Map.of()));
        assertThat(desk.types("purge", name, "--yes", "--force")).isEqualTo(2);
        assertThat(desk.err()).contains("cannot be a campaign's name");
        assertThat(precious.resolve("file")).hasContent("kept");
        assertThat(desk.queues.asked).isEmpty();
    }
}
