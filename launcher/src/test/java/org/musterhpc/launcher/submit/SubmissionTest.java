package org.musterhpc.launcher.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.musterhpc.launcher.view.Samples;
import org.musterhpc.queue.Intake;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.RetrySettings;
import org.musterhpc.queue.model.codec.MessageText;
import org.musterhpc.queue.sign.SigningKey;
import org.musterhpc.testkit.Ceiling;

class SubmissionTest {
    private final List<Duration> pauses = new ArrayList<>();
    private final Counting intake = new Counting();
    private final Submission submission =
            new Submission(intake, pauses::add, campaign(), SubmissionTest::read, SigningKey.fresh());

    @Test
    void everythingIsSentAndSealed() {
        assertThat(submission.push(() -> false)).isTrue();
        assertThat(intake.numbers)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 10).boxed().toList());
        assertThat(intake.sealed).containsExactly("match");
        assertThat(submission.sent()).isEqualTo(10);
    }

    @Test
    void whatWasSentBeforeIsNotReadAgain() {
        intake.pushed = 6;
        assertThat(submission.push(() -> false)).isTrue();
        assertThat(intake.numbers).containsExactly(7L, 8L, 9L, 10L);
    }

    @Test
    void stoppedSubmissionIsNotSealed() {
        assertThat(submission.push(() -> !intake.numbers.isEmpty())).isFalse();
        assertThat(intake.numbers).containsExactly(1L, 2L);
        assertThat(intake.sealed).isEmpty();
    }

    @Test
    void absentRedisIsWaitedFor() {
        intake.failures = 3;
        assertThat(submission.push(() -> false)).isTrue();
        assertThat(intake.numbers).hasSize(10);
        assertThat(pauses).hasSize(3);
    }

    @Test
    void whatTheServerLostIsSentAgain() {
        intake.fallsBackAt = 6;
        assertThat(submission.push(() -> false)).isTrue();
        assertThat(intake.numbers)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 10).boxed().toList());
        assertThat(intake.sealed).containsExactly("match");
    }

    @Test
    void lossOfTheVeryLastIsFoundBeforeTheSeal() {
        intake.fallsBackAt = 10;
        assertThat(submission.push(() -> false)).isTrue();
        assertThat(intake.numbers)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 10).boxed().toList());
    }

    @Test
    void manifestThatLeavesNumbersOutIsAnError() {
        MessageSource<MessageText> holed = (stage, after, batches) -> read(stage, after + 1, batches);
        Submission broken = new Submission(intake, pauses::add, campaign(), holed, SigningKey.fresh());
        assertThatThrownBy(() -> broken.push(() -> false)).isInstanceOf(Intake.Gap.class);
    }

    @Test
    void nextBatchIsReadWhileOneIsUnderWayAndSentAfterIt() {
        CountDownLatch second = new CountDownLatch(1);
        intake.until = second;
        MessageSource<MessageText> source = (stage, after, batches) -> read(stage, after, batch -> {
            if (batch.get(0).n() == 3) {
                assertThat(intake.numbers).isEmpty();
                second.countDown();
            }
            return batches.test(batch);
        });
        Submission overlapping = new Submission(intake, pauses::add, campaign(), source, SigningKey.fresh());
        assertThat(overlapping.push(() -> false)).isTrue();
        assertThat(intake.numbers)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 10).boxed().toList());
    }

    @Test
    void redisThatStaysAwayForAMinuteIsAnError() {
        intake.failures = Integer.MAX_VALUE;
        assertThatThrownBy(() -> submission.push(() -> false)).isInstanceOf(QueueUnavailableException.class);
        assertThat(pauses.stream().mapToLong(Duration::toSeconds).sum()).isBetween(30L, 90L);
    }

    private static Campaign campaign() {
        return new Campaign(
                "a", "d", "me", Instant.EPOCH, List.of(Samples.stage("match", RetrySettings.DEFAULT, null)));
    }

    private static void read(String stage, long after, Predicate<List<MessageText>> batches) {
        for (long n = after + 1; n <= 10; n += 2) {
            if (!batches.test(List.of(message(n), message(n + 1)).subList(0, n < 10 ? 2 : 1))) {
                return;
            }
        }
    }

    private static MessageText message(long n) {
        var empty = JsonNodeFactory.instance.objectNode();
        return MessageText.of(new Message("match/" + n, n, Message.Tries.NONE, Message.Needs.NOTHING, empty, empty));
    }

    /** Counts what it gets, and is not there for a while if told so. */
    private static final class Counting implements Intake {
        final List<Long> numbers = new ArrayList<>();
        final List<String> sealed = new ArrayList<>();
        long pushed;
        int failures;

        /** It takes nothing before this. */
        CountDownLatch until = new CountDownLatch(0);

        /** Loses, once, what it acknowledged after number 3. */
        long fallsBackAt;

        @Override
        public Created create(Campaign campaign) {
            return Created.NEW;
        }

        @Override
        public long pushed(String campaign, String stage) {
            return pushed;
        }

        @Override
        public long pushTexts(String campaign, String stage, List<MessageText> messages) {
            try {
                assertThat(until.await(Ceiling.TIME.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            if (failures-- > 0) {
                throw new QueueUnavailableException("away", new IllegalStateException());
            }
            if (messages.get(0).n() > pushed + 1) {
                throw new Gap("not there");
            }
            messages.forEach(message -> numbers.add(message.n()));
            if (messages.get(messages.size() - 1).n() == fallsBackAt) {
                fallsBackAt = 0;
                numbers.removeIf(n -> n > 3);
                pushed = 3;
                return messages.get(messages.size() - 1).n();
            }
            pushed = messages.get(messages.size() - 1).n();
            return pushed;
        }

        @Override
        public void seal(String campaign, String stage) {
            sealed.add(stage);
        }
    }
}
