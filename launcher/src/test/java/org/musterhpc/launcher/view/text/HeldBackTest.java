package org.musterhpc.launcher.view.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.musterhpc.launcher.view.Explanation;
import org.musterhpc.launcher.view.Samples;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View;
import org.musterhpc.queue.WorkQueue.AgentInfo;
import org.musterhpc.queue.model.Bounds;
import org.musterhpc.queue.model.Bounds.Rate;
import org.musterhpc.queue.model.Bounds.Share;
import org.musterhpc.queue.model.RetrySettings;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.State;

class HeldBackTest {
    private static final View.TaskView PENDING = Samples.task(State.PENDING, Samples.message("match/1"));
    private static final Stage PLAIN = Samples.stage("match", RetrySettings.DEFAULT, null);

    private static List<String> reasons(Stage stage, Stage other, long working, long others, AgentInfo... agents) {
        Map<String, Tally> tallies = Map.of(
                "match",
                Samples.tally(5, working, 0, 0, Map.of()),
                other.name(),
                Samples.tally(0, others, 0, 0, Map.of()));
        View.Overview overview = new View.Overview(Samples.NOW, false, agents.length, tallies);
        List<View.AgentView> alive = Stream.of(agents)
                .map(agent -> new View.AgentView(agent, Samples.NOW, true, 1))
                .toList();
        Explanation known = new Explanation(
                "apollo", stage, PENDING, overview, alive, null, List.of(), List.of(stage, other), false, null);
        return ExplainText.reasons(known, ZoneOffset.UTC);
    }

    private static AgentInfo agent(Map<String, Long> offers) {
        return new AgentInfo("a", "local", "h", 1, "", 2, Duration.ofSeconds(30), offers);
    }

    private static Stage sharing(String name, int need) {
        Bounds bounds = new Bounds(0, null, Map.of("database", new Share(need, 10)));
        return Samples.stage(name, RetrySettings.DEFAULT, null).boundedBy(bounds);
    }

    @Test
    void asManyRunAsMay() {
        Stage bounded = PLAIN.boundedBy(new Bounds(3, null, Map.of()));
        assertThat(reasons(bounded, sharing("other", 1), 3, 0))
                .contains("of stage match 3 run, and max_running is 3: it begins when one of them ends");
    }

    @Test
    void aLimitIsTakenByOthersToo() {
        assertThat(reasons(sharing("match", 2), sharing("other", 3), 2, 2))
                .contains("it takes 2 of the campaign's limit database, of which 10 of 10 are taken: stage match has 4,"
                        + " stage other has 6; it begins when tasks of these end");
        assertThat(reasons(sharing("match", 2), sharing("other", 3), 1, 2)).noneMatch(line -> line.contains("limit"));
    }

    @Test
    void aRateIsTold() {
        Stage paced = PLAIN.boundedBy(new Bounds(0, new Rate(60, Duration.ofMinutes(1)), Map.of()));
        assertThat(reasons(paced, sharing("other", 1), 0, 0))
                .contains("of stage match 60 tasks may begin in 1 min (rate), one after the other");
    }

    @Test
    void whatNoAgentHasIsToldWithWhatToDo() {
        Stage greedy = PLAIN.limitedTo(new Stage.Limits(Duration.ofMinutes(1), 64, null, 1, Map.of("licence", 3)));
        AgentInfo small = agent(Map.of("cpus", 2L, "memory", 8L << 30, "gpus", 0L, "licence", 2L));
        assertThat(reasons(greedy, sharing("other", 1), 0, 0, small))
                .contains(
                        "it needs what none of the 1 agent has that live: cpus: 64, and the most that one has is 2;"
                                + " gpus: 1, and the most that one has is 0; licence: 3, and the most that one has is 2",
                        "lower resources: of the stage, then muster submit --update; or start agents that have more, by"
                                + " muster.yml: agent: {resources: …} for what has a name, cpus: and gpus: of a"
                                + " cluster");
        AgentInfo large = agent(Map.of("cpus", 64L, "memory", 8L << 30, "gpus", 1L, "licence", 3L));
        assertThat(reasons(greedy, sharing("other", 1), 0, 0, small, large))
                .noneMatch(line -> line.contains("needs what none"));
        assertThat(reasons(greedy, sharing("other", 1), 0, 0, agent(Map.of())))
                .as("one of an older program")
                .noneMatch(line -> line.contains("needs what none"));
    }

    @Test
    void oneThatHasEachButNotAllAtOnceDoesNotDo() {
        Stage greedy = PLAIN.limitedTo(new Stage.Limits(Duration.ofMinutes(1), 4, null, 1, Map.of()));
        assertThat(reasons(
                        greedy,
                        sharing("other", 1),
                        0,
                        0,
                        agent(Map.of("cpus", 4L, "gpus", 0L)),
                        agent(Map.of("cpus", 1L, "gpus", 1L))))
                .contains("it needs what none of the 2 agents has that live: all of it at once");
    }
}
