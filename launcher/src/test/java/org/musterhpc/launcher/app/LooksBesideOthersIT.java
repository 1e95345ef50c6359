package org.musterhpc.launcher.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.musterhpc.launcher.app.run.SentinelLog;
import org.musterhpc.launcher.app.task.Changes;
import org.musterhpc.launcher.cluster.Round;
import org.musterhpc.launcher.follow.Stop;
import org.musterhpc.launcher.follow.TaskLog;
import org.musterhpc.launcher.time.Pause;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.LostCampaignException;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.State;

/** What looks after a campaign, or follows it, while others go on with it. */
class LooksBesideOthersIT extends BesideOthers {
    /** A tenth of a second each, at least: where what is waited for does not come. */
    private static final int MOST_TURNS = 1200;

    @Test
    void onEndIsNotRunForACampaignThatGoesOnMeanwhile() throws IOException {
        submit("command: echo {{n}}\ntasks: {range: 1-5}\non_end: touch told\n");
        app.cancel().tasks(select());
        Campaign campaign = app.connection().campaign(name);
        before("claimEnd", () -> {
            app.retry().tasks(select(), Changes.NONE, true);
            claim();
        });
        List<String> notes = new ArrayList<>();
        app.campaignEnd().run(campaign, notes::add);
        assertThat(folder.resolve("told")).doesNotExist();
        app.cancel().tasks(select());
        app.campaignEnd().run(campaign, notes::add);
        assertThat(folder.resolve("told")).exists();
        assertThat(notes).isEmpty();
    }

    @Test
    void lastWordsOfAnAttemptComeBeforeTheNextAttempts() throws IOException {
        submit();
        WorkQueue.AgentInfo info = agent();
        StringBuilder printed = new StringBuilder();
        try (WorkQueue agent = others.work(name, info, Duration.ofSeconds(10))) {
            agent.beat(info, List.of());
            Lease first = claim(agent);
            Path file = app.here().home().logs(name).resolve("a").resolve("slot-0.log");
            runs(file, 0, 1, "begins\n");
            before(
                    "find",
                    () -> before("find", () -> {
                        write(file, "fails\n");
                        Attempt attempt = attempt(first, Outcome.EXIT, new Attempt.LogRef(file.toString(), 0, 13));
                        agent.exchange(
                                List.of(new Report.Retry(
                                        first,
                                        first.message().withTries(new Message.Tries(1, 1, 0)),
                                        Duration.ZERO,
                                        attempt)),
                                List.of());
                        Lease second = claim(agent);
                        runs(file, 13, 2, "again\n");
                        before("find", () -> {
                            Attempt last = attempt(second, Outcome.EXIT, new Attempt.LogRef(file.toString(), 13, 6));
                            agent.exchange(
                                    List.of(new Report.Bury(
                                            second,
                                            new Ending(
                                                    "main",
                                                    State.DEAD,
                                                    second.message().withTries(new Message.Tries(2, 2, 0)),
                                                    last))),
                                    List.of());
                        });
                    }));
            app.logs().task(name, first.id(), 0, true, (log, from) -> print(log, from, printed));
        }
        assertThat(printed).hasToString("begins\nfails\nagain\n");
    }

    private static long print(TaskLog log, long from, StringBuilder sink) {
        try (InputStream in = new TaskLog(log.file(), log.offset() + from, log.length() - from).open()) {
            sink.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            return log.length();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As an agent writes what the first task prints. */
    private static void runs(Path file, long offset, int attempt, String text) {
        write(
                file.resolveSibling("index.jsonl"),
                "{\"id\":\"main/000001\",\"attempt\":" + attempt + ",\"file\":\"" + file.getFileName()
                        + "\",\"offset\":" + offset + "}\n");
        write(file, text);
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void sentinelLooksAfterTheCampaignThatIsThereNow() throws IOException {
        submit();
        Campaign first = app.connection().campaign(name);
        Said said = new Said();
        Stop stop = new Stop();
        app.sentinel(said).watch(List.of(name), stop, () -> beside(first, said, stop), () -> {});
        assertThat(said.lines).anyMatch(line -> line.contains("does not bear its owner's signature"));
    }

    /** Between two of its turns the campaign is removed, and somebody makes another of its name. */
    private void beside(Campaign first, Said said, Stop stop) {
        if (said.turns++ == 0) {
            others.control().purge(name);
            others.intake().create(new Campaign(name, "another", "me", Instant.EPOCH, first.stages()));
        } else if (said.turns == MOST_TURNS || !said.lines.isEmpty()) {
            stop.request(15);
        }
        Pause.real().pause(Duration.ofMillis(100));
    }

    @Test
    void sentinelStaysWithACampaignThatGoesOnWhileItLetsItGo() throws IOException {
        submit();
        Said said = new Said();
        Stop stop = new Stop();
        app.sentinel(said)
                .watch(
                        List.of(name),
                        stop,
                        () -> {
                            if (count(State.PENDING) > 0) {
                                app.cancel().tasks(select()); // at its first turn, and when it has come to this again
                            }
                            if (said.turns == 0) {
                                before("close", () -> app.retry().tasks(select(), Changes.NONE, true));
                            }
                            if (said.turns++ == MOST_TURNS) {
                                stop.request(15);
                            }
                            Pause.real().pause(Duration.ofMillis(100));
                        },
                        () -> {});
        assertThat(count(State.PENDING)).isZero();
        assertThat(said.lines).containsExactly("has ended");
    }

    @Test
    void sentinelGoesOnWhereACampaignIsRemovedUnderItsHands() throws IOException {
        submit();
        Said said = new Said();
        Stop stop = new Stop();
        Runnable between = () -> {
            if (said.turns == 0) {
                before("arrays", () -> {
                    others.control().purge(name);
                    throw LostCampaignException.gone(name);
                });
            }
            if (said.turns++ == MOST_TURNS) {
                stop.request(15);
            }
            Pause.real().pause(Duration.ofMillis(100));
        };
        app.sentinel(said).watch(List.of(name), stop, between, () -> {});
        assertThat(said.lines).containsExactly("is not there any more");
    }

    private static final class Said implements SentinelLog {
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private int turns;

        @Override
        public void say(String campaign, String what) {
            if (!campaign.isEmpty()) {
                lines.add(what);
            }
        }

        @Override
        public void once(String campaign, String what) {}

        @Override
        public void round(String campaign, String cluster, Round round) {}

        @Override
        public void nothing(String campaign) {}

        @Override
        public void failed(RuntimeException why) {}
    }
}
