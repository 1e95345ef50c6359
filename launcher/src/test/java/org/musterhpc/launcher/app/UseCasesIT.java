package org.musterhpc.launcher.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.app.campaign.CampaignRequest;
import org.musterhpc.launcher.app.campaign.GivenCommand;
import org.musterhpc.launcher.app.campaign.Plan;
import org.musterhpc.launcher.app.campaign.Plans;
import org.musterhpc.launcher.app.campaign.Submit;
import org.musterhpc.launcher.app.connection.ClusterConnections;
import org.musterhpc.launcher.app.connection.Connection;
import org.musterhpc.launcher.app.connection.Environment;
import org.musterhpc.launcher.app.connection.Link;
import org.musterhpc.launcher.app.connection.Setup;
import org.musterhpc.launcher.app.look.CampaignStatus;
import org.musterhpc.launcher.app.look.Selection;
import org.musterhpc.launcher.app.task.Cancel;
import org.musterhpc.launcher.app.task.Changes;
import org.musterhpc.launcher.cluster.KeptNotes;
import org.musterhpc.launcher.cluster.Notes;
import org.musterhpc.launcher.config.Config;
import org.musterhpc.launcher.follow.Stop;
import org.musterhpc.launcher.home.MusterHome;
import org.musterhpc.launcher.home.ProgramFolder;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.Prompt;
import org.musterhpc.launcher.shell.ssh.Shells;
import org.musterhpc.launcher.time.Pause;
import org.musterhpc.launcher.time.Time;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.redis.Queues;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.testkit.SharedRedis;

/** A campaign's life by use cases alone: no command line, no terminal. */
class UseCasesIT {
    private static final RedisAddress REDIS =
            new RedisAddress(SharedRedis.url(), null, null, null, RedisAddress.DEFAULT_PREFIX);

    @TempDir
    Path folder;

    private final String name = "app-" + UUID.randomUUID().toString().substring(0, 8);
    private final String program = System.getProperty(ProgramFolder.PROPERTY, "");
    private UseCases app;

    @BeforeEach
    void open() throws IOException {
        Path agent = Files.createDirectory(folder.resolve("bin")).resolve("muster-agent");
        Files.writeString(agent, "#!/bin/sh\nexit 2\n");
        assertThat(agent.toFile().setExecutable(true)).isTrue();
        System.setProperty(ProgramFolder.PROPERTY, agent.resolveSibling("").toString());
        MusterHome home = new MusterHome(folder.resolve("home"));
        Path file = Files.writeString(
                folder.resolve("muster.yml"), "redis: {accept: [no-appendonly, eviction, no-password]}\n");
        Setup setup = new Setup(Config.load(file, Map.of()), file, REDIS, folder);
        Connection connection = new Connection(home, Map.of(), setup, address -> Link.over(Queues.connect(address)));
        Notes notes = new KeptNotes();
        app = new UseCases(
                new Environment(home, Map.of(), Pause.real()),
                connection,
                setup,
                new ClusterConnections(
                        setup,
                        connection,
                        home,
                        notes,
                        new Time(InstantSource.system(), Pause.real()),
                        new Shells(Map.of(), Prompt.NOBODY)),
                notes);
    }

    @AfterEach
    void close() {
        app.close();
        System.setProperty(ProgramFolder.PROPERTY, program);
    }

    private CampaignRequest request(String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name + ".yml"), text);
        return new CampaignRequest(file.toString(), null, null, List.of(), false, false);
    }

    private long submit() throws IOException {
        CampaignRequest request = request("command: echo {{n}}\ntasks: {range: 1-5}\n");
        Plan plan = app.plans().of(request);
        app.plans().check(plan, false, false);
        Submit.Launch launch = app.submit().launch(plan, request, GivenCommand.ofFile("submit", request.file(), null));
        return app.submit().send(plan, launch, false, new Stop(), sent -> {}).tasks();
    }

    @Test
    void campaignIsSubmittedLookedAtCancelledSentAgainAndRemoved() throws IOException {
        assertThat(submit()).isEqualTo(5);
        assertThat(app.campaigns().meant(folder.resolve(name + ".yml").toString()))
                .isEqualTo(name);
        CampaignStatus status = app.status().of(name);
        assertThat(status.over()).isFalse();
        assertThat(status.clusters()).isEmpty();
        Selection two = app.campaigns().select(List.of(name, "main/000001", "main/000002"), false, Selection.Wish.ANY);
        assertThat(app.cancel().tasks(two)).isEqualTo(new Cancel.Cancelled(2, true));
        List<String> cancelled = new ArrayList<>();
        app.tasks()
                .list(
                        app.campaigns().select(List.of(name), false, Selection.Wish.ANY),
                        EnumSet.of(State.CANCELLED),
                        1,
                        task -> cancelled.add(task.message().id()));
        assertThat(cancelled).as("no more than were asked for").hasSize(1);
        assertThat(app.retry().tasks(two, Changes.NONE, true).sent()).isEqualTo(2);
        assertThat(app.rollCall().of(name, true).holds()).isTrue();
        List<View.Event> events = new ArrayList<>();
        app.events().list(name, events::add);
        assertThat(events).extracting(View.Event::kind).contains("cancel", "requeue");
        app.purge().remove(app.purge().mark(name, false));
        assertThatThrownBy(() -> app.campaigns().meant(name)).isInstanceOf(Problem.class);
    }

    @Test
    void whatIsWrongIsAProblemWithAdvice() throws IOException {
        submit();
        assertThatThrownBy(() -> app.tasks().find(name, "000001"))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.advice()).isEqualTo("did you mean: main/000001"));
        assertThatThrownBy(() -> app.campaigns().requireStage(name, "nothing"))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.advice()).isEqualTo("it has main"));
        CampaignRequest other = request("command: echo {{n}}\ntasks: {range: 1-6}\n");
        Plan plan = app.plans().of(other);
        assertThatThrownBy(() -> app.submit().launch(plan, other, GivenCommand.ofFile("submit", other.file(), null)))
                .hasMessageContaining("campaign " + name + " is there, and the file differs: 1 new task");
    }

    @Test
    void plansCanBeLookedAtAndLeaveNothing() throws IOException {
        CampaignRequest request = request("command: echo {{n}}\ntasks: {range: 1-5}\n");
        List<Plans.Preview> previews = app.plans().preview(app.plans().of(request));
        assertThat(previews).extracting(Plans.Preview::command).containsExactly("echo 1");
        assertThat(app.verify().file(request).found().tasks()).isEqualTo(Map.of("main", 5L));
        assertThatThrownBy(() -> app.campaigns().meant(name)).isInstanceOf(Problem.class);
    }
}
