package org.musterhpc.launcher.cluster.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.musterhpc.launcher.cluster.pool.ScalingPolicy.Backlog;
import org.musterhpc.launcher.cluster.pool.ScalingPolicy.Bounds;
import org.musterhpc.launcher.cluster.pool.ScalingPolicy.Supply;
import org.musterhpc.launcher.cluster.pool.ScalingPolicy.Verdict;

/** How many agents a pool shall have. */
class ScalingPolicyTest {

    /** Tasks of one slot each; agents of four slots. Site -1: not known. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            # what                                      waiting|working|each_s|min|max|site|elements|alive|ending|leaving|outdated|| goal|submit|letGo
            nothing to do, nothing there               |     0|0|  60|0|20|-1|  0| 0|0|0|0||  0| 0|0
            nothing to do, min is kept                 |     0|0|  60|2|20|-1|  0| 0|0|0|0||  2| 2|0
            nothing to do, one of min was killed       |     0|0|  60|2|20|-1|  1| 1|0|0|0||  2| 1|0
            one task brings one agent                  |     1|0|   1|0|20|-1|  0| 0|0|0|0||  1| 1|0
            short tasks: a minute of work for each     |   600|0|   1|0|20|-1|  0| 0|0|0|0||  3| 3|0
            long tasks: no more than have a task each  |    10|0|3600|0|20|-1|  0| 0|0|0|0||  3| 3|0
            what runs counts as well                   |     2|8|3600|0|20|-1|  2| 2|0|0|0||  3| 1|0
            what runs alone lets nothing grow          |     0|8|3600|0|20|-1|  2| 2|0|0|0||  0| 0|0
            max holds                                  |100000|0|3600|0|20|-1|  0| 0|0|0|0|| 20|20|0
            max holds with what waits in the queue     |100000|0|3600|0|20|-1| 18| 3|0|0|0|| 20| 2|0
            max holds when all are there               |100000|0|3600|0|20|-1| 20|20|0|0|0|| 20| 0|0
            max is of all that is there                |100000|0|3600|0| 3|-1|  5| 5|0|0|0||  3| 0|2
            the site lets the user have fewer          |100000|0|3600|0|20| 6|  4| 4|0|0|0|| 20| 2|0
            the site is full                           |100000|0|3600|0|20| 4|  4| 4|0|0|0|| 20| 0|0
            more than wanted leave by themselves       |     1|0|   1|0|20|-1|  7| 7|0|0|0||  1| 0|0
            who is about to end is followed            |     0|0|  60|2|20|-1|  2| 2|1|0|0||  2| 1|0
            who is about to end has room beside him    |100000|0|3600|0| 3|-1|  3| 3|1|0|0||  3| 0|0
            two campaigns' worth and one there         |     8|0|3600|0| 3|-1|  1| 1|0|0|0||  2| 1|0
            upgrade: others come first                 |100000|0|3600|0|20|-1| 10|10|10|0|10||20|10|0
            upgrade: one has come, one goes            |     0|0|  60|2|20|-1|  3| 3|2|0|2||  2| 1|1
            upgrade: all have come, all go             |     0|0|  60|2|20|-1|  4| 4|2|0|2||  2| 0|2
            upgrade: at max one makes room             |100000|0|3600|0| 3|-1|  3| 3|3|0|3||  3| 0|1
            upgrade: at max one after the other        |100000|0|3600|0| 3|-1|  3| 3|3|1|2||  3| 0|0
            upgrade: of nothing to do all go           |     0|0|  60|0| 3|-1|  3| 3|3|0|3||  0| 0|3
            scaled down: others were told to already   |     0|0|  60|2| 2|-1|  5| 5|3|3|0||  2| 0|0
            scaled to none                             |   100|0|3600|0| 0|-1|  2| 2|0|0|0||  0| 0|2
            an answer was lost: it counts as there     |     8|0|3600|0| 2|-1|  2| 0|0|0|0||  2| 0|0
            """)
    void decides(
            String what,
            long waiting,
            long working,
            long each,
            int min,
            int max,
            int site,
            int elements,
            int alive,
            int ending,
            int leaving,
            int outdated,
            String nothing,
            int goal,
            int submit,
            int letGo) {
        long tasks = waiting + working;
        Verdict verdict = ScalingPolicy.decide(
                new Backlog(waiting, working, tasks, Duration.ofSeconds(tasks * each)),
                new Bounds(min, max, site < 0 ? null : Integer.valueOf(site)),
                new Supply(elements, alive, ending, leaving, outdated, 4));
        assertThat(verdict).as(what + ": " + verdict.reasons()).satisfies(it -> {
            assertThat(it.goal()).as("goal").isEqualTo(goal);
            assertThat(it.submit()).as("submit").isEqualTo(submit);
            assertThat(it.letGo()).as("letGo").isEqualTo(letGo);
        });
        assertThat(elements + verdict.submit()).as("never more than max").isLessThanOrEqualTo(Math.max(max, elements));
        assertThat(verdict.reasons()).isNotEmpty();
    }

    @Test
    void reasonsAreWords() {
        Verdict verdict = ScalingPolicy.decide(
                new Backlog(1000, 8, 1008, Duration.ofHours(20)), new Bounds(0, 3, null), new Supply(2, 1, 0, 0, 0, 4));
        assertThat(verdict.reasons())
                .containsExactly(
                        "1000 tasks wait and 8 run, some 20:00:00 of work for one slot: 252 agents of 4 slots would do,"
                                + " as more would have no task",
                        "max is 3",
                        "1 agent alive, 1 element is yet to start or just over",
                        "1 more to be submitted");
        assertThat(ScalingPolicy.decide(Backlog.NONE, new Bounds(0, 3, null), new Supply(0, 0, 0, 0, 0, 1))
                        .reasons())
                .containsExactly("no task waits or runs", "min is 0: none is needed", "no agent is alive");
    }

    @Test
    void onMachinesTheSameIsSaidOfAgents() {
        Bounds bounds = new Bounds(3, 6, null, ScalingPolicy.Place.MACHINE, 3);
        assertThat(ScalingPolicy.decide(
                                new Backlog(100, 0, 100, Duration.ofHours(20)), bounds, new Supply(3, 2, 0, 0, 0, 4))
                        .reasons())
                .endsWith(
                        "max is 6 (2 on each of 3 machines)",
                        "2 agents alive, 1 agent is yet to start or just over",
                        "3 more to be started");
        assertThat(ScalingPolicy.decide(Backlog.NONE, bounds, new Supply(5, 5, 0, 0, 0, 4))
                        .reasons())
                .containsExactly(
                        "no task waits or runs",
                        "min is 3 (1 on each of 3 machines)",
                        "5 agents alive",
                        "those that have nothing to do are told to leave once they were idle for long enough");
    }
}
