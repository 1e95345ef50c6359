package org.musterhpc.launcher.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.app.campaign.CampaignRequest;
import org.musterhpc.launcher.app.campaign.GivenCommand;
import org.musterhpc.launcher.app.campaign.Plan;
import org.musterhpc.launcher.app.campaign.Submit;
import org.musterhpc.launcher.app.connection.ClusterConnections;
import org.musterhpc.launcher.app.connection.Connection;
import org.musterhpc.launcher.app.connection.Environment;
import org.musterhpc.launcher.app.connection.Link;
import org.musterhpc.launcher.app.connection.Setup;
import org.musterhpc.launcher.app.look.Selection;
import org.musterhpc.launcher.cluster.KeptNotes;
import org.musterhpc.launcher.config.Config;
import org.musterhpc.launcher.follow.Stop;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.home.ProgramFolder;
import org.musterhpc.launcher.shell.Prompt;
import org.musterhpc.launcher.shell.ssh.Shells;
import org.musterhpc.launcher.time.Pause;
import org.musterhpc.launcher.time.Time;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.View;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.redis.Queues;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.testkit.SharedRedis;

/** A use case looks at a campaign, somebody else changes it, and the use case goes on. */
abstract class BesideOthers {
    private static final RedisAddress REDIS =
            new RedisAddress(SharedRedis.url(), null, null, null, RedisAddress.DEFAULT_PREFIX);

    @TempDir
    Path folder;

    final String name = "looks-" + UUID.randomUUID().toString().substring(0, 8);
    private final String program = System.getProperty(ProgramFolder.PROPERTY, "");
    /** Somebody else's connection. */
    final Queues others = Queues.connect(REDIS);

    UseCases app;
    private String awaited = "";
    private Runnable then = () -> {};
    /** Of each task in a listing, before whoever lists hears of it. */
    Consumer<View.TaskView> beside = task -> {};

    @BeforeEach
    void open() throws IOException {
        Path agent = Files.createDirectory(folder.resolve("bin")).resolve("muster-agent");
        Files.writeString(agent, "#!/bin/sh\nexit 2\n");
        assertThat(agent.toFile().setExecutable(true)).isTrue();
        System.setProperty(ProgramFolder.PROPERTY, agent.resolveSibling("").toString());
        MusterHome home = new MusterHome(folder.resolve("home"));
        Path file = Files.writeString(folder.resolve("muster.yml"), """
                redis: {accept: [no-appendonly, eviction, no-password]}
                clusters: {lab: {type: local, agents: 1, pool: true}}
                """);
        Setup setup = new Setup(Config.load(file, Map.of()), file, REDIS, folder);
        Connection connection =
                new Connection(home, Map.of(), setup, address -> seen(Link.class, Link.over(Queues.connect(address))));
        KeptNotes notes = new KeptNotes();
        Time time = new Time(InstantSource.system(), Pause.real());
        app = new UseCases(
                new Environment(home, Map.of(), Pause.real()),
                connection,
                setup,
                new ClusterConnections(setup, connection, home, notes, time, new Shells(Map.of(), Prompt.NOBODY)),
                notes);
    }

    @AfterEach
    void close() {
        app.close();
        others.control().purge(name);
        others.close();
        System.setProperty(ProgramFolder.PROPERTY, program);
    }

    /** Just before this is asked of Redis, once, somebody does something. */
    void before(String question, Runnable deed) {
        awaited = question;
        then = deed;
    }

    private <T> T seen(Class<T> type, Object real) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, question, arguments) -> {
                    if (question.getName().equals(awaited)) {
                        awaited = "";
                        then.run();
                    }
                    if (question.getName().equals("tasks")) {
                        arguments[3] = beside.andThen(listens(arguments[3]));
                    }
                    try {
                        Object answer = question.invoke(real, arguments);
                        Class<?> kind = question.getReturnType();
                        return kind.isInterface() && kind.getPackageName().equals("org.musterhpc.queue")
                                ? seen(kind, answer)
                                : answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    @SuppressWarnings("unchecked")
    private static Consumer<View.TaskView> listens(Object sink) {
        return (Consumer<View.TaskView>) sink;
    }

    void submit(String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name + ".yml"), text);
        CampaignRequest request = new CampaignRequest(file.toString(), null, null, List.of(), false, false);
        Plan plan = app.plans().of(request);
        app.plans().check(plan, false, false);
        Submit.Launch launch = app.submit().launch(plan, request, GivenCommand.ofFile("submit", request.file(), null));
        app.submit().send(plan, launch, false, new Stop(), sent -> {});
    }

    void submit() throws IOException {
        submit("command: echo {{n}}\ntasks: {range: 1-5}\n");
    }

    Selection select(State... states) {
        Set<State> some = EnumSet.noneOf(State.class);
        some.addAll(List.of(states));
        return app.campaigns().select(List.of(name), false, new Selection.Wish(null, some, Set.of(), List.of()));
    }

    static WorkQueue.AgentInfo agent() {
        return new WorkQueue.AgentInfo("a", "local", "host", 1, "", 1, Duration.ofSeconds(30));
    }

    /** An agent begins with a task. */
    void claim() {
        try (WorkQueue agent = others.work(name, agent(), Duration.ofSeconds(10))) {
            agent.beat(agent(), List.of());
            claim(agent);
        }
    }

    static Lease claim(WorkQueue agent) {
        List<Lease> leases = agent.exchange(List.of(), List.of(new WorkQueue.Want("main", 1)))
                .leases();
        assertThat(leases).hasSize(1);
        return leases.get(0);
    }

    long count(State state) {
        return others.view().overview(name).stages().values().stream()
                .mapToLong(tally -> tally.count(state))
                .sum();
    }

    static Attempt attempt(Lease lease, Outcome outcome, Attempt.@Nullable LogRef log) {
        return new Attempt(
                lease.attempt(),
                lease.token(),
                outcome,
                Attempt.Detail.NONE,
                new Attempt.Place("a", "host", "local", null),
                lease.claimed(),
                lease.claimed(),
                Attempt.Usage.UNKNOWN,
                null,
                log);
    }
}
