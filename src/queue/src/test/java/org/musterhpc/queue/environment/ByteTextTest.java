package org.musterhpc.queue.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ByteTextTest {
    private static final byte[] LATIN_1 = {'c', 'a', 'f', (byte) 0xe9};

    @TempDir
    Path folder;

    @Test
    void utf8IsItsText() {
        for (String text : List.of("", "plain", "Grüße", "日本", "\uD83D\uDE00", "\uFFFD", "\uDBFF\uDFFD")) {
            assertThat(ByteText.of(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(text);
            assertThat(ByteText.bytes(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
            assertThat(ByteText.raw(text)).isFalse();
        }
    }

    @Test
    void whatIsNotUtf8BecomesTheSameBytesAgain() {
        String text = ByteText.of(LATIN_1);

        assertThat(text).isEqualTo("caf" + Character.toString(0x10FEE9));
        assertThat(ByteText.raw(text)).isTrue();
        assertThat(ByteText.bytes(text)).isEqualTo(LATIN_1);
        // And it passes through all that takes text.
        assertThat(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .isEqualTo(text);
        assertThat(TextNode.valueOf(text).toString()).isEqualTo("\"" + text + "\"");
    }

    @Test
    void anyBytesSurvive() {
        Random random = new Random(20);
        byte[][] pieces = {
            {'a'},
            {(byte) 0xe9},
            {(byte) 0xc3},
            {(byte) 0xa9},
            {(byte) 0xed, (byte) 0xb3, (byte) 0xa9},
            {(byte) 0xf4, (byte) 0x8f},
            "é".getBytes(StandardCharsets.UTF_8),
            Character.toString(0x10FEE9).getBytes(StandardCharsets.UTF_8),
            "\uD83D\uDE00".getBytes(StandardCharsets.UTF_8),
            {(byte) 0xff},
            {(byte) 0x80},
            {(byte) 0xc0, (byte) 0x80}
        };
        for (int round = 0; round < 5000; round++) {
            java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
            for (int i = random.nextInt(8); i >= 0; i--) {
                bytes.writeBytes(pieces[random.nextInt(pieces.length)]);
            }
            assertThat(ByteText.bytes(ByteText.of(bytes.toByteArray()))).isEqualTo(bytes.toByteArray());
        }
    }

    @Test
    void fileOfAnyNameIsFoundByItsText() throws IOException {
        Path file = Path.of(URI.create(folder.toUri() + "caf%E9%20%2B%3F"));
        Files.writeString(file, "x");
        Path below = Files.createDirectory(Path.of(URI.create(folder.toUri() + "dir%E9")))
                .resolve("é");
        Files.writeString(below, "y");

        String name = ByteText.name(file);
        assertThat(ByteText.bytes(name)).isEqualTo(new byte[] {'c', 'a', 'f', (byte) 0xe9, ' ', '+', '?'});
        assertThat(ByteText.path(folder, name)).isEqualTo(file);
        assertThat(ByteText.path(ByteText.of(file))).isEqualTo(file);
        assertThat(ByteText.path(folder, ByteText.name(below.getParent()) + "/é"))
                .hasContent("y");
        assertThat(ByteText.path(ByteText.of(below))).hasContent("y");
        assertThat(ByteText.path(Path.of("/elsewhere"), ByteText.of(file))).isEqualTo(file);
        assertThat(ByteText.of(Path.of("/"))).isEqualTo("/");
        assertThat(ByteText.path("/")).isEqualTo(Path.of("/"));
    }

    @Test
    void noFileHasANameWithNul() {
        assertThatThrownBy(() -> ByteText.path(folder, "a\0b")).isInstanceOf(InvalidPathException.class);
        assertThatThrownBy(() -> ByteText.path(folder, "a\0" + ByteText.of(LATIN_1)))
                .isInstanceOf(InvalidPathException.class);
    }
}
