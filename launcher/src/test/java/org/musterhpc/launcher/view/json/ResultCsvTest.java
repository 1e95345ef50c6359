package org.musterhpc.launcher.view.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.musterhpc.launcher.view.Samples;
import org.musterhpc.queue.model.Ending;

class ResultCsvTest {

    @Test
    void parametersAndPlainResultsHaveColumns() {
        ObjectNode result = JsonNodeFactory.instance.objectNode().put("shift", 1.25);
        result.putArray("points").add(1);
        Ending done = Samples.done("match/1", result, "image", "a,\"b\".png");
        Ending dead = Samples.dead("match/2", 3);
        ResultCsv csv = new ResultCsv(false, Samples.runs());
        csv.see(done);
        csv.see(dead);
        assertThat(csv.head())
                .isEqualTo("id,stage,state,outcome,exit,signal,attempt,host,allocation,started,ended,wall_s,cpu_s,"
                        + "max_rss_bytes,image,image1,shift,ran.walltime,ran.memory,ran.command");
        assertThat(csv.row(done))
                .isEqualTo(
                        "match/1,match,DONE,OK,0,,1,node7,,2026-11-23T20:14:53.120Z,2026-11-23T20:14:55.120Z,2.0,1.5,"
                                + "86300000,\"a,\"\"b\"\".png\",,1.25,00:01:00,,true");
        assertThat(csv.row(dead)).endsWith(",86300000,,a.png,,00:01:00,,true");
    }

    @Test
    void namesThatAreTakenAreToldApart() {
        ResultCsv csv = new ResultCsv(false, Samples.runs());
        csv.see(Samples.done("match/1", JsonNodeFactory.instance.numberNode(3), "host", "x", "result", "y"));
        assertThat(csv.head()).contains(",param.host,result,result.,ran.walltime");
    }

    @Test
    void valueThatASpreadsheetWouldRunIsMadeText() {
        List<String> evil = List.of(
                "=cmd|' /C calc'!A0",
                "+1+cmd|x",
                "-2+3+cmd|x",
                "@SUM(A1)",
                "\t=1",
                "\r=1",
                "\n=1",
                "\uff1d1",
                "-",
                "+x",
                "--1");
        for (String value : evil) {
            ObjectNode result = JsonNodeFactory.instance.objectNode().put(value, value);
            Ending ending = Samples.done("=match/1", result, "param", value);
            ResultCsv csv = new ResultCsv(false, Samples.runs());
            csv.see(ending);
            String cell = "'" + value;
            String written = value.matches("(?s).*[\r\n].*") ? '"' + cell + '"' : cell;
            assertThat(csv.head()).contains(",param," + written + ",ran.walltime");
            assertThat(csv.row(ending)).startsWith("'=match/1,").contains("," + written + "," + written + ",00:01:00");
            ResultCsv raw = new ResultCsv(true, Samples.runs());
            raw.see(ending);
            assertThat(raw.row(ending)).startsWith("=match/1,").doesNotContain("'=match", "'" + value);
        }
    }

    @Test
    void numbersStayNumbers() {
        for (String number : List.of("-1", "+1", "-0.5", "-1e-9", "-.5", "-12.", "+49123")) {
            Ending ending = Samples.done("match/1", JsonNodeFactory.instance.numberNode(-7), "param", number);
            ResultCsv csv = new ResultCsv(false, Samples.runs());
            csv.see(ending);
            assertThat(csv.row(ending)).contains("," + number + ",-7,00:01:00");
        }
    }

    @Test
    void taskWithOtherColumnsThanWereGatheredHasNoLine() {
        ObjectNode shift = JsonNodeFactory.instance.objectNode().put("shift", 1.25);
        ResultCsv csv = new ResultCsv(false, Samples.runs());
        csv.see(Samples.done("match/1", shift, "image", "a"));
        assertThat(csv.row(Samples.done("match/2", shift, "image", "b"))).contains(",b,1.25,");
        assertThat(csv.row(Samples.done("match/3", shift, "group", "b"))).isNull();
        ObjectNode more = shift.deepCopy().put("turn", 2);
        assertThat(csv.row(Samples.done("match/4", more, "image", "b"))).isNull();
        assertThat(csv.row(Samples.done("match/5", shift.numberNode(3), "image", "b")))
                .isNull();
        more.putArray("turn");
        assertThat(csv.row(Samples.done("match/6", more, "image", "b"))).contains(",b,1.25,");
    }
}
