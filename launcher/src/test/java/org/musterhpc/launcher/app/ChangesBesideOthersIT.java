package org.musterhpc.launcher.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.musterhpc.launcher.app.campaign.Purge;
import org.musterhpc.launcher.app.task.Cancel;
import org.musterhpc.launcher.home.OutputFile;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Goal;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.State;

/** What is cancelled, removed, written down and taken in while others go on with it. */
class ChangesBesideOthersIT extends BesideOthers {
    @Test
    void whatBeginsMeanwhileIsNotCancelledWithWhatWaits() throws IOException {
        submit();
        before("cancel", this::claim);
        assertThat(app.cancel().tasks(select(State.PENDING))).isEqualTo(new Cancel.Cancelled(4, true));
        assertThat(count(State.WORKING)).isEqualTo(1);
        assertThat(count(State.CANCELLED)).isEqualTo(4);
    }

    @Test
    void campaignWhoseTasksBeginMeanwhileIsNotPurged() throws IOException {
        submit();
        Purge.Marked marked = app.purge().mark(name, false);
        claim(); // while a person is asked
        assertThatThrownBy(() -> app.purge().remove(marked))
                .isInstanceOf(Problem.class)
                .hasMessage("1 task of " + name + " is running");
        assertThat(others.view().campaign(name)).isPresent();
        app.purge().remove(app.purge().mark(name, true));
        assertThat(others.view().campaign(name)).isEmpty();
    }

    @Test
    void folderThatAPoolsAgentMakesMeanwhileIsRemovedToo() throws IOException {
        submit();
        others.ledger().goal(name, "lab", new Goal.Fixed(0));
        Path made = app.here().home().pool("lab").resolve("campaigns").resolve(name);
        Files.createDirectories(made);
        before("purge", () -> {
            try {
                // The campaign is there, so an agent that heard of it works on it.
                Files.createDirectories(made.resolve("a"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        app.purge().remove(app.purge().mark(name, false));
        assertThat(made).doesNotExist();
    }

    @Test
    void importTakesNothingAwayFromACampaignThatCameMeanwhile() throws IOException {
        submit();
        Path archive = folder.resolve("archive.tar.gz");
        app.export(name).to(new OutputFile(archive, false), name, false, tasks -> {});
        app.purge().remove(app.purge().mark(name, false));
        Campaign another = new Campaign(name, "another", "me", Instant.EPOCH, List.of());
        before("begin", () -> others.intake().create(another));
        assertThatThrownBy(() -> app.imports().from(archive, null, 1 << 20, tasks -> {}))
                .isInstanceOf(Problem.class)
                .hasMessage("there is a campaign " + name + " here already");
        assertThat(others.view().campaign(name))
                .hasValueSatisfying(there -> assertThat(there.digest()).isEqualTo("another"));
    }

    @Test
    void exportHasTheTasksThatAreSetFreeMeanwhile() throws IOException {
        submit("""
                stages:
                  main: {command: echo, tasks: {range: 1-3}}
                  next: {command: echo, after: main}
                """);
        try (WorkQueue agent = others.work(name, agent(), Duration.ofSeconds(10))) {
            agent.beat(agent(), List.of());
            finish(agent);
            boolean[] begun = {false};
            beside = task -> {
                if (task.stage().equals("next") && !begun[0]) {
                    begun[0] = true;
                    finish(agent);
                }
            };
            Path archive = folder.resolve("archive.tar.gz");
            assertThat(app.export(name)
                            .to(new OutputFile(archive, false), name, false, tasks -> {})
                            .tasks())
                    .isEqualTo(6);
        }
    }

    private static void finish(WorkQueue agent) {
        Lease lease = claim(agent);
        Attempt attempt = attempt(lease, Outcome.OK, null);
        Message message = lease.message().withTries(new Message.Tries(lease.attempt(), 0, 0));
        agent.exchange(List.of(new Report.Finish(lease, new Ending("main", State.DONE, message, attempt))), List.of());
    }
}
