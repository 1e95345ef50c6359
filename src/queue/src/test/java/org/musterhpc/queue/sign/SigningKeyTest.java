package org.musterhpc.queue.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.QueueNames;
import org.musterhpc.queue.model.RetrySettings;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.TaskCommand;
import org.musterhpc.queue.model.codec.CampaignCodec;
import org.musterhpc.queue.model.codec.MessageCodec;
import org.musterhpc.queue.model.codec.MessageText;

class SigningKeyTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private final SigningKey key = SigningKey.fresh();

    private static Message message(String body) throws Exception {
        return MessageCodec.decode(body, "fallback");
    }

    private Message sent(String body) throws Exception {
        return message(MessageCodec.encode(key.sign("match", message(body))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"n\":1,\"id\":\"match/1\"}",
                "{\"n\":2,\"id\":\"match/2\",\"params\":{\"a\":0.10,\"b\":1e30,\"c\":1E-7,\"d\":-0.0,\"e\":12345678901234567890}}",
                "{\"n\":3,\"id\":\"match/3\",\"params\":{\"z\":null,\"a\":[1.50,{\"y\":\"\\u0000é\\n\"}]},\"command\":[\"a\",\"b c\"]}",
                "{\"n\":4,\"id\":\"match/4\",\"walltime\":\"00:10:00\",\"memory\":\"4G\",\"command\":\"x {{a}}\",\"own\":{\"k\":1.0}}"
            })
    void whatWasSignedIsKnownAgainWhereverItWasReadAndWritten(String body) throws Exception {
        Message sent = sent(body);
        for (int round = 0; round < 3; round++) {
            assertThat(key.signed("match", sent)).isTrue();
            sent = message(MessageCodec.encode(sent));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"n\":1,\"id\":\"match/1\"}",
                "{\"n\":2,\"id\":\"match/ü\",\"params\":{\"a\":0.10,\"b\":\"x \\\"y\\\"\",\"c\":null}}",
                "{\"n\":3,\"id\":\"match/3\",\"params\":{\"b\":1e30,\"c\":[1.50,{\"y\":1E-9}]}}",
                "{\"n\":4,\"id\":\"match/4\",\"attempt\":2,\"params\":{\"a\":1},\"sig\":\"of another key\"}",
            })
    void textIsSignedAsTheMessageIs(String line) throws Exception {
        MessageText signed = key.sign("match", MessageText.read(line));
        assertThat(signed.text()).isEqualTo(MessageCodec.encode(key.sign("match", message(line))));
        assertThat(key.signed("match", message(signed.text()))).isTrue();
        assertThat(signed.plain()).isFalse();
    }

    @Test
    void whatAgentsChangeIsNotSigned() throws Exception {
        Message sent = sent("{\"n\":1,\"id\":\"match/1\",\"params\":{\"a\":1}}");
        Message again = sent.withTries(new Message.Tries(2, 1, 1))
                .withNeeds(new Message.Needs(Duration.ofHours(1), 1L << 30, 2, null));
        assertThat(key.signed("match", message(MessageCodec.encode(again)))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"id\":\"match/2\"",
                "\"n\":8",
                "\"params\":{\"a\":2}",
                "\"params\":{\"a\":1,\"b\":2}",
                "\"command\":\"rm\"",
                "\"command\":null",
                "\"more\":1",
                "\"sig\":\"AAAAAAAAAAAAAAAAAAAAAA\"",
                "\"sig\":null",
                "\"sig\":7"
            })
    void anyChangeIsSeen(String change) throws Exception {
        Message sent = sent("{\"n\":1,\"id\":\"match/1\",\"params\":{\"a\":1},\"command\":\"true\"}");
        ObjectNode body = (ObjectNode) JSON.readTree(MessageCodec.encode(sent));
        body.setAll((ObjectNode) JSON.readTree("{" + change + "}"));
        assertThat(key.signed("match", message(body.toString()))).isFalse();
    }

    @Test
    void messageIsSignedForItsStageAndByItsKey() throws Exception {
        Message sent = sent("{\"n\":1,\"id\":\"match/1\"}");
        assertThat(key.signed("other", sent)).isFalse();
        assertThat(SigningKey.fresh().signed("match", sent)).isFalse();
        assertThat(SigningKey.of(key.text()).signed("match", sent)).isTrue();
    }

    private static Campaign campaign(String command, boolean foreign) throws Exception {
        JsonNode step = JSON.readTree("{\"x\":1e30,\"y\":0.10}");
        Stage stage = new Stage(
                "match",
                new TaskCommand.Shell(command),
                new Stage.ShellSetting("/w", Map.of("B", "2", "A", "1"), "", Stage.Logs.SLOT),
                new Stage.Limits(Duration.ofSeconds(5), 1, null),
                List.of(),
                List.of((ObjectNode) step, JsonNodeFactory.instance.objectNode().put("x", 1e30)),
                RetrySettings.DEFAULT,
                null,
                List.of(),
                0);
        return new Campaign("c", "d", "me", Instant.EPOCH, List.of(stage), foreign, "");
    }

    @Test
    void campaignIsKnownAgainAndNotWhereItWasChanged() throws Exception {
        Campaign signed = key.sign(campaign("true", false));
        Campaign read = CampaignCodec.decode(CampaignCodec.encode(signed));
        assertThat(key.signed(read)).isTrue();
        assertThat(key.signed(campaign("rm", false).withSignature(signed.signature())))
                .isFalse();
        assertThat(key.signed(campaign("true", true).withSignature(signed.signature())))
                .isFalse();
        assertThat(SigningKey.fresh().signed(read)).isFalse();
    }

    @Test
    void namesOfQueuesAreSignedWithTheRest() throws Exception {
        QueueNames names = new QueueNames("todo", null, "over");
        Campaign signed = key.sign(campaign("true", false).withQueues(names));
        Campaign read = CampaignCodec.decode(CampaignCodec.encode(signed));
        assertThat(read.queues()).isEqualTo(names);
        assertThat(key.signed(read)).isTrue();
        for (QueueNames others : List.of(QueueNames.USUAL, new QueueNames("todo", "doing", "over"))) {
            assertThat(key.signed(signed.withQueues(others).withSignature(signed.signature())))
                    .isFalse();
        }
    }

    @Test
    void trustFollowsTheKeyAndWhatTheCampaignAccepts() throws Exception {
        Message forged = message("{\"id\":\"x\"}");
        Message changed = message("{\"id\":\"x\",\"sig\":\"abc\"}");
        Trust strict = Trust.in(key.sign(campaign("true", false)), key);
        assertThat(strict.objection("match", sent("{\"id\":\"x\"}"))).isNull();
        assertThat(strict.objection("match", forged)).contains("not signed");
        assertThat(strict.objection("match", changed)).contains("not the campaign's");
        Trust open = Trust.in(key.sign(campaign("true", true)), key);
        assertThat(open.objection("match", forged)).isNull();
        assertThat(open.objection("match", changed)).contains("not the campaign's");
        Campaign unsigned = campaign("true", false);
        assertThat(Trust.in(unsigned, null).objection("match", forged)).isNull();
        assertThatThrownBy(() -> Trust.in(unsigned, key)).isInstanceOf(UntrustedException.class);
        Campaign signed = key.sign(unsigned);
        assertThatThrownBy(() -> Trust.in(signed, null)).isInstanceOf(UntrustedException.class);
        assertThatThrownBy(() -> Trust.in(signed, SigningKey.fresh())).isInstanceOf(UntrustedException.class);
    }

    @Test
    void keyIsNotPrinted() {
        assertThat(key.toString()).doesNotContain(key.text());
        String close = key.text().substring(1);
        assertThatThrownBy(() -> SigningKey.of(close)).hasMessageNotContaining(close);
    }
}
