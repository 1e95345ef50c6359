package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/** Somebody who may do everything in Redis, but has not the campaign's key, makes no agent run anything. */
class SigningIT {
    private static final String FILE = """
            command: echo {{name}} >> ran.log
            tasks: {list: [one, two, three], as: name}
            walltime: 5m
            """;
    private static final String DEF = "muster:{signed}:main:def";

    private final Muster muster = new Muster();

    @BeforeEach
    void submit() {
        muster.write("muster.yml", "agent: {slots: 2, linger: 1s}\n");
        muster.write("signed.yml", FILE);
        Ended submit = muster.run("submit", "signed.yml", "--stage-only");
        assertThat(submit.exit()).as(submit.out() + submit.err()).isZero();
    }

    @AfterEach
    void stop() {
        muster.close();
    }

    private List<String> ran() throws IOException {
        Path log = muster.folder.resolve("ran.log");
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }

    private List<JsonNode> dead() {
        return muster.run("results", "signed", "--json").jsonLines().stream()
                .filter(result -> result.path("state").asText().equals("DEAD"))
                .toList();
    }

    @Test
    void forgedMessagesAreNotRunAndShownAsRefused() throws IOException {
        RedisCli cli = RedisCli.of(muster);
        cli.rpush("signed", "{\"id\":\"forged\",\"params\":{\"name\":\"forged\"}}");
        cli.rpush("signed", "{\"id\":\"forged2\",\"command\":\"echo forged2 >> ran.log\"}");
        cli.rpush(
                "signed",
                "{\"n\":4,\"id\":\"main/000004\",\"params\":{\"name\":\"forged3\"},\"sig\":\"AAAAAAAAAAAAAAAAAAAAAA\"}");
        Ended run = muster.run("run", "signed.yml");
        assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(1);
        assertThat(ran()).containsExactlyInAnyOrder("one", "two", "three");
        assertThat(dead())
                .hasSize(3)
                .allMatch(result -> result.path("outcome").asText().equals("BAD_MESSAGE")
                        && result.path("reason").asText().contains("sign"));
        Ended explain = muster.run("explain", "signed", "forged");
        assertThat(explain.out() + explain.err()).contains("not signed");
        assertThat(muster.run("rollcall", "signed", "--deep").exit()).isZero();
        // Said again by its owner, they are refused again.
        assertThat(muster.run("retry", "signed").exit()).isEqualTo(1);
        assertThat(ran()).hasSize(3);
    }

    @Test
    void messageThatWasChangedOnTheQueueIsNotRun() throws IOException {
        RedisCli cli = RedisCli.of(muster);
        String proc = "muster:{signed}:main:proc";
        String body = cli.say("LINDEX", proc, "0");
        assertThat(body).contains("\"one\"").contains("\"sig\"");
        cli.say("LSET", proc, "0", body.replace("\"one\"", "\"evil\""));
        assertThat(muster.run("run", "signed.yml").exit()).isEqualTo(1);
        assertThat(ran()).containsExactlyInAnyOrder("two", "three");
        assertThat(dead())
                .singleElement()
                .matches(result -> result.path("reason").asText().contains("signature is not the campaign's"));
    }

    @Test
    void definitionThatWasChangedStartsNoAgent() throws IOException {
        RedisCli cli = RedisCli.of(muster);
        String def = cli.say("GET", DEF);
        cli.say("SET", DEF, def.replace("echo {{name}}", "echo evil"));
        Ended run = muster.run("run", "signed.yml");
        assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(2);
        assertThat(run.err()).contains("does not bear its owner's signature");
        assertThat(ran()).isEmpty();
        cli.say("SET", DEF, def);
        assertThat(muster.run("run", "signed.yml").exit()).isZero();
    }

    /** Not only the launcher looks: an agent that starts later, by itself, does too. */
    @Test
    void agentLooksForItself() throws Exception {
        RedisCli cli = RedisCli.of(muster);
        assertThat(muster.run("run", "signed.yml").exit()).isZero();
        String def = cli.say("GET", DEF);
        cli.say("SET", DEF, def.replace("echo {{name}}", "echo evil"));
        Path connection;
        try (Stream<Path> files = Files.list(muster.folder.resolve("home/campaigns/signed"))) {
            connection = files.filter(file -> file.getFileName().toString().startsWith("connection-"))
                    .findFirst()
                    .orElseThrow();
        }
        Process agent = new ProcessBuilder(
                        muster.root.resolve("bin/muster-agent").toString(),
                        "--campaign",
                        "signed",
                        "--connection",
                        connection.toString(),
                        "--logs",
                        muster.folder.resolve("logs").toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(agent.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(agent.waitFor()).as(said).isEqualTo(4);
        assertThat(said).contains("runs nothing");
    }

    @Test
    void campaignThatSomebodyMadeUpGetsNoAgents() throws IOException {
        RedisCli cli = RedisCli.of(muster);
        String def = cli.say("GET", DEF).replace("{{name}}", "evil");
        cli.say("SET", "muster:{evil}:main:def", def);
        cli.say(
                "HSET",
                "muster:{evil}:campaign",
                "v",
                "2",
                "digest",
                "d",
                "created",
                "1",
                "name",
                "evil",
                "owner",
                "me",
                "stages",
                "[\"main\"]");
        cli.say("ZADD", "muster:campaigns", "1", "evil");
        cli.say("RPUSH", "muster:{evil}:main:proc", "{\"id\":\"x\"}");
        cli.say("HSET", "muster:{evil}:main:counts", "pending", "1", "pushed", "1");
        Ended run = muster.run("run", "evil");
        assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(2);
        assertThat(run.err()).contains("was not submitted with");
        Ended scale = muster.run("scale", "evil", "--cluster", "local", "--elements", "1");
        assertThat(scale.exit()).as(scale.out() + scale.err()).isEqualTo(2);
        Ended sentinel = muster.run("sentinel", "--once");
        assertThat(sentinel.out() + sentinel.err()).contains("was not submitted with");
        assertThat(ran()).isEmpty();
    }

    @Test
    void keyIsForItsOwnerAloneAndNotInRedis() throws IOException {
        assertThat(muster.run("run", "signed.yml").exit()).isZero();
        Path file = muster.folder.resolve("home/campaigns/signed/key");
        String key = Files.readString(file).strip();
        assertThat(key).hasSize(43);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        RedisCli cli = RedisCli.of(muster);
        for (String name : cli.say("KEYS", "*").lines().toList()) {
            String dump = switch (cli.say("TYPE", name)) {
                case "string" -> cli.say("GET", name);
                case "hash" -> cli.say("HGETALL", name);
                case "list" -> cli.say("LRANGE", name, "0", "-1");
                case "zset" -> cli.say("ZRANGE", name, "0", "-1");
                case "stream" -> cli.say("XRANGE", name, "-", "+");
                default -> throw new AssertionError(name);
            };
            assertThat(dump).as(name).doesNotContain(key);
        }
        assertThat(muster.run("purge", "signed", "--yes").exit()).isZero();
        assertThat(file).doesNotExist();
    }
}
