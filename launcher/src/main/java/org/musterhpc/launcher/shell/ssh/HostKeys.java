package org.musterhpc.launcher.shell.ssh;

import com.jcraft.jsch.HostKey;
import com.jcraft.jsch.HostKeyRepository;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.UserInfo;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.text.Sha256;

/** The keys of known hosts, read and never written; remembers which key was shown, so that a refusal can name it. */
final class HostKeys implements HostKeyRepository {
    private final HostKeyRepository known;
    private @Nullable String asked;
    private byte @Nullable [] shown;

    HostKeys(List<Path> files) throws JSchException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (Path file : files) {
            if (Files.isReadable(file)) {
                try {
                    all.writeBytes(Files.readAllBytes(file));
                    all.write('\n');
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        JSch reader = new JSch();
        reader.setKnownHosts(new ByteArrayInputStream(all.toByteArray()));
        known = reader.getHostKeyRepository();
    }

    @Override
    public int check(String host, byte[] key) {
        asked = host;
        shown = key.clone();
        return known.check(host, key);
    }

    /** {@code SHA256:…} as ssh writes it; null where no key was shown yet. */
    @Nullable
    String fingerprint() {
        return shown == null
                ? null
                : "SHA256:"
                        + Base64.getEncoder()
                                .withoutPadding()
                                .encodeToString(Sha256.digest().digest(shown));
    }

    /** The host as known_hosts spells it, with its port. */
    String askedFor(String otherwise) {
        return asked == null ? otherwise : asked;
    }

    @Override
    public void add(HostKey key, UserInfo user) {
        throw new IllegalStateException("host keys are never added");
    }

    @Override
    public void remove(String host, String type) {
        throw new IllegalStateException("host keys are never removed");
    }

    @Override
    public void remove(String host, String type, byte[] key) {
        throw new IllegalStateException("host keys are never removed");
    }

    @Override
    public String getKnownHostsRepositoryID() {
        return "known_hosts";
    }

    @Override
    public HostKey[] getHostKey() {
        return known.getHostKey();
    }

    @Override
    public HostKey[] getHostKey(String host, String type) {
        return known.getHostKey(host, type);
    }
}
