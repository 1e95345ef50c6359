package org.musterhpc.launcher.submit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.musterhpc.launcher.time.Pause;
import org.musterhpc.queue.Intake;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.codec.MessageText;
import org.musterhpc.queue.sign.SigningKey;

/**
 * Sends a campaign's tasks. Every step may be said again: a batch that was sent before is recognised by its numbers, so
 * a submission that was killed anywhere is completed by making it once more.
 */
public final class Submission {
    private static final int TRIES_TO_BEGIN = 3;

    private final Intake intake;
    private final SendRetries patience;
    private final Campaign campaign;
    private final MessageSource<MessageText> source;
    private final SigningKey key;
    private final Turn turn;
    private final AtomicLong sent = new AtomicLong();

    /** Lets one at a time send tasks of a campaign, or add some to its manifest. */
    public interface Turn {
        Turn FREE = Supplier::get;

        boolean take(Supplier<Boolean> work);
    }

    /** One beside which nobody adds tasks. */
    public Submission(
            Intake intake, Pause pause, Campaign campaign, MessageSource<MessageText> source, SigningKey key) {
        this(intake, pause, campaign, source, key, Turn.FREE);
    }

    /**
     * @param key signs the campaign and its messages
     * @param turn is taken while tasks are sent
     */
    public Submission(
            Intake intake,
            Pause pause,
            Campaign campaign,
            MessageSource<MessageText> source,
            SigningKey key,
            Turn turn) {
        this.turn = turn;
        this.intake = intake;
        this.patience = new SendRetries(pause);
        this.campaign = campaign;
        this.source = source;
        this.key = key;
    }

    /**
     * Says what the campaign is; nothing is sent where another one of this name is there. Where an answer was lost, the
     * campaign that it made is there already.
     *
     * @throws QueueUnavailableException where Redis has not answered for seconds: nothing was begun, so nobody is kept
     *     waiting who may not write there
     */
    public Intake.Created create() {
        Campaign signed = key.sign(campaign);
        return new SendRetries(patience.pause(), TRIES_TO_BEGIN).with(() -> intake.create(signed));
    }

    /**
     * Sends what has not been sent, stage by stage, and seals each stage that is complete, unless the campaign is open.
     *
     * @param stop asked between batches
     * @return whether all is sent; false where {@code stop} said so
     * @throws QueueUnavailableException where Redis has not answered for a minute
     */
    public boolean push(BooleanSupplier stop) {
        return turn.take(() -> push(stop, Seals.UNLESS_OPEN));
    }

    /** As {@link #push}, but seals nothing: others are to come. */
    public boolean send(BooleanSupplier stop) {
        return turn.take(() -> push(stop, Seals.NONE));
    }

    /** As {@link #push}, but seals an open campaign, too: nothing else will come. */
    public boolean complete(BooleanSupplier stop) {
        return turn.take(() -> push(stop, Seals.ALL));
    }

    private enum Seals {
        NONE,
        UNLESS_OPEN,
        ALL
    }

    private boolean push(BooleanSupplier stop, Seals seals) {
        long before = 0;
        for (Stage stage : campaign.stages()) {
            String name = stage.name();
            if (campaign.brought(name)) {
                continue; // results bring its tasks along, and whoever tends the campaign seals it
            }
            long there = there(name);
            long pushed = push(name, before, there, stop);
            // A server that falls back loses the last second: what is there counts, not what was acknowledged.
            while (!stop.getAsBoolean() && (pushed < 0 || there(name) < pushed)) {
                there = there(name);
                pushed = push(name, before, there, stop);
            }
            if (stop.getAsBoolean()) {
                return false;
            }
            patience.with(() -> {
                if (seals == Seals.ALL || (seals == Seals.UNLESS_OPEN && !intake.open(campaign.name()))) {
                    intake.seal(campaign.name(), name);
                }
                return 0L;
            });
            before += pushed;
        }
        return true;
    }

    private long there(String stage) {
        return patience.with(() -> intake.pushed(campaign.name(), stage));
    }

    /**
     * While a batch is under way, the next one is read and signed.
     *
     * @return how many of the stage are pushed now; -1 where the server fell back below {@code there} meanwhile
     */
    private long push(String stage, long before, long there, BooleanSupplier stop) {
        sent.set(before + there);
        try (Ahead ahead = new Ahead(there)) {
            try {
                source.read(stage, there, batch -> {
                    List<MessageText> signed = signed(stage, batch);
                    sent.set(before + ahead.pushed());
                    if (stop.getAsBoolean()) {
                        return false;
                    }
                    ahead.push(() -> patience.with(() -> intake.pushTexts(campaign.name(), stage, signed)));
                    return true;
                });
                sent.set(before + ahead.pushed());
                return ahead.pushed();
            } catch (Intake.Gap e) {
                if (there(stage) == ahead.last()) {
                    throw e; // nothing was lost: the manifest itself leaves numbers out
                }
                return -1;
            }
        }
    }

    private List<MessageText> signed(String stage, List<MessageText> batch) {
        List<MessageText> signed = new ArrayList<>(batch.size());
        for (MessageText message : batch) {
            signed.add(key.sign(stage, message));
        }
        return signed;
    }

    /** How many tasks are on the queues by our doing; read by another thread while they are being sent. */
    public long sent() {
        return sent.get();
    }
}
