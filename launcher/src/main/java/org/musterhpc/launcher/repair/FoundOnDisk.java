package org.musterhpc.launcher.repair;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.restore.Restoration;
import org.musterhpc.launcher.submit.MessageSource;
import org.musterhpc.launcher.submit.SendRetries;
import org.musterhpc.queue.Intake;
import org.musterhpc.queue.Recovery;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Attempt.Detail;
import org.musterhpc.queue.model.Attempt.Place;
import org.musterhpc.queue.model.Attempt.Usage;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.sign.SigningKey;

/**
 * Submits a campaign of which a part was made before, in the way in which a lost one is put back: what was found is recorded
 * as done, the rest is to run. Interrupted, it is to be said again.
 */
public final class FoundOnDisk {
    /** Why such a task is done. */
    public static final String REASON = "found on disk";

    private final Recovery recovery;
    private final SendRetries patience;
    private final Campaign campaign;
    private final Restoration restoration;

    /** @param campaign with the time at which it was begun */
    public FoundOnDisk(Recovery recovery, Intake intake, SendRetries patience, Campaign campaign, SigningKey key) {
        this.recovery = recovery;
        this.patience = patience;
        this.campaign = campaign;
        this.restoration = new Restoration(recovery, intake, patience, campaign, key);
    }

    /** Records the campaign; see {@link Recovery#begin}. */
    public Intake.Created begin() {
        return restoration.begin();
    }

    /**
     * Puts every task in.
     *
     * @param cluster where what was found lies
     * @return whether it was; false where another who says the same has just completed it
     */
    public boolean put(Survey survey, MessageSource<Message> manifest, String cluster) {
        Map<String, StageFindings> found =
                survey.found().stream().collect(Collectors.toMap(StageFindings::stage, Function.identity()));
        try {
            restoration.run(manifest, (stage, batch) -> endings(stage, batch, found.get(stage), cluster), there -> {});
            return true;
        } catch (IllegalArgumentException e) {
            // Two at once put in the same; the faster one ends it.
            if (patience.with(() -> recovery.underWay(campaign.name()))) {
                throw e;
            }
            return false;
        }
    }

    private static List<@Nullable Ending> endings(
            String stage, List<Message> batch, @Nullable StageFindings findings, String cluster) {
        List<@Nullable Ending> endings = new ArrayList<>(batch.size());
        for (Message message : batch) {
            long seconds = findings == null ? -1 : findings.foundAt(message.n());
            endings.add(seconds < 0 ? null : done(stage, message, seconds, cluster));
        }
        return endings;
    }

    /**
     * There was no attempt, so its number is 0, it took no time, and nobody knows its exit status. It is dated when the last
     * of its outputs was written.
     */
    private static Ending done(String stage, Message message, long seconds, String cluster) {
        Instant written = Instant.ofEpochSecond(seconds);
        Attempt none = new Attempt(
                0,
                written.toEpochMilli() * 1_000,
                Outcome.OK,
                new Detail(null, null, REASON),
                new Place("", "", cluster, null),
                written,
                written,
                Usage.UNKNOWN,
                null,
                null);
        return new Ending(stage, State.DONE, message, none);
    }
}
