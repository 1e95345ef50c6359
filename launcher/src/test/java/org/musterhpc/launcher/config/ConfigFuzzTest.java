package org.musterhpc.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.testkit.fuzz.Damage;
import org.musterhpc.testkit.fuzz.Fuzz;
import org.musterhpc.testkit.fuzz.NastyText;

/** A {@code muster.yml} with anything in it is read, or a {@link Problem}. */
class ConfigFuzzTest {
    @TempDir
    Path folder;

    @Test
    void damagedConfigurationsAreReadOrRefused() throws IOException {
        List<String> good;
        try (Stream<Path> files = Files.list(Path.of("..", "conf", "samples"))) {
            good = files.sorted().map(ConfigFuzzTest::text).toList();
        }
        Fuzz.check(
                "muster.yml", 6_000, random -> Damage.text(random, NastyText.pick(good, random)), this::readOrRefused);
    }

    /** Each was found, or is what somebody may well write. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis: {url: \"redis://h:99999\"}",
                "redis: {url: \"redis://[::1\"}",
                "redis: {url: \"redis://h:6379\", password_file: \"a\\0b\"}",
                "redis: {url: \"rediss://h:6379\", ca: \"a\\0b\"}",
                "clusters: {a: {type: slurm, remote_dir: \"a\\0b\"}}",
                "clusters: {a: {type: slurm, templates: \"a\\0b\", remote_dir: x}}",
                "clusters: {a: {type: slurm, remote_dir: x, ssh: {host: \"-oProxyCommand=touch pwned\"}}}",
                "clusters: {a: {type: slurm, remote_dir: x, ssh: {host: h, identity: \"a\\0b\", known_hosts: \"\\0\"}}}",
                "clusters: {\"../x\": {type: local}}",
                "heartbeat: {interval: 999999999d, lease: 999999999d}",
                "clusters: {a: {type: local, agents: 99999999999999999999}}"
            })
    void isReadOrRefused(String text) throws IOException {
        readOrRefused(text);
    }

    private void readOrRefused(String text) throws IOException {
        Path file = folder.resolve("muster.yml");
        Files.writeString(file, text.replaceAll("[\\ud800-\\udfff]", "?"));
        try {
            Config.load(file, Map.of("HOME", folder.toString()));
        } catch (Problem told) {
            assertThat(told.getMessage()).isNotBlank();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
