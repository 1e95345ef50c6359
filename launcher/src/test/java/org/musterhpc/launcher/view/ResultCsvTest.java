package org.musterhpc.launcher.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.musterhpc.queue.model.Ending;

class ResultCsvTest {

    @Test
    void parametersAndPlainResultsHaveColumns() {
        ObjectNode result = JsonNodeFactory.instance.objectNode().put("shift", 1.25);
        result.putArray("points").add(1);
        Ending done = Samples.done("match/1", result, "image", "a,\"b\".png");
        Ending dead = Samples.dead("match/2", 3);
        ResultCsv csv = new ResultCsv();
        csv.see(done);
        csv.see(dead);
        assertThat(csv.head())
                .isEqualTo("id,stage,state,outcome,exit,signal,attempt,host,allocation,started,ended,wall_s,cpu_s,"
                        + "max_rss_bytes,image,image1,shift");
        assertThat(csv.row(done))
                .isEqualTo(
                        "match/1,match,DONE,OK,0,,1,node7,,2026-11-23T20:14:53.120Z,2026-11-23T20:14:55.120Z,2.0,1.5,"
                                + "86300000,\"a,\"\"b\"\".png\",,1.25");
        assertThat(csv.row(dead)).endsWith(",86300000,,a.png,");
    }

    @Test
    void namesThatAreTakenAreToldApart() {
        ResultCsv csv = new ResultCsv();
        csv.see(Samples.done("match/1", JsonNodeFactory.instance.numberNode(3), "host", "x", "result", "y"));
        assertThat(csv.head()).endsWith(",param.host,result,result.");
    }
}
