package org.musterhpc.launcher.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.musterhpc.launcher.app.UseCases;
import org.musterhpc.launcher.app.campaign.CampaignRequest;
import org.musterhpc.launcher.app.campaign.GivenCommand;
import org.musterhpc.launcher.app.campaign.Plan;
import org.musterhpc.launcher.app.campaign.Submit;
import org.musterhpc.launcher.app.connection.ClusterConnections;
import org.musterhpc.launcher.app.connection.Connection;
import org.musterhpc.launcher.app.connection.Environment;
import org.musterhpc.launcher.app.connection.Link;
import org.musterhpc.launcher.app.connection.Setup;
import org.musterhpc.launcher.cluster.KeptNotes;
import org.musterhpc.launcher.cluster.Notes;
import org.musterhpc.launcher.config.Config;
import org.musterhpc.launcher.follow.Stop;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.shell.Prompt;
import org.musterhpc.launcher.shell.ssh.Shells;
import org.musterhpc.launcher.time.Pause;
import org.musterhpc.launcher.time.Time;
import org.musterhpc.launcher.web.http.Listen;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.redis.Queues;
import org.musterhpc.queue.redis.connect.RedisAddress;

/** A campaign on a real Redis with tasks in several states, a page of it, and somebody who asks. */
final class Scene implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    final String name;
    final Path folder;
    final UseCases app;
    private final RedisAddress address;
    private final HttpClient client = HttpClient.newHttpClient();

    Scene(String url, String name, Path folder) throws IOException {
        this.name = name;
        this.folder = folder;
        this.address = new RedisAddress(url, null, null, null, RedisAddress.DEFAULT_PREFIX);
        MusterHome home = new MusterHome(folder.resolve("home"));
        Path file = Files.writeString(
                folder.resolve("muster.yml"), "redis: {accept: [no-appendonly, eviction, no-password]}\n");
        Setup setup = new Setup(Config.load(file, Map.of()), file, address, folder);
        Connection connection = new Connection(home, Map.of(), setup, at -> Link.over(Queues.connect(at)));
        Notes notes = new KeptNotes();
        Time time = new Time(InstantSource.system(), Pause.real());
        app = new UseCases(
                new Environment(home, Map.of(), passed -> {}),
                connection,
                setup,
                new ClusterConnections(setup, connection, home, notes, time, new Shells(Map.of(), Prompt.NOBODY)),
                notes);
    }

    /** Sends so many tasks, and has some of them end: the first is done, with an output, the second and third are dead. */
    Scene with(int tasks) throws IOException {
        return with("command: echo {{n}}\ntasks: {range: 1-" + tasks + "}\n");
    }

    /** The same of a campaign's file, of four tasks or more. */
    Scene with(String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name + ".yml"), text);
        CampaignRequest request = new CampaignRequest(file.toString(), null, null, List.of(), false, false);
        Plan plan = app.plans().of(request);
        Submit.Launch launch = app.submit().launch(plan, request, GivenCommand.ofFile("submit", file.toString(), null));
        app.submit().send(plan, launch, false, new Stop(), sent -> {});
        Path log = app.here().home().logs(name).resolve("a1/slot-0.log");
        Files.createDirectories(log.getParent());
        Files.writeString(log, "hello\nbad <b>1</b>\nbad <b>2</b>\n");
        WorkQueue.AgentInfo info = new WorkQueue.AgentInfo("a1", "local", "h", 1, "", 4, Duration.ofMinutes(9));
        try (Queues queues = Queues.connect(address);
                WorkQueue work = queues.work(name, info, Duration.ZERO)) {
            work.beat(info, List.of());
            List<Lease> leases = work.exchange(List.of(), List.of(new WorkQueue.Want("main", 4)))
                    .leases();
            List<Report> reports = new ArrayList<>();
            reports.add(new Report.Finish(leases.get(0), ended(leases.get(0), State.DONE, Outcome.OK, log, 0, 6)));
            for (int i = 1; i < 3; i++) {
                reports.add(new Report.Bury(
                        leases.get(i), ended(leases.get(i), State.DEAD, Outcome.EXIT, log, 6 + (i - 1) * 13, 13)));
            }
            work.exchange(reports, List.of());
        }
        return this;
    }

    private static Ending ended(Lease lease, State state, Outcome how, Path log, int offset, int length) {
        Attempt attempt = new Attempt(
                1,
                lease.token(),
                how,
                new Attempt.Detail(how == Outcome.OK ? 0 : 3, null, null),
                new Attempt.Place("a1", "h", "local", null),
                lease.claimed(),
                lease.claimed(),
                Attempt.Usage.UNKNOWN,
                null,
                new Attempt.LogRef(log.toString(), offset, length));
        return new Ending("main", state, lease.message(), attempt);
    }

    Dashboard serve(boolean readOnly) {
        return Dashboard.start(app, Listen.of(new Listen.Wish(null, 0, null, null, null, readOnly)));
    }

    /** An answer, and what a client has to know of it. */
    record Answer(int status, String body, Map<String, List<String>> headers) {
        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (JsonProcessingException e) {
                throw new AssertionError("not JSON: " + body, e);
            }
        }

        String header(String name) {
            return String.join("\n", headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()));
        }
    }

    /** @param headers names and values, one after the other */
    Answer get(Dashboard dashboard, String path, String... headers) {
        return send(request(dashboard, path, headers).GET().build());
    }

    Answer post(Dashboard dashboard, String path, String body, String... headers) {
        return send(request(dashboard, path, headers)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private static HttpRequest.Builder request(Dashboard dashboard, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + dashboard.port() + path));
        return headers.length == 0 ? request : request.headers(headers);
    }

    private Answer send(HttpRequest request) {
        try {
            HttpResponse<String> got = client.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(got.statusCode(), got.body(), got.headers().map());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        app.connection().link().control().purge(name);
        app.close();
    }
}
