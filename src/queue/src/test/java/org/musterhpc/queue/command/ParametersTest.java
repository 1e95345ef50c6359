package org.musterhpc.queue.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ParametersTest {

    @Test
    void valueThatIsTooLongForAVariableIsLeftOut() {
        int room = Parameters.LONGEST_ARGUMENT - "MUSTER_PARAM_A=".length();
        Map<String, JsonNode> params = new LinkedHashMap<>();
        params.put("a", TextNode.valueOf("x".repeat(room)));
        params.put("b", TextNode.valueOf("x".repeat(room + 1)));
        params.put("c", TextNode.valueOf("é".repeat(room / 2 + 1)));
        params.put("d", IntNode.valueOf(7));

        assertThat(Parameters.environment(params)).containsOnlyKeys("MUSTER_PARAM_A", "MUSTER_PARAM_D");
        assertThat(Parameters.leftOut(params)).containsExactly("MUSTER_PARAM_B", "MUSTER_PARAM_C");
    }

    @Test
    void togetherTheyLeaveRoomForTheRest() {
        Map<String, JsonNode> params = new LinkedHashMap<>();
        for (int i = 0; i < 40; i++) {
            params.put("p" + i, TextNode.valueOf("x".repeat(100_000)));
        }
        int length = Parameters.environment(params).values().stream()
                .mapToInt(String::length)
                .sum();

        assertThat(length).isBetween(900_000, 1 << 20);
        assertThat(Parameters.leftOut(params)).hasSize(40 - length / 100_000);
    }
}
