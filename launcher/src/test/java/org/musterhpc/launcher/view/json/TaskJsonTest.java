package org.musterhpc.launcher.view.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.musterhpc.launcher.view.Samples;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.State;

class TaskJsonTest {

    @Test
    void resultHasTheContractsKeysAndNumbersAsNumbers() {
        JsonNode line = TaskJson.result(Samples.dead("match/000003", 3));
        assertThat(line.toString())
                .isEqualTo(
                        "{\"id\":\"match/000003\",\"stage\":\"match\",\"state\":\"DEAD\",\"outcome\":\"EXIT\","
                                + "\"attempt\":2,\"params\":{\"image1\":\"a.png\"},\"exit\":3,\"signal\":null,\"reason\":null,"
                                + "\"agent\":\"local-1\",\"host\":\"node7\",\"cluster\":\"local\",\"allocation\":null,"
                                + "\"started\":\"2026-11-23T20:14:53.120Z\",\"ended\":\"2026-11-23T20:14:55.120Z\","
                                + "\"wall_s\":2.0,\"cpu_s\":1.5,\"max_rss_bytes\":86300000,"
                                + "\"log\":{\"file\":\"/logs/local-1/slot-1.log\",\"offset\":120,\"length\":34},\"result\":null}");
    }

    @Test
    void taskThatNeverRanHasNoOutcomeAndNoAttempt() {
        JsonNode line = TaskJson.line(Samples.task(State.PENDING, Samples.message("match/1", "n", "1")));
        assertThat(line.toString())
                .isEqualTo("{\"id\":\"match/1\",\"stage\":\"match\",\"state\":\"PENDING\",\"outcome\":null,"
                        + "\"attempt\":0,\"params\":{\"n\":\"1\"}}");
    }

    @Test
    void workingTaskNamesItsAgentAndTheAttemptThatRuns() {
        View.Holder holder =
                new View.Holder("local-1", 7, Samples.NOW, Samples.NOW.plusSeconds(60), Samples.NOW.plusSeconds(30));
        JsonNode line = TaskJson.line(
                new View.TaskView("match", State.WORKING, Samples.message("match/1"), holder, null, null, List.of()));
        assertThat(line.get("attempt").asInt()).isEqualTo(1);
        assertThat(line.get("agent").asText()).isEqualTo("local-1");
        assertThat(line.get("deadline").asText()).isEqualTo("2026-11-23T20:16:03.120Z");
    }

    @Test
    void taskThatAnotherRunsTooNamesBoth() {
        View.Second second = new View.Second("local-2", Samples.NOW, Samples.NOW.plusSeconds(90));
        View.Holder holder = new View.Holder("local-1", 7, Samples.NOW, Samples.NOW, Samples.NOW, second);
        JsonNode line = TaskJson.line(
                new View.TaskView("match", State.WORKING, Samples.message("match/1"), holder, null, null, List.of()));
        assertThat(line.get("agent").asText()).isEqualTo("local-1");
        assertThat(line.get("second").get("agent").asText()).isEqualTo("local-2");
        assertThat(line.get("second").get("started").asText()).isEqualTo("2026-11-23T20:15:03.120Z");
    }

    @Test
    void showHasAllAttemptsTheLastIncluded() {
        Attempt first = Samples.attempt(1, Outcome.SIGNAL, new Attempt.Detail(null, 9, null), null);
        JsonNode shown = TaskJson.show(Samples.ended(Samples.dead("match/000003", 3), first));
        assertThat(shown.get("history")).hasSize(2);
        assertThat(shown.get("history").get(0).get("signal").asInt()).isEqualTo(9);
        assertThat(shown.get("history").get(1).get("outcome").asText()).isEqualTo("EXIT");
        assertThat(shown.get("history").get(1).get("exit").asInt()).isEqualTo(3);
    }

    @Test
    void resultOfTheTaskIsPassedOnAsItIs() {
        JsonNode result = JsonNodeFactory.instance.objectNode().put("shift", 1.25);
        assertThat(TaskJson.result(Samples.done("match/1", result)).get("result"))
                .isEqualTo(result);
    }

    @Test
    void eventsOfMovesNameTheStateTheyLeadTo() {
        View.Event event =
                new View.Event(Samples.NOW, "retry", "match", "match/1", Map.of("outcome", "EXIT", "delay_ms", "1000"));
        JsonNode line = EventJson.of(event);
        assertThat(line.get("state").asText()).isEqualTo("DELAYED");
        assertThat(line.get("outcome").asText()).isEqualTo("EXIT");
        assertThat(line.get("delay_ms").isNumber()).isTrue();
        assertThat(line.get("time").asText()).isEqualTo("2026-11-23T20:15:03.120Z");
    }
}
