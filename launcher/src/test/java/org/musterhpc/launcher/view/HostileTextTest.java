package org.musterhpc.launcher.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.musterhpc.launcher.view.text.AgentText;
import org.musterhpc.launcher.view.text.EventText;
import org.musterhpc.launcher.view.text.ProgressText;
import org.musterhpc.launcher.view.text.StatusText;
import org.musterhpc.launcher.view.text.SummaryText;
import org.musterhpc.launcher.view.text.TaskText;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.State;

/** Whatever stands in texts of others, a terminal gets the very escapes that it gets with plain ones, and as many lines. */
class HostileTextTest {
    private static final Pattern ESCAPE = Pattern.compile("\u001b\\[?[0-9;]*[A-Za-z]?");

    /** What each view makes of a text that it is given at every place where a text of others may stand. */
    static Stream<Arguments> views() {
        return Stream.of(
                lines(
                        "task line",
                        (look, x) -> List.of(
                                TaskText.line(look, Hostile.working(x)),
                                TaskText.line(look, Hostile.dead(x)),
                                TaskText.line(look, Hostile.done(x)))),
                lines(
                        "show",
                        (look, x) -> TaskText.show(
                                look, "apollo", Hostile.dead(x), Samples.NOW, ZoneOffset.UTC, Hostile.runs(x))),
                lines(
                        "show working",
                        (look, x) -> TaskText.show(
                                look, "apollo", Hostile.working(x), Samples.NOW, ZoneOffset.UTC, Hostile.runs(x))),
                lines("explain dead", (look, x) -> Hostile.explained(look, Hostile.dead(x), x)),
                lines("explain working", (look, x) -> Hostile.explained(look, Hostile.working(x), x)),
                lines(
                        "explain pending",
                        (look, x) -> Hostile.explained(look, Samples.task(State.PENDING, Hostile.message(x)), x)),
                lines(
                        "explain blocked",
                        (look, x) -> Hostile.explained(look, Samples.task(State.BLOCKED, Hostile.message(x)), x)),
                lines("explain delayed", (look, x) -> Hostile.explained(look, Hostile.delayed(x), x)),
                lines(
                        "explain cancelled",
                        (look, x) -> Hostile.explained(look, Samples.task(State.CANCELLED, Hostile.message(x)), x)),
                lines(
                        "events",
                        (look, x) -> List.of(EventText.line(
                                look,
                                new View.Event(Samples.NOW, "bury" + x, x, x, Map.of("why" + x, x)),
                                ZoneOffset.UTC))),
                lines("agents", (look, x) -> AgentText.of(look, Hostile.agents(x), Samples.NOW)),
                lines("status", (look, x) -> StatusText.status(look, "apollo", Hostile.overview(x), 1)),
                lines(
                        "status --all",
                        (look, x) -> StatusText.all(look, Map.of("a" + x, Hostile.overview(x)), Set.of("a" + x))),
                lines(
                        "rollcall",
                        (look, x) -> StatusText.rollcall(
                                look,
                                "apollo",
                                Hostile.overview(x),
                                new View.Audit(2, List.of(x + 1), List.of(x + 2)))),
                lines(
                        "cluster",
                        (look, x) -> Hostile.clusters(x).stream()
                                .map(cluster -> cluster.line(Samples.NOW, false))
                                .toList()),
                lines("progress", (look, x) -> ProgressText.block(look, Hostile.progress(x))),
                lines("progress line", (look, x) -> List.of(ProgressText.line(look, Hostile.progress(x)))),
                lines("summary", (look, x) -> SummaryText.of(look, Hostile.summary(x))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("views")
    void textsOfOthersForgeNothing(String name, BiFunction<TextStyle, String, List<String>> view) {
        for (boolean colour : new boolean[] {true, false}) {
            for (int width : new int[] {80, 1000}) {
                TextStyle look = new TextStyle(width, colour, true, true);
                String benign = printed(look, view.apply(look, "x"));
                String hostile = printed(look, view.apply(look, Hostile.TEXT));
                assertThat(escapes(hostile)).isEqualTo(escapes(benign));
                assertThat(hostile.lines()).hasSameSizeAs(benign.lines().toList());
                assertThat(Hostile.COMMAND.matcher(hostile).find()).as(hostile).isFalse();
            }
        }
    }

    /** The net below the views: with nothing made harmless by them, a line still gives no orders. */
    @Test
    void lineThatAViewForgotIsMadeHarmlessByTheOutput() {
        TextStyle colour = new TextStyle(80, true, true, true);
        assertThat(printed(
                        colour,
                        List.of("a\u001b[2J" + colour.paint().good("ok") + "\u001b]0;t\u0007\u001b[38;5;1m\u009b")))
                .isEqualTo("a^[[2J\u001b[32mok\u001b[0m^[]0;t^G^[[38;5;1m\\u009b\n");
        assertThat(printed(TextStyle.plain(true), List.of("\u001b[32m\u001b"))).isEqualTo("^[[32m^[\n");
    }

    @Test
    void jsonIsTheSameValueWithoutAnythingThatATerminalObeys() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Output output = new Output(bytes, TextStyle.plain(true));
        output.json(Json.object().put(Hostile.TEXT, Hostile.TEXT));
        output.flush();
        String json = bytes.toString(StandardCharsets.UTF_8);
        assertThat(Hostile.COMMAND.matcher(json).find()).isFalse();
        assertThat(json).doesNotContain("\u001b").hasLineCount(1);
        assertThat(JsonMapper.builder().build().readTree(json).get(Hostile.TEXT).textValue())
                .isEqualTo(Hostile.TEXT);
    }

    @Test
    void csvIsExactForProgramsAndHarmlessOnATerminal() {
        for (boolean live : new boolean[] {true, false}) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            Output output = new Output(bytes, new TextStyle(80, false, true, live));
            output.data(Hostile.TEXT);
            output.flush();
            String text = bytes.toString(StandardCharsets.UTF_8);
            assertThat(text).isEqualTo((live ? Harmless.text(Hostile.TEXT) : Hostile.TEXT) + "\n");
        }
    }

    private static Arguments lines(String name, BiFunction<TextStyle, String, List<String>> view) {
        return Arguments.of(name, view);
    }

    private static String printed(TextStyle look, List<String> lines) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Output output = new Output(bytes, look);
        output.lines(lines);
        output.flush();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static List<String> escapes(String text) {
        return ESCAPE.matcher(text).results().map(MatchResult::group).toList();
    }
}
