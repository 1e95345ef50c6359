package org.musterhpc.launcher.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.musterhpc.launcher.view.json.StatusJson;
import org.musterhpc.launcher.view.text.StatusText;
import org.musterhpc.queue.Flaw;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.State;

class StatusTest {
    private static final View.Overview OVERVIEW = overview();

    @Test
    void tableLeavesOutStatesThatNoTaskIsIn() {
        assertThat(StatusText.status(Samples.terminal(80), "apollo", OVERVIEW, 148.3))
                .containsExactly(
                        "apollo  running · 58% done · 2 agents · 148/s",
                        "STAGE  PENDING  WORKING   DONE  DEAD",
                        "match        0        0  1,000     0",
                        "merge      829        4    164     3",
                        "total      829        4  1,164     3",
                        "failed attempts: EXIT ×3");
    }

    @Test
    void pipedNumbersAreNotGrouped() {
        assertThat(StatusText.status(Samples.PLAIN, "apollo", OVERVIEW, 0))
                .contains("total      829        4  1164     3");
    }

    @Test
    void statusJsonHasTheContractsShape() {
        JsonNode status = StatusJson.status("apollo", OVERVIEW, 148.346);
        assertThat(status.toString())
                .startsWith("{\"campaign\":\"apollo\",\"stages\":[{\"stage\":\"match\",\"pending\":0,\"blocked\":0,"
                        + "\"delayed\":0,\"working\":0,\"done\":1000,\"dead\":0,\"cancelled\":0},")
                .contains("\"total\":{\"pending\":829,\"blocked\":0,\"delayed\":0,\"working\":4,\"done\":1164,"
                        + "\"dead\":3,\"cancelled\":0},\"rate_per_s\":148.35,\"agents\":2");
    }

    @Test
    void rollcallJsonHasTheContractsShape() {
        assertThat(StatusJson.rollcall("apollo", OVERVIEW, null).toString())
                .startsWith(
                        "{\"campaign\":\"apollo\",\"pushed\":2000,\"pending\":829,\"blocked\":0,\"delayed\":0,"
                                + "\"working\":4,\"done\":1164,\"dead\":3,\"cancelled\":0,\"foreign\":0,\"late\":0,\"holds\":true");
    }

    @Test
    void rollcallNamesWhatIsMissing() {
        View.Audit audit = new View.Audit(1_999, List.of("merge/000007"), List.of());
        assertThat(StatusText.rollcall(Samples.PLAIN, "apollo", OVERVIEW, audit))
                .endsWith(
                        "apollo: the roll does not hold",
                        "missing  merge/000007",
                        "mend it with: muster restore apollo");
        assertThat(StatusJson.rollcall("apollo", OVERVIEW, audit).get("holds").booleanValue())
                .isFalse();
    }

    @Test
    void rollcallTellsWhatDoesNotFitAndWhatToDo() {
        Flaw lease = new Flaw("match", Flaw.Kind.NO_LEASE, List.of("match/1", "match/2"), 7);
        Flaw agent = new Flaw("match", Flaw.Kind.UNKNOWN_AGENT, List.of("a\u001b[2J"), 1);
        View.Audit audit = new View.Audit(1_999, List.of(), List.of(), List.of(lease, agent));
        List<String> lines = StatusText.rollcall(Samples.PLAIN, "apollo", OVERVIEW, audit);
        assertThat(lines)
                .contains("apollo: the roll does not hold")
                .contains(
                        "wrong    match: 7 in flight, but in no index by expiry: nobody would take them back (match/1,"
                                + " match/2, …)")
                .anyMatch(line -> line.startsWith("note     match: 1 hold tasks") && line.contains("a^[[2J"))
                .last()
                .asString()
                .contains("muster sentinel apollo --once")
                .doesNotContain("restore");
        assertThat(new View.Audit(1, List.of(), List.of(), List.of(agent)).holds())
                .isTrue();
        assertThat(StatusJson.rollcall("apollo", OVERVIEW, audit).toString())
                .contains("\"kind\":\"NO_LEASE\"", "\"count\":7", "\"remedy\":\"sweep\"", "\"holds\":false");
    }

    @Test
    void lostTaskBreaksTheRoll() {
        Tally lost = new Tally(3, Map.of(State.DONE, 2L), 0, 0, true, Map.of(), 0);
        View.Overview overview = new View.Overview(Samples.NOW, false, 0, Map.of("match", lost));
        assertThat(StatusText.rollcall(Samples.PLAIN, "a", overview, null))
                .containsExactly(
                        "STAGE  PUSHED  ACCOUNTED  FOREIGN  LATE",
                        "match       3          2        0     0  ✗ does not hold",
                        "a: the roll does not hold");
    }

    private static View.Overview overview() {
        Map<String, Tally> stages = new LinkedHashMap<>();
        stages.put("match", Samples.tally(0, 0, 1_000, 0, Map.of(Outcome.OK, 1_000L)));
        stages.put("merge", Samples.tally(829, 4, 164, 3, Map.of(Outcome.OK, 164L, Outcome.EXIT, 3L)));
        return new View.Overview(Samples.NOW, false, 2, stages);
    }
}
