package org.musterhpc.agent.handler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which lines of a handler's stdout are answers, and which are log. */
class AnswerReaderTest {
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final List<HandlerReply> said = new ArrayList<>();

    private void read(InputStream in) throws IOException {
        new AnswerReader(log, said::add).read(in);
    }

    private void read(String text) throws IOException {
        read(new ByteArrayInputStream(text.getBytes(UTF_8)));
    }

    /** As a pipe gives it: a byte a read. */
    private static final class Trickle extends ByteArrayInputStream {
        Trickle(String text) {
            super(text.getBytes(UTF_8));
        }

        @Override
        public synchronized int read(byte[] into, int from, int most) {
            return super.read(into, from, Math.min(1, most));
        }
    }

    @Test
    void answersAreTakenOutOfWhatElseIsPrinted() throws IOException {
        read("one\n{\"id\": \"s/1\", \"ok\": true, \"result\": {\"a\": 1}}\ntwo\n{\"a\": 1}\n");

        assertThat(said).singleElement().isInstanceOfSatisfying(HandlerReply.Answer.class, answer -> {
            assertThat(answer.id()).isEqualTo("s/1");
            assertThat(answer.exit()).isZero();
            assertThat(answer.error()).isNull();
            assertThat(String.valueOf(answer.result())).isEqualTo("{\"a\":1}");
            assertThat(answer.last()).isFalse();
        });
        assertThat(log.toString(UTF_8)).isEqualTo("one\ntwo\n{\"a\": 1}\n");
    }

    @Test
    void linesMayComeInAnyPiecesAndOneThatNoNewlineEndsIsTheLast() throws IOException {
        read(new Trickle("é\n\n{\"ok\":false,\"id\":\"x\"}\n no {\n{\"id\":\"y\",\"ok\":true}"));

        assertThat(said).hasSize(2);
        assertThat(said.get(0)).isEqualTo(new HandlerReply.Answer("x", 1, null, null, false));
        assertThat(said.get(1)).isEqualTo(new HandlerReply.Answer("y", 0, null, null, true));
        assertThat(log.toString(UTF_8)).isEqualTo("é\n\n no {\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{}",
                "{id: s/1, ok: true}",
                "{'id': 's/1', 'ok': True}",
                "{\"id\": \"s/1\"}",
                "{\"ok\": true}",
                "{\"id\": \"s/1\", \"ok\": true} and more",
                " {\"id\": \"s/1\", \"ok\": true}",
                "[{\"id\": \"s/1\", \"ok\": true}]",
                "50%{\"id\": \"s/1\", \"ok\": true}"
            })
    void whatOnlyLooksLikeAnAnswerIsLog(String line) throws IOException {
        read(line + "\n");
        assertThat(said).isEmpty();
        assertThat(log.toString(UTF_8)).isEqualTo(line + "\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\": 1, \"ok\": true}",
                "{\"id\": null, \"ok\": true}",
                "{\"id\": \"s/1\", \"ok\": \"yes\"}",
                "{\"id\": \"s/1\", \"ok\": null}",
                "{\"id\": \"s/1\", \"ok\": false, \"exit\": 0}",
                "{\"id\": \"s/1\", \"ok\": false, \"exit\": 256}",
                "{\"id\": \"s/1\", \"ok\": false, \"exit\": \"3\"}",
                "{\"id\": \"s/1\", \"ok\": false, \"exit\": 1e99}"
            })
    void answerThatIsNoneIsAFault(String line) throws IOException {
        read(line + "\n");
        assertThat(said).singleElement().isInstanceOf(HandlerReply.Fault.class);
        assertThat(log.size()).isZero();
    }

    @Test
    void failureHasAStatusAndWordsThatAreNotEndless() throws IOException {
        read("{\"id\":\"s/1\",\"ok\":false,\"exit\":7,\"error\":\"" + "x".repeat(5000) + "\"}\n");
        assertThat(said).singleElement().isInstanceOfSatisfying(HandlerReply.Answer.class, answer -> {
            assertThat(answer.exit()).isEqualTo(7);
            assertThat(answer.error()).hasSize(1001).startsWith("xxx").endsWith("…");
        });
    }

    @Test
    void lineThatMightBeAnAnswerIsBoundedAndOthersAreNot() throws IOException {
        String longest = "{\"id\":\"s/1\",\"ok\":true,\"result\":\"";
        String fits = longest + "x".repeat(AnswerReader.LONGEST - longest.length() - 2) + "\"}";
        read("y".repeat(3 << 20) + "\n" + fits + "\n{" + "z".repeat(3 << 20) + "\n" + "{\"id\":\"s/2\",\"ok\":true}\n");

        assertThat(said).hasSize(3);
        assertThat(said.get(0)).isInstanceOf(HandlerReply.Answer.class);
        assertThat(said.get(1)).isInstanceOf(HandlerReply.Fault.class);
        assertThat(said.get(2)).isEqualTo(new HandlerReply.Answer("s/2", 0, null, null, false));
        assertThat(log.size()).isEqualTo(2 * (3 << 20) + 3);
    }
}
