package org.musterhpc.launcher.submit;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.musterhpc.launcher.time.Pause;
import org.musterhpc.queue.Intake;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.sign.SigningKey;

/**
 * Sends a campaign's tasks. Every step may be said again: a batch that was sent before is recognised by its numbers, so
 * a submission that was killed anywhere is completed by making it once more.
 */
public final class Submission {
    private final Intake intake;
    private final Patience patience;
    private final Campaign campaign;
    private final Source source;
    private final SigningKey key;
    private final AtomicLong sent = new AtomicLong();

    /** @param key signs the campaign and its messages */
    public Submission(Intake intake, Pause pause, Campaign campaign, Source source, SigningKey key) {
        this.intake = intake;
        this.patience = new Patience(pause);
        this.campaign = campaign;
        this.source = source;
        this.key = key;
    }

    /** Says what the campaign is; nothing is sent where another one of this name is there. */
    public Intake.Created create() {
        return intake.create(key.sign(campaign));
    }

    /**
     * Sends what has not been sent, stage by stage, and seals each stage that is complete.
     *
     * @param stop asked between batches
     * @return whether all is sent; false where {@code stop} said so
     * @throws QueueUnavailableException where Redis has not answered for a minute
     */
    public boolean push(BooleanSupplier stop) {
        long before = 0;
        for (Stage stage : campaign.stages()) {
            String name = stage.name();
            long base = before;
            long[] pushed = {patience.with(() -> intake.pushed(campaign.name(), name))};
            sent.set(base + pushed[0]);
            source.read(name, pushed[0], batch -> {
                pushed[0] = patience.with(() -> intake.push(campaign.name(), name, signed(name, batch)));
                sent.set(base + pushed[0]);
                return !stop.getAsBoolean();
            });
            if (stop.getAsBoolean()) {
                return false;
            }
            patience.with(() -> {
                intake.seal(campaign.name(), name);
                return 0L;
            });
            before += pushed[0];
        }
        return true;
    }

    private List<Message> signed(String stage, List<Message> batch) {
        return batch.stream().map(message -> key.sign(stage, message)).toList();
    }

    /** How many tasks are on the queues by our doing; read by another thread while they are being sent. */
    public long sent() {
        return sent.get();
    }
}
