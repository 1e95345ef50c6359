package org.musterhpc.launcher.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.ArrayRecord.Seen;
import org.musterhpc.queue.model.ArrayRecord.State;
import org.musterhpc.queue.model.Goal;

class ClusterStandingTest {
    private static final Instant NOW = Samples.NOW;

    private static ArrayRecord array(String cluster, String job, State state, Seen seen, Duration age) {
        return new ArrayRecord(
                "m-a-1",
                cluster,
                job,
                new ArrayRecord.Elements(0, 9, null, false),
                new ArrayRecord.ElementSize(Duration.ofMinutes(30), 1, null),
                seen,
                new ArrayRecord.Standing(state, NOW.minus(age), NOW.minus(age)));
    }

    private static List<String> lines(Map<String, Goal> goals, ArrayRecord... arrays) {
        return ClusterStanding.of(List.of(arrays), goals).stream()
                .map(standing -> standing.line(NOW, false))
                .toList();
    }

    @Test
    void elementsAreAddedUpByCluster() {
        Duration young = Duration.ofSeconds(20);
        assertThat(lines(
                        Map.of("a", new Goal.Auto(), "b", new Goal.Fixed(10)),
                        array("a", "7", State.SUBMITTED, new Seen(2, 3, 5, "Resources", false), young),
                        array("a", "8", State.SUBMITTED, new Seen(0, 4, 6, "", false), young),
                        array("a", "9", State.ENDED, new Seen(0, 0, 10, "", false), young),
                        array("b", "", State.INTENT, Seen.nothing(10), young)))
                .containsExactly(
                        "cluster a: 7 running, 2 waiting (Resources: it is next, and waits for free nodes), arrays 7, 8",
                        "cluster b: 0 running, 0 waiting, 1 array being submitted");
    }

    @Test
    void whatNeverStartsIsTold() {
        assertThat(lines(
                        Map.of("a", new Goal.Auto()),
                        array("a", "7", State.SUBMITTED, new Seen(2, 0, 0, "Resources", false), Duration.ZERO),
                        array("a", "8", State.SUBMITTED, new Seen(2, 0, 0, "PartitionTimeLimit", true), Duration.ZERO)))
                .containsExactly(
                        "cluster a: 0 running, 4 waiting (PartitionTimeLimit: it asks for more time than the partition"
                                + " allows), arrays 7, 8; they will not start"
                                + " by themselves");
        assertThat(ClusterStanding.of(
                                List.of(array(
                                        "a",
                                        "8",
                                        State.SUBMITTED,
                                        new Seen(2, 0, 0, "PartitionConfig", true),
                                        Duration.ZERO)),
                                Map.of("a", new Goal.Auto()))
                        .get(0)
                        .lines(NOW, false))
                .hasSize(2)
                .last()
                .asString()
                .contains("what can be done: lower cpus: of the cluster");
    }

    @Test
    void whatASiteHasNoRoomForIsTold() {
        ArrayRecord held =
                array("a", "", State.REFUSED, new Seen(0, 0, 0, "qsub: would exceed x", false), Duration.ZERO);
        String rest = "; the site takes no more now (qsub: would exceed x), the rest is submitted when there is room";
        assertThat(lines(Map.of("a", new Goal.Fixed(50)), held)).containsExactly("cluster a: no elements" + rest);
        assertThat(lines(
                        Map.of("a", new Goal.Fixed(50)),
                        array("a", "7", State.SUBMITTED, new Seen(0, 3, 0, "", false), Duration.ZERO),
                        held))
                .containsExactly("cluster a: 3 running, 0 waiting, array 7" + rest);
        ObjectNode status = Json.object();
        ClusterStanding.put(status, ClusterStanding.of(List.of(held), Map.of("a", new Goal.Fixed(50))));
        assertThat(status.at("/clusters/0/held").asText()).isEqualTo("qsub: would exceed x");
    }

    @Test
    void whoeverSubmitsThereNowIsTold() {
        assertThat(ClusterStanding.of(List.of(), Map.of("a", new Goal.Auto()), cluster -> true))
                .singleElement()
                .satisfies(standing -> {
                    assertThat(standing.line(NOW, false))
                            .isEqualTo("cluster a: no elements yet; a program of Muster is at work there");
                    assertThat(standing.coming()).isTrue();
                });
    }

    @Test
    void newsThatNobodyHasRefreshedAreToldAsOld() {
        assertThat(lines(
                        Map.of("a", new Goal.Auto()),
                        array("a", "7", State.SUBMITTED, new Seen(2, 0, 0, "", false), Duration.ofMinutes(5))))
                .containsExactly(
                        "cluster a: 0 running, 2 waiting, array 7, as of 5 min ago: nobody looks after it (muster sentinel)");
    }

    @Test
    void clustersThatAreDoneWithAreLeftOut() {
        assertThat(lines(Map.of("a", new Goal.Fixed(0)))).isEmpty();
        assertThat(lines(Map.of("a", new Goal.Auto()))).containsExactly("cluster a: no elements");
    }

    @Test
    void jsonHasWhatProgramsNeed() {
        ObjectNode status = Json.object();
        ClusterStanding.put(
                status,
                ClusterStanding.of(
                        List.of(array("a", "7", State.SUBMITTED, new Seen(2, 3, 5, "Priority", false), Duration.ZERO)),
                        Map.of("a", new Goal.Auto())));
        assertThat(status.toString())
                .isEqualTo("{\"clusters\":[{\"cluster\":\"a\",\"goal\":\"auto\",\"pending\":2,\"running\":3,"
                        + "\"arrays\":[\"7\"],\"as_of\":\"" + Times.rfc3339(NOW)
                        + "\",\"unsure\":0,\"reason\":\"Priority\","
                        + "\"meaning\":\"others go before it\",\"remedy\":null,"
                        + "\"stuck\":false}]}");
    }
}
