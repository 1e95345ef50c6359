package org.musterhpc.launcher.follow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.musterhpc.launcher.submit.Sending;
import org.musterhpc.launcher.submit.Submission;
import org.musterhpc.launcher.view.Samples;
import org.musterhpc.queue.Intake;
import org.musterhpc.queue.RunTimes;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.RetrySettings;
import org.musterhpc.queue.model.codec.MessageText;
import org.musterhpc.queue.sign.SigningKey;

class ResendingTest {
    private final AtomicInteger seals = new AtomicInteger();
    private final Sending sending = Sending.start(
            new Submission(
                    new Sealed(),
                    pause -> {},
                    new Campaign(
                            "a",
                            "d",
                            "me",
                            Instant.EPOCH,
                            List.of(Samples.stage("match", RetrySettings.DEFAULT, null))),
                    (stage, after, batches) -> {},
                    SigningKey.fresh()),
            () -> false);
    private final Resending care = new Resending(sending);

    @Test
    void sealThatWasLostIsSetAgain() {
        sending.join();
        assertThat(care.runOnce(overview(false))).isEmpty(); // it may be of before the end
        assertThat(care.runOnce(overview(false))).singleElement().asString().contains("sending it again");
        sending.join();
        assertThat(seals).hasValue(2);
        assertThat(sending.complete()).isTrue();
    }

    @Test
    void nothingIsDoneWhereNothingWasLost() {
        sending.join();
        for (int turn = 0; turn < 3; turn++) {
            assertThat(care.runOnce(overview(true))).isEmpty();
        }
        assertThat(seals).hasValue(1);
    }

    @Test
    void whatResultsBringAlongIsNotMissing() {
        sending.join();
        Tally open = new Tally(0, Map.of(), 0, 0, false, Map.of(), 0, RunTimes.NONE, true);
        View.Overview overview = new View.Overview(Samples.NOW, false, 0, Map.of("part", open));
        for (int turn = 0; turn < 3; turn++) {
            assertThat(care.runOnce(overview)).isEmpty();
        }
    }

    private static View.Overview overview(boolean sealed) {
        Tally tally = new Tally(0, Map.of(), 0, 0, sealed, Map.of(), 0);
        return new View.Overview(Samples.NOW, false, 0, Map.of("match", tally));
    }

    /** Counts how often a stage was sealed. */
    private final class Sealed implements Intake {
        @Override
        public Created create(Campaign campaign) {
            return Created.NEW;
        }

        @Override
        public long pushed(String campaign, String stage) {
            return 0;
        }

        @Override
        public long pushTexts(String campaign, String stage, List<MessageText> messages) {
            return 0;
        }

        @Override
        public void seal(String campaign, String stage) {
            seals.incrementAndGet();
        }
    }
}
