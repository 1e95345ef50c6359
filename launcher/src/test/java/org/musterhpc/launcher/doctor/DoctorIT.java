package org.musterhpc.launcher.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.doctor.CheckResult.Level;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.server.LocalRedis;
import org.musterhpc.queue.redis.connect.RedisAddress;

/** Over this machine, with a real server. */
class DoctorIT {
    @TempDir
    Path temp;

    @Test
    void machineWithNothingStartedIsFineAndLeftAsItWas() {
        MusterHome home = new MusterHome(temp.resolve("home"));
        Map<String, String> env = new HashMap<>(System.getenv());
        List<CheckResult> findings = Doctor.of(home, env, null, Set.of()).examine();

        assertThat(findings)
                .filteredOn(finding -> !finding.check().equals("agent"))
                .allMatch(finding -> finding.level() == Level.OK, "OK");
        assertThat(findings)
                .extracting(CheckResult::check)
                .contains("java", "bash", "/proc", "MUSTER_HOME", "disk", "own redis", "persistence", "password");
        assertThat(new LocalRedis(home, env).status().isRunning()).isFalse();
    }

    @Test
    void serverThatIsNotThereIsAFinding() {
        RedisAddress nobody = new RedisAddress("redis://127.0.0.1:1", null, null, null, "muster:");
        List<CheckResult> findings = Doctor.of(new MusterHome(temp.resolve("home")), System.getenv(), nobody, Set.of())
                .examine();
        assertThat(Doctor.text(findings)).contains("fail  redis", "nothing listens at redis://127.0.0.1:1", "-> start");
    }

    @Test
    void wrongPasswordIsAFinding() {
        LocalRedis redis = new LocalRedis(new MusterHome(temp.resolve("home")), System.getenv());
        RedisAddress right = redis.ensureRunning();
        try {
            RedisAddress wrong = new RedisAddress(right.url(), null, "no", null, "muster:");
            assertThat(new ServerCheck(wrong, false, Set.of()).look())
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.what()).contains("refuses us"));
        } finally {
            redis.stop();
        }
    }

    @Test
    void agentThatStartsIsToldFromOneThatDoesNot() throws Exception {
        assertThat(agent("exit 2").level()).isEqualTo(Level.OK);
        assertThat(agent("echo no java; exit 127")).satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Level.FAIL);
            assertThat(finding.what()).contains("exit 127: no java");
        });
    }

    @Test
    void homeThatOthersMayWriteToIsAFinding() throws Exception {
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(new HomeCheck(temp).look())
                .singleElement()
                .satisfies(finding -> assertThat(finding.advice()).contains("chmod 700"));
    }

    private CheckResult agent(String script) throws Exception {
        Path program = Files.createTempFile(temp, "agent", "");
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return new AgentCheck(() -> program).look().get(0);
    }
}
