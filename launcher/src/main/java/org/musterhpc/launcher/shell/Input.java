package org.musterhpc.launcher.shell;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Bytes that can be read from the beginning as often as is needed. */
@FunctionalInterface
public interface Input {
    /** No bytes. */
    Input NOTHING = InputStream::nullInputStream;

    /** A fresh stream, which the caller closes. */
    InputStream open() throws IOException;

    static Input of(byte[] bytes) {
        return () -> new ByteArrayInputStream(bytes);
    }

    /** The text in UTF-8. */
    static Input of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A local file, which must not change meanwhile. */
    static Input of(Path file) {
        return () -> Files.newInputStream(file);
    }
}
