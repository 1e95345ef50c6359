package org.musterhpc.launcher.expand;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Set;
import org.musterhpc.launcher.text.Sha256;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.codec.MessageCodec;

/** Writes one stage's messages beside where they will stand, for the owner alone, and digests them on the way. */
final class ManifestWriter implements Closeable {
    private static final int BUFFER = 1 << 16;

    private final FileChannel channel;
    private final OutputStream out;
    private final MessageDigest digest = Sha256.digest();

    ManifestWriter(Path fresh) throws IOException {
        Files.deleteIfExists(fresh);
        channel = FileChannel.open(
                fresh,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        out = new BufferedOutputStream(new DigestOutputStream(Channels.newOutputStream(channel), digest), BUFFER);
    }

    void write(Message message) throws IOException {
        out.write(MessageCodec.encode(message).getBytes(StandardCharsets.UTF_8));
        out.write('\n');
    }

    /** Has everything on disk before it returns; the digest of what was written. */
    byte[] finish() throws IOException {
        out.flush();
        channel.force(true);
        return digest.digest();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
