package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster.Ended;
import org.musterhpc.testkit.TlsServer;

/** A Redis behind TLS that asks for certificates: launcher and agents show theirs, and take only the right one's. */
class EncryptedRunIT {

    @Test
    void runGoesThroughTlsAndNotRoundIt() throws Exception {
        try (TlsServer server = TlsServer.start("yes", "appendonly yes");
                Muster muster = new Muster()) {
            Files.copy(server.file("client.key"), muster.folder.resolve("our.key"));
            Files.setPosixFilePermissions(
                    muster.folder.resolve("our.key"), PosixFilePermissions.fromString("rw-------"));
            String redis = "redis: {url: \"" + server.url() + "\", cert: \"" + server.file("client.pem")
                    + "\", key: our.key, ca: \"%s\"}\n";
            muster.write("muster.yml", redis.formatted(server.file("ca.pem")));
            muster.write("few.yml", "command: \"true\"\ntasks: {range: 1-20}\n");
            Ended run = muster.run("run", "few.yml");
            assertThat(run.exit()).as(run.out() + run.err()).isZero();
            assertThat(muster.run("rollcall", "few", "--deep").exit()).isZero();

            muster.write("muster.yml", redis.formatted(server.file("other.pem")));
            Ended wrong = muster.run("status", "few");
            assertThat(wrong.exit()).isEqualTo(3);
            assertThat(wrong.err())
                    .contains("is signed by none in " + server.file("other.pem"), "redis: {ca: FILE}")
                    .hasLineCount(2);
        }
    }
}
