package org.musterhpc.queue.model.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.TaskCommand;

class MessageCodecTest {

    @Test
    void numberAndIdComeFirstAndDefaultsAreLeftOut() throws BadMessageException {
        Message message =
                MessageCodec.decode("{\"v\":1,\"params\":{\"a\":\"b\"},\"attempt\":0,\"id\":\"x/1\",\"n\":7}", "?");
        assertThat(MessageCodec.encode(message)).isEqualTo("{\"n\":7,\"id\":\"x/1\",\"params\":{\"a\":\"b\"}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"n\":0,\"id\":\"x\",\"params\":{\"big\":123456789012345678901234567890,\"exact\":0.10,\"small\":1E-400}}",
                "{\"n\":0,\"id\":\"x\",\"params\":{\"empty\":[],\"nothing\":{},\"null\":null}}",
                "{\"n\":0,\"id\":\"x\",\"colour\":[],\"deep\":{\"a\":[1,{\"b\":2.50}]}}",
                "{\"n\":0,\"id\":\"ü/\\\"\\\\\\n\",\"params\":{\"\\u0000\":\"\\u0007\"}}",
            })
    void whatWeDoNotKnowComesOutAsItWentIn(String body) throws BadMessageException {
        String again = MessageCodec.encode(MessageCodec.decode(body, "?"));
        assertThat(MessageCodec.encode(MessageCodec.decode(again, "?"))).isEqualTo(again);
        assertThat(again.replace("0." + "0".repeat(399) + "1", "1E-400")).isEqualTo(body);
    }

    @Test
    void everyFieldMakesTheRoundTrip() throws BadMessageException {
        Message message = MessageCodec.decode(
                "{\"id\":\"x\",\"attempt\":3,\"failures\":1,\"losses\":2,\"param_step\":1,\"walltime\":\"90s\","
                        + "\"memory\":\"2G\",\"command\":[\"echo\",\"a b\"],\"params\":{}}",
                "?");
        assertThat(message.tries()).isEqualTo(new Message.Tries(3, 1, 2));
        assertThat(message.needs().walltime()).isEqualTo(Duration.ofSeconds(90));
        assertThat(message.needs().memory()).isEqualTo(2L << 30);
        assertThat(message.needs().command()).isEqualTo(new TaskCommand.Argv(List.of("echo", "a b")));
        assertThat(MessageCodec.decode(MessageCodec.encode(message), "?")).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`not json` | not valid JSON",
                "`[]` | not a JSON object",
                "`{} {}` | Trailing",
                "`{\"id\":1}` | id",
                "`{\"id\":\"\"}` | id",
                "`{\"id\":\"x\",\"id\":\"y\"}` | Duplicate",
                "`{\"params\":[]}` | params",
                "`{\"v\":2}` | v",
                "`{\"attempt\":-1}` | attempt",
                "`{\"attempt\":1.5}` | attempt",
                "`{\"walltime\":\"soon\"}` | walltime",
                "`{\"walltime\":\"0\"}` | walltime",
                "`{\"walltime\":\"90\"}` | walltime",
                "`{\"walltime\":90}` | walltime",
                "`{\"memory\":\"much\"}` | memory",
                "`{\"command\":{}}` | command",
                "`{\"command\":[1]}` | command",
                "`{\"command\":\"\"}` | command",
                "`{\"n\":\"7\"}` | n",
            })
    void wrongMessageIsRefusedWithTheKey(String body, String named) {
        assertThatThrownBy(() -> MessageCodec.decode(body, "?"))
                .isInstanceOf(BadMessageException.class)
                .hasMessageContaining(named);
    }

    @Test
    void messageWithoutIdTakesTheOneThatItIsGiven() throws BadMessageException {
        assertThat(MessageCodec.decode("{}", "x/f1").id()).isEqualTo("x/f1");
    }
}
