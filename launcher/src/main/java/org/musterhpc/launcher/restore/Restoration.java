package org.musterhpc.launcher.restore;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.submit.MessageSource;
import org.musterhpc.launcher.submit.SendRetries;
import org.musterhpc.queue.Intake;
import org.musterhpc.queue.Recovery;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.sign.SigningKey;

/** Puts a campaign back in, task by task: as done where a journal says so, else as it was sent first. */
public final class Restoration {
    private final Recovery recovery;
    private final Intake intake;
    private final SendRetries patience;
    private final Campaign campaign;
    private final SigningKey key;

    /** @param key signs the campaign and its messages anew */
    public Restoration(Recovery recovery, Intake intake, SendRetries patience, Campaign campaign, SigningKey key) {
        this.recovery = recovery;
        this.intake = intake;
        this.patience = patience;
        this.campaign = campaign;
        this.key = key;
    }

    /** As {@link Recovery#begin}. */
    public Intake.Created begin() {
        return recovery.begin(key.sign(campaign));
    }

    /** What is known of how tasks ended. */
    @FunctionalInterface
    public interface Endings {
        /** One for each; null: it is to run. */
        List<@Nullable Ending> of(String stage, List<Message> batch);
    }

    /**
     * Puts in what is not there yet, and ends the restore.
     *
     * @param progress is told how many tasks are there
     */
    public void run(MessageSource<Message> manifest, Journals journals, LongConsumer progress) {
        run(new BroughtTasks(campaign, manifest, journals), journals::endings, progress);
    }

    /** The same of tasks and endings that somebody knows without journals. */
    public void run(MessageSource<Message> tasks, Endings endings, LongConsumer progress) {
        String name = campaign.name();
        long before = 0;
        for (Stage stage : campaign.stages()) {
            long[] there = {patience.with(() -> recovery.there(name, stage.name()))};
            long base = before;
            progress.accept(base + there[0]);
            tasks.read(stage.name(), there[0], batch -> {
                List<Recovery.Task> some = tasks(stage.name(), batch, endings);
                there[0] = patience.with(() -> recovery.put(name, stage.name(), some));
                progress.accept(base + there[0]);
                return true;
            });
            // Of results' tasks it is sealed once no more can come, of an open campaign once that is closed.
            if (!campaign.open() && !campaign.brought(stage.name())) {
                patience.with(() -> {
                    intake.seal(name, stage.name());
                    return true;
                });
            }
            before += there[0];
        }
        patience.with(() -> {
            recovery.end(name);
            return true;
        });
    }

    /**
     * Puts a campaign together of which a part is there: what has ended is kept, what the journals know as done is put in as
     * done, all else runs, as often tried as it was. Interrupted, it is to be said again, and begins anew.
     *
     * @param progress is told how many tasks are there
     */
    public void mend(MessageSource<Message> manifest, Journals journals, LongConsumer progress) {
        MessageSource<Message> tasks = new BroughtTasks(campaign, manifest, journals);
        Recovery.Mending mending = recovery.mend(key.sign(campaign));
        long[] there = {0};
        for (Stage stage : campaign.stages()) {
            Recovery.Remains remains = mending.gather(stage.name());
            MessageSource<Message> known = campaign.brought(stage.name()) ? new StandingTasks(tasks, remains) : tasks;
            known.read(stage.name(), 0, batch -> {
                mending.put(stage.name(), tasks(stage.name(), batch, journals, remains));
                there[0] += batch.size();
                progress.accept(there[0]);
                return true;
            });
            mending.seal(stage.name());
        }
        mending.end();
    }

    private List<Recovery.Task> tasks(String stage, List<Message> batch, Journals journals, Recovery.Remains remains) {
        List<Recovery.Task> tasks = new ArrayList<>(tasks(stage, batch, journals::endings));
        for (int i = 0; i < batch.size(); i++) {
            Message message = batch.get(i);
            Message tried = remains.brought().isEmpty()
                    ? remains.tried().get(message.n())
                    : remains.brought().get(message.id());
            if (remains.ended().get((int) message.n())) {
                tasks.set(i, Recovery.Task.there(message));
            } else if (tasks.get(i).done() == null
                    && tried != null
                    && tried.id().equals(message.id())) {
                tasks.set(i, new Recovery.Task(key.sign(stage, tried.withNumber(message.n())), null));
            }
        }
        return tasks;
    }

    /** With the number that the task has now: one that a result brought along may have had another. */
    private static @Nullable Ending numbered(@Nullable Ending ending, Message message) {
        return ending == null
                ? null
                : new Ending(ending.stage(), ending.state(), ending.message().withNumber(message.n()), ending.last());
    }

    private List<Recovery.Task> tasks(String stage, List<Message> batch, Endings known) {
        List<@Nullable Ending> endings = known.of(stage, batch);
        List<Recovery.Task> tasks = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            tasks.add(new Recovery.Task(key.sign(stage, batch.get(i)), numbered(endings.get(i), batch.get(i))));
        }
        return tasks;
    }
}
