package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/** {@code redis-cli} as a producer. */
class ForeignProducerIT {

    @Test
    void bareMessagesAreRunAndWhatIsNotJsonIsDeadWithAReason() throws IOException, InterruptedException {
        try (Muster muster = new Muster()) {
            muster.write("muster.yml", "agent: {slots: 2}\n");
            muster.write("open.yml", """
                    command: echo {{name}} >> ran.log
                    tasks: {list: [ours], as: name}
                    walltime: 5m
                    foreign_messages: accept
                    """);
            assertThat(muster.run("submit", "open.yml", "--stage-only").exit()).isZero();
            RedisCli.of(muster).rpush("open", "{\"id\":\"theirs\",\"params\":{\"name\":\"theirs\"}}");
            RedisCli.of(muster).rpush("open", "not json");
            RedisCli.of(muster).rpush("open", "{\"params\":{\"other\":1}}");
            assertThat(muster.run("rollcall", "open", "--json")
                            .json()
                            .path("foreign")
                            .asInt())
                    .isEqualTo(3);

            Ended run = muster.run("run", "open.yml");
            assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(1);
            assertThat(Files.readAllLines(muster.folder.resolve("ran.log")))
                    .containsExactlyInAnyOrder("ours", "theirs");
            JsonNode total = muster.run("status", "open", "--json").json().path("total");
            assertThat(total.path("done").asInt()).isEqualTo(2);
            assertThat(total.path("dead").asInt()).isEqualTo(2);
            assertThat(muster.run("results", "open", "--json").jsonLines())
                    .filteredOn(result -> result.path("state").asText().equals("DEAD"))
                    .allMatch(result -> result.path("outcome").asText().equals("BAD_MESSAGE")
                            && !result.path("reason").asText().isEmpty());
            assertThat(muster.run("rollcall", "open").exit()).isZero();
        }
    }
}
