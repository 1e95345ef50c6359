package org.musterhpc.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.dialect.Dialect;
import org.musterhpc.launcher.dialect.registry.Dialects;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.model.QueueNames;
import org.musterhpc.queue.redis.connect.RedisAddress;

class ConfigTest {
    @TempDir
    Path folder;

    @Test
    void explicitFileGoesBeforeTheEnvironmentAndThatBeforeHome() throws IOException {
        Path home = folder.resolve("home");
        Files.createDirectories(home.resolve(".config/muster"));
        Files.writeString(home.resolve(".config/muster/muster.yml"), "agent: {slots: 1}\n");
        Path named = Files.writeString(folder.resolve("named.yml"), "agent: {slots: 2}\n");
        Path explicit = Files.writeString(folder.resolve("explicit.yml"), "agent: {slots: 3}\n");
        Map<String, String> env = Map.of("HOME", home.toString());
        Map<String, String> both = Map.of("HOME", home.toString(), "MUSTER_CONFIG", named.toString());
        assertThat(Config.load(null, env).agent().slots()).isEqualTo("1");
        assertThat(Config.load(null, both).agent().slots()).isEqualTo("2");
        assertThat(Config.load(explicit, both).agent().slots()).isEqualTo("3");
        assertThat(Config.load(null, Map.of("HOME", folder.toString())).agent()).isEqualTo(AgentSettings.DEFAULT);
    }

    @Test
    void namedFileThatIsNotThereIsRefused() {
        Problem problem = catchThrowableOfType(
                Problem.class, () -> Config.load(null, Map.of("MUSTER_CONFIG", folder + "/none.yml")));
        assertThat(problem).hasMessage("there is no file " + folder + "/none.yml");
    }

    @Test
    void intervalFollowsAShortLease() throws IOException {
        assertThat(read("heartbeat: {lease: 3s}\n").heartbeat())
                .isEqualTo(new HeartbeatSettings(Duration.ofSeconds(1), Duration.ofSeconds(3)));
        refused(
                "heartbeat: {interval: 20s, lease: 30s}\n",
                "heartbeat: the lease must be at least twice the interval, or one late heartbeat takes tasks from a live agent",
                "lengthen the lease, or shorten the interval");
    }

    /** The server listens there in any case; told so twice it would not begin. */
    @Test
    void loopbackIsNoFurtherAddressToListenAt() throws IOException {
        assertThat(read("redis: {listen: 127.0.0.1}\n").listen()).isNull();
        assertThat(read("redis: {listen: localhost}\n").listen()).isNull();
        assertThat(read("redis: {listen: 127.0.0.2}\n").listen()).isEqualTo("127.0.0.2");
    }

    @Test
    void passwordInTheFileIsRefusedWithoutShowingIt() throws IOException {
        Problem key = problem("redis:\n  url: redis://h:1\n  password: hunter2\n");
        assertThat(key).hasMessageStartingWith(file() + ":3: redis.password: a password does not belong");
        assertThat(key.getMessage() + key.advice()).doesNotContain("hunter2");
        Problem url = problem("redis: {url: \"redis://me:hunter2@h:1\"}\n");
        assertThat(url).hasMessage(file() + ":1: redis.url: holds a password");
        assertThat(url.getMessage() + url.advice()).doesNotContain("hunter2").contains("password_file");
        Problem line = catchThrowableOfType(Problem.class, () -> RedisSettings.at("redis://:hunter2@h:1", Map.of()));
        assertThat(line.getMessage() + line.advice()).doesNotContain("hunter2");
    }

    @Test
    void whatIsAcceptedIsNamed() throws IOException {
        assertThat(read("redis: {accept: [no-appendonly, eviction]}\n").accepted())
                .containsExactlyInAnyOrder(Hazard.NO_APPENDONLY, Hazard.EVICTION);
        assertThat(read("redis: {accept: no-password}\n").accepted()).containsExactly(Hazard.NO_PASSWORD);
        refused(
                "redis: {accept: [no-append-only]}\n",
                "redis.accept: 'no-append-only' is nothing that can be accepted",
                "did you mean 'no-appendonly'?");
    }

    @Test
    void queuesMayHaveNamesOfTheirOwnOfAnyServer() throws IOException {
        assertThat(read("redis: {prefix: \"muster:\"}\n").queues().of("c", 4)).isEqualTo(QueueNames.USUAL);
        QueueSettings queues = read("redis: {processing_queue: todo, completed_queue: \"over:{campaign}\"}\n")
                .queues();
        assertThat(queues.of("c", 1)).isEqualTo(new QueueNames("todo", null, "over:{c}"));
        assertThat(catchThrowableOfType(Problem.class, () -> queues.of("c", 2)))
                .hasMessage(
                        file() + ":1: redis.processing_queue: is the name of one queue, and campaign c has 2 stages,"
                                + " each with its own");
        for (String bad : List.of("muster:todo", "todo:muster", " ", "a\\tb", "x".repeat(300))) {
            assertThat(problem("redis: {working_queue: \"" + bad + "\"}\n"))
                    .hasMessageStartingWith(file() + ":1: redis.working_queue: no queue can be called so: ");
        }
        refused(
                "redis:\n  processing_queue: q\n  completed_queue: q\n",
                3,
                "redis.completed_queue: no queue can be called so: another is",
                "write a name of its own, such as completed_queue");
        assertThat(problem("redis: {url: \"redis://h\", prefix: \"p:\", working_queue: \"p:x\"}\n"))
                .hasMessageContaining("all other keys of Muster begin with p:");
    }

    @Test
    void agentsMayGetInAsSomebodyElse() throws IOException {
        refused(
                "redis: {url: \"redis://h\", agent_user: a}\n",
                "redis.agent_user: there is no password for it",
                "add a line: agent_password_file: FILE (chmod 600), with the password");
        Path secret = Files.writeString(folder.resolve("agents.pw"), "hunter2\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        String agents = "agent_user: a, agent_password_file: agents.pw";
        RedisSettings redis =
                read("redis: {url: \"redis://h\", user: me, " + agents + "}\n").redis();
        assertThat(redis.address().user()).isEqualTo("me");
        assertThat(redis.forAgents(redis.address()))
                .isEqualTo(new RedisAddress("redis://h", "a", "hunter2", null, "muster:"));
        RedisSettings same = read("redis: {url: \"redis://h\", user: me}\n").redis();
        assertThat(same.forAgents(same.address())).isEqualTo(same.address());
    }

    @Test
    void certificateAndKeyBelongTogether() throws IOException {
        refused(
                "redis: {url: \"rediss://h\", cert: config.yml}\n",
                "redis.cert: a certificate and its key belong together",
                "add a line: key: FILE");
        Path key = Files.writeString(folder.resolve("key.pem"), "k");
        String both = "redis: {url: \"rediss://h\", cert: config.yml, key: key.pem}\n";
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        refused(both, "redis.key: others may read or write " + key, "chmod 600 " + key);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        assertThat(read(both).redis().address().identity().keyFile()).isEqualTo(key.toString());
    }

    @Test
    void passwordFileMustBeItsOwnersAlone() throws IOException {
        Path secret = Files.writeString(folder.resolve("redis.pw"), "hunter2\n");
        String config = "redis: {url: \"rediss://h:6380/2\", user: me, password_file: redis.pw}\n";
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
        refused(config, "redis.password_file: others may read or write " + secret, "chmod 600 " + secret);
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        RedisSettings redis = read(config).redis();
        assertThat(redis.address().password()).isEqualTo("hunter2");
        assertThat(redis.toString()).isEqualTo("rediss://h:6380/2");
        assertThat(Config.load(file(), Map.of("MUSTER_REDIS_PASSWORD", "other"))
                        .redis()
                        .own()
                        .password())
                .isEqualTo("other");
    }

    @Test
    void clusterHasWhatItsTypeKnows() throws IOException {
        refused(
                "clusters:\n  here:\n    type: pbs\n    partition: short\n",
                4,
                "unknown key 'partition' in cluster 'here'",
                "use one of: type, queue, account, project, mail, mail_user, directives, remote_dir, elements, throttle,"
                        + " pool, cpus, gpus, walltime, timeout, templates, ssh");
        refused(
                "clusters: {here: {type: slurm, ssh: {host: -oProxyCommand=reboot}}}\n",
                "clusters.here.ssh.host: '-oProxyCommand=reboot' cannot be a host's name",
                "write a name or an address");
        refused(
                "clusters: {local: {type: slurm}}\n",
                "clusters.local.type: the cluster 'local' is this machine",
                "give the other one another name");
        refused(
                "clusters: {here: {type: slum}}\n",
                "clusters.here.type: 'slum' is not a type of cluster",
                "write local, slurm, pbs, aws-batch or hosts");
        refused(
                "clusters:\n  here:\n    type: aws-batch\n    queue: q\n",
                2,
                "clusters.here: has no job_definition",
                "add a line: job_definition: NAME");
        refused(
                "clusters:\n  here:\n    type: aws-batch\n    queue: q\n    job_definition: d\n",
                2,
                "clusters.here: is not a pool: containers get one connection, and with it one key, for all campaigns",
                "add a line: pool: true, or {min: 0, max: 20}");
        refused(
                "clusters:\n  here: {type: aws-batch, queue: q, job_definition: d, pool: true, throttle: 3}\n",
                2,
                "unknown key 'throttle' in cluster 'here'",
                "use one of: type, queue, job_definition, share_identifier, directives, remote_dir, elements, pool, cpus,"
                        + " gpus, walltime, timeout, templates, ssh");
    }

    @Test
    void everyOptionOfADialectIsReadAndIsOneWord() throws IOException {
        for (Dialect dialect : Dialects.all()) {
            String lines = dialect.options().stream()
                            .map(option -> "    " + option + ": a," + option + "\n")
                            .collect(Collectors.joining())
                    + (dialect.place().sharesFolder() ? "" : "    pool: true\n");
            ClusterSettings.Batch batch = (ClusterSettings.Batch)
                    read("clusters:\n  here:\n    type: " + dialect.name() + "\n    directives: [-x, -y 1]\n" + lines)
                            .cluster("here");
            assertThat(batch.dialect()).isEqualTo(dialect.name());
            assertThat(batch.options()).containsOnlyKeys(dialect.options());
            dialect.options().forEach(option -> assertThat(batch.options()).containsEntry(option, "a," + option));
            assertThat(batch.directives()).containsExactly("-x", "-y 1");
        }
        refused(
                "clusters: {here: {type: slurm, qos: a b}}\n",
                "clusters.here.qos: 'a b' is not a single word",
                "write it without blanks");
    }

    @Test
    void unknownClusterNamesTheNearest() throws IOException {
        Problem problem = catchThrowableOfType(
                Problem.class, () -> read("clusters: {cosma: {type: slurm}}\n").cluster("cosm"));
        assertThat(problem.advice()).isEqualTo("did you mean 'cosma'?");
    }

    private void refused(String text, String what, String advice) throws IOException {
        refused(text, 1, what, advice);
    }

    private void refused(String text, int line, String what, String advice) throws IOException {
        Problem problem = problem(text);
        assertThat(problem).hasMessage(file() + ":" + line + ": " + what);
        assertThat(problem.advice()).isEqualTo(advice);
        assertThat(problem.exit()).isEqualTo(Problem.USAGE);
    }

    private Problem problem(String text) throws IOException {
        Files.writeString(file(), text);
        Problem problem = catchThrowableOfType(Problem.class, () -> Config.load(file(), Map.of()));
        assertThat(problem).isNotNull();
        return problem;
    }

    private Config read(String text) throws IOException {
        Files.writeString(file(), text);
        return Config.load(file(), Map.of());
    }

    private Path file() {
        return folder.resolve("config.yml");
    }

    @Test
    void transportAloneIsTakenForHosts() throws IOException {
        Config config = read("clusters: {lab: {type: hosts, hosts: [a], ssh: {transport: openssh}}}\n");
        assertThat(config.cluster("lab"))
                .isInstanceOfSatisfying(
                        ClusterSettings.Hosts.class,
                        lab -> assertThat(lab.site().ssh())
                                .extracting(SshSettings::transport)
                                .isEqualTo(SshSettings.Transport.OPENSSH));
    }
}
