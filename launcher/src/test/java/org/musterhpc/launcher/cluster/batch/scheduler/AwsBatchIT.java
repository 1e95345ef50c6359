package org.musterhpc.launcher.cluster.batch.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.cluster.batch.FakeCommands;
import org.musterhpc.launcher.dialect.AllocationState.Ended;
import org.musterhpc.launcher.dialect.ArrayRequest;
import org.musterhpc.launcher.dialect.ArrayStates;
import org.musterhpc.launcher.dialect.Dialect;
import org.musterhpc.launcher.dialect.EndKind;
import org.musterhpc.launcher.dialect.Facts;
import org.musterhpc.launcher.dialect.Refusal;
import org.musterhpc.launcher.dialect.Submitted;
import org.musterhpc.launcher.dialect.registry.Dialects;
import org.musterhpc.launcher.shell.Command;
import org.musterhpc.launcher.shell.Retries;
import org.musterhpc.launcher.templates.Templates;
import org.musterhpc.testkit.Ceiling;
import org.musterhpc.testkit.InstalledPrograms;
import org.musterhpc.testkit.Ports;

/** The real {@code aws} command against moto's server, which starts no container: its jobs have ended as they begin. */
class AwsBatchIT {
    private static final Dialect AWS = Dialects.named("aws-batch").orElseThrow();
    private static final Map<String, String> SITE = Map.of("queue", "jobs", "job_definition", "agents");

    @TempDir
    private Path folder;

    private Process server;
    private FakeCommands commands;
    private Scheduler scheduler;

    @BeforeEach
    void start() throws Exception {
        Path moto = InstalledPrograms.find("moto_server").orElse(null);
        Path aws = InstalledPrograms.find("aws").orElse(null);
        assumeThat(moto).as("moto_server on the PATH").isNotNull();
        assumeThat(aws).as("aws on the PATH").isNotNull();
        int port = Ports.free();
        server = new ProcessBuilder(moto.toString(), "-H", "127.0.0.1", "-p", Integer.toString(port))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("moto.log").toFile())
                .start();
        String url = "http://127.0.0.1:" + port;
        await().ignoreExceptions().until(() -> withoutContainers(url) == 201);
        commands = new FakeCommands(folder)
                .with("aws", "exec " + aws + " \"$@\"")
                .variable("AWS_ENDPOINT_URL", url)
                .variable("AWS_ACCESS_KEY_ID", "nobody")
                .variable("AWS_SECRET_ACCESS_KEY", "nothing")
                .variable("AWS_DEFAULT_REGION", "eu-west-1")
                .variable("AWS_MAX_ATTEMPTS", "1");
        scheduler = new Scheduler(AWS, commands, new Retries(waited -> {}), Ceiling.TIME);
        aws("iam create-role --role-name muster --assume-role-policy-document {}");
        aws("batch create-compute-environment --compute-environment-name own --type UNMANAGED"
                + " --service-role arn:aws:iam::123456789012:role/muster");
        aws("batch create-job-queue --job-queue-name jobs --state ENABLED --priority 1"
                + " --compute-environment-order order=1,computeEnvironment=own");
        aws("batch register-job-definition --job-definition-name agents --type container --container-properties"
                + " {\"image\":\"agents\",\"vcpus\":1,\"memory\":512}");
        // Version 1 refuses everything with it: it has to be taken away.
        commands.variable("AWS_DEFAULT_OUTPUT", "yaml");
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.destroyForcibly();
        }
    }

    private static int withoutContainers(String url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/moto-api/config"))
                .POST(BodyPublishers.ofString("{\"batch\": {\"use_docker\": false}}"))
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }

    private void aws(String words) throws Exception {
        String[] argv = ("aws " + words).split(" ");
        var answer = commands.run(Command.of(Ceiling.TIME, argv));
        assertThat(answer.exit()).as(words + ": " + answer.errText()).isZero();
    }

    private Path script(String name, int children, Map<String, String> options) throws IOException {
        ArrayRequest request = new ArrayRequest(
                name,
                new ArrayRequest.Indices(0, children - 1, null),
                new ArrayRequest.Needs(Duration.ofMinutes(90), 1, 512L << 20, null),
                new ArrayRequest.Site(options, List.of("--tags team=x")),
                "/tmp/muster/logs",
                List.of("muster-agent", "--pool", "it's"));
        return Files.writeString(
                folder.resolve(name + ".sh"), Templates.array(AWS, null).render(request));
    }

    private String submit(String name, int children) throws Exception {
        Submitted submitted =
                scheduler.submit(script(name, children, SITE).toString()).submitted();
        assertThat(submitted).isInstanceOf(Submitted.Accepted.class);
        return ((Submitted.Accepted) submitted).array();
    }

    @Test
    void submitsFindsPollsAndCancels() throws Exception {
        String array = submit("m-a-1-x", 3);
        String single = submit("m-a-2-x", 1);

        assertThat(scheduler.lookup("m-a-1-x")).hasValue(List.of(array));
        assertThat(scheduler.lookup("m-a-2-x")).hasValue(List.of(single));
        assertThat(scheduler.lookup("m-a-3-x")).hasValue(List.of());

        Facts facts = scheduler.facts(array).orElseThrow();
        String asked = Files.readString(folder.resolve("m-a-1-x.sh"));
        assertThat(AWS.wanted(asked).missed(facts)).isEmpty();
        assertThat(facts.walltime()).isEqualTo(Duration.ofMinutes(90));

        Ended done = new Ended(EndKind.COMPLETED, OptionalInt.empty());
        String gone = "00000000-0000-4000-8000-000000000000[]";
        Map<String, ArrayStates> states = scheduler.states(List.of(array, single, gone));
        assertThat(states.get(array).elements()).isEqualTo(Map.of(0, done, 1, done, 2, done));
        assertThat(states.get(single).of(0)).isEqualTo(done);
        assertThat(AWS.unlisted(states.get(gone))).isTrue();

        assertThat(AWS.index(array, AWS.element(array, 2))).hasValue(2);
        assertThat(scheduler.cancel(List.of(array, AWS.element(array, 1), AWS.element(single, 0))))
                .isTrue();
        assertThat(scheduler.limits().orElseThrow().partitions()).containsKey("jobs");

        Submitted nowhere = scheduler
                .submit(script("m-a-4-x", 2, Map.of("queue", "none", "job_definition", "agents"))
                        .toString())
                .submitted();
        assertThat(nowhere)
                .isInstanceOfSatisfying(
                        Submitted.Refused.class,
                        refused -> assertThat(refused.why()).isEqualTo(Refusal.PARTITION));
        server.destroyForcibly().waitFor();
        assertThat(scheduler.submit(folder.resolve("m-a-1-x.sh").toString()).submitted())
                .isInstanceOf(Submitted.Unknown.class);
        assertThat(scheduler.states(List.of(array)).get(array).known()).isFalse();
        assertThat(scheduler.lookup("m-a-1-x")).isEmpty();
        assertThat(scheduler.cancel(List.of(array))).isFalse();
    }
}
