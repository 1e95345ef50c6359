package org.musterhpc.launcher.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.musterhpc.launcher.snapshot.Snapshots;
import org.musterhpc.launcher.time.Time;
import org.musterhpc.launcher.view.Progress;
import org.musterhpc.launcher.view.Samples;
import org.musterhpc.queue.LostCampaignException;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.RetrySettings;
import org.musterhpc.queue.model.State;

class FollowerTest {
    private final Deque<Object> answers = new ArrayDeque<>();
    private final List<Progress> shown = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Stop stop = new Stop();
    private Drain drain = Drain.NOTHING;
    private Instant now = Samples.NOW;
    private int revivals;
    /** A pause is at least as long as a snapshot lasts. */
    private Duration pause = Snapshots.EVERY;

    private int asked;
    private final Follower follower =
            new Follower(snapshots(), new Time(() -> now, this::pause), stop, () -> revivals++);

    @Test
    void endsWhenNothingMovesAnyMore() {
        answers.addAll(List.of(overview(2, 0), overview(1, 1), overview(0, 2)));
        Follower.Followed followed = follow();
        assertThat(followed.complete()).isTrue();
        assertThat(followed.endedNow()).isEqualTo(2);
        assertThat(followed.wall()).isEqualTo(Duration.ofSeconds(2));
        assertThat(shown).extracting(progress -> progress.total().done()).containsExactly(0L, 1L, 2L);
    }

    /** Snapshots are a second apart: a campaign of short tasks must not last a second longer for it. */
    @Test
    void hearsOfTheEndBetweenTwoSnapshots() {
        pause = Duration.ofMillis(100);
        answers.addAll(List.of(overview(2, 0), overview(1, 1), overview(0, 2)));
        Follower.Followed followed = follow();
        assertThat(followed.complete()).isTrue();
        assertThat(followed.wall()).isEqualTo(Duration.ofMillis(1_100));
        assertThat(answers).isEmpty();
    }

    @Test
    void asksForTheEndEverMoreSeldom() {
        pause = Duration.ofMillis(100);
        int seconds = 120;
        for (int i = 0; i < seconds; i++) {
            answers.add(overview(2, 0));
        }
        answers.add(overview(0, 2));
        assertThat(follow().wall()).isBetween(Duration.ofSeconds(seconds - 1), Duration.ofSeconds(seconds));
        assertThat(asked).isLessThan(4 * seconds);
    }

    @Test
    void whatReconcilesRunsOnceForASnapshot() {
        pause = Duration.ofMillis(100);
        answers.addAll(List.of(overview(2, 0), overview(1, 1), overview(0, 2)));
        follower.follow(subject(), List.of(overview -> List.of("round")), display(), null);
        assertThat(notes).containsExactly("round", "round");
    }

    @Test
    void whatCameOfTheLastRoundIsToldAtTheEnd() {
        answers.add(overview(0, 2));
        Reconciler late = new Reconciler() {
            @Override
            public List<String> runOnce(View.Overview overview) {
                return List.of();
            }

            @Override
            public List<String> rest() {
                return List.of("it never reached the cluster");
            }
        };
        follower.follow(subject(), List.of(late), display(), null);
        assertThat(notes).containsExactly("it never reached the cluster");
    }

    @Test
    void doesNotEndBeforeAllIsSent() {
        answers.addAll(List.of(overview(0, 2), overview(0, 2)));
        Deque<Long> sent = new ArrayDeque<>(List.of(2L));
        Follower.Subject subject = new Follower.Subject("a", Map.of("match", 4L), sent::poll, Drain.NOTHING);
        follower.follow(subject, List.of(), display(), null);
        assertThat(shown).hasSize(2);
        assertThat(shown.get(0).total().total()).isEqualTo(4);
        assertThat(shown.get(0).sending()).isEqualTo(2);
    }

    @Test
    void absentRedisIsWaitedForAndTold() {
        answers.add(new QueueUnavailableException("nobody answers", new IllegalStateException()));
        answers.add(new QueueUnavailableException("nobody answers", new IllegalStateException()));
        answers.add(overview(0, 2));
        assertThat(follow().complete()).isTrue();
        assertThat(notes).hasSize(2);
        assertThat(notes.get(1)).isEqualTo("Redis answers again");
        assertThat(revivals).isEqualTo(2);
    }

    @Test
    void redisThatStaysAwayIsAnError() {
        for (int i = 0; i < 200; i++) {
            answers.add(new QueueUnavailableException("nobody answers", new IllegalStateException()));
        }
        assertThatThrownBy(this::follow).isInstanceOf(QueueUnavailableException.class);
        assertThat(Duration.between(Samples.NOW, now)).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(62));
    }

    @Test
    void stopsWhenAsked() {
        answers.add(overview(2, 0));
        assertThat(stop.request(2)).isFalse();
        assertThat(follow().complete()).isFalse();
        assertThat(stop.exit()).isEqualTo(130);
        assertThat(stop.request(2)).isTrue();
    }

    /** Agents that are ended next are waited for: an interrupt that is left would have them killed at once. */
    @Test
    void stopThatIsAskedForOutsideOfAPauseLeavesNoInterrupt() {
        answers.add(overview(2, 0));
        Supplier<Long> sent = () -> {
            stop.request(2);
            stop.request(2);
            return null;
        };
        Follower.Subject subject = new Follower.Subject("a", Map.of("match", 4L), sent, Drain.NOTHING);
        follower.follow(subject, List.of(), display(), null);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void firstCtrlCLetsEndWhatRunsAndBeginsNothing() {
        for (int i = 0; i < 5; i++) {
            answers.add(overview(2, 0));
        }
        Deque<Boolean> ended = new ArrayDeque<>(List.of(false, false, true));
        drain = new Drain() {
            @Override
            public List<String> drain() {
                return List.of("2 elements go on");
            }

            @Override
            public boolean drained() {
                return ended.remove();
            }
        };
        Reconciler sweeps = new Reconciler() {
            @Override
            public List<String> runOnce(View.Overview overview) {
                return List.of("swept");
            }

            @Override
            public boolean whileDraining() {
                return true;
            }
        };
        Reconciler submits = overview -> {
            stop.request(2);
            return List.of("submitted");
        };
        Follower.Followed followed = follower.follow(subject(), List.of(submits, sweeps), display(), null);
        assertThat(followed.complete()).isFalse();
        assertThat(notes).containsExactly("submitted", "swept", "2 elements go on", "swept", "swept");
        assertThat(ended).isEmpty();
        assertThat(stop.wish()).isEqualTo(Stop.Wish.DRAIN);
    }

    @Test
    void secondCtrlCAndOtherSignalsWaitForNothing() {
        stop.request(2);
        stop.request(2);
        assertThat(stop.wish()).isEqualTo(Stop.Wish.GIVE_BACK);
        drain = never();
        answers.add(overview(2, 0));
        assertThat(follow().complete()).isFalse();
        stop.request(2);
        assertThat(stop.wish()).isEqualTo(Stop.Wish.LEAVE);
        Stop term = new Stop();
        term.request(15);
        assertThat(term.wish()).isEqualTo(Stop.Wish.GIVE_BACK);
        assertThat(term.exit()).isEqualTo(143);
        term.request(15);
        assertThat(term.wish()).isEqualTo(Stop.Wish.LEAVE);
    }

    @Test
    void campaignThatEndsWhileItDrainsHasEnded() {
        answers.addAll(List.of(overview(1, 1), overview(0, 2)));
        drain = never();
        stop.request(2);
        assertThat(follow().complete()).isTrue();
    }

    private static Drain never() {
        return new Drain() {
            @Override
            public List<String> drain() {
                return List.of();
            }

            @Override
            public boolean drained() {
                return false;
            }
        };
    }

    @Test
    void caresAreTakenAndTheirNotesShown() {
        answers.addAll(List.of(overview(2, 0), overview(0, 2)));
        follower.follow(subject(), List.of(overview -> List.of("agent a1 ended")), display(), null);
        assertThat(notes).containsExactly("agent a1 ended");
    }

    @Test
    void doesNotWaitForTasksThatRedisHasLost() {
        answers.addAll(List.of(lost(2, 1, 0), lost(1, 0, 2), lost(1, 0, 2)));
        Follower.Followed followed = follow();
        assertThat(followed.complete()).isFalse();
        assertThat(followed.overview().stuck()).isTrue();
        assertThat(shown).as("as long as something runs, it goes on").hasSize(2);
    }

    @Test
    void campaignThatIsGoneIsAnError() {
        answers.add(overview(2, 0));
        answers.add(LostCampaignException.gone("a"));
        assertThatThrownBy(this::follow).isInstanceOf(LostCampaignException.class);
    }

    /** Three were pushed; the queue itself is gone, whatever the counter says. */
    private static View.Overview lost(long pending, long working, long done) {
        Map<State, Long> counts = Map.of(State.PENDING, pending, State.WORKING, working, State.DONE, done);
        return new View.Overview(
                Samples.NOW, false, 1, Map.of("match", new Tally(3, counts, -pending, 0, true, Map.of(), 0)));
    }

    private Follower.Followed follow() {
        return follower.follow(subject(), List.of(), display(), null);
    }

    private Follower.Subject subject() {
        return new Follower.Subject("a", Map.of(), () -> null, drain);
    }

    private static View.Overview overview(long pending, long done) {
        return new View.Overview(Samples.NOW, false, 1, Map.of("match", Samples.tally(pending, 0, done, 0, Map.of())));
    }

    /** Of a look that finds what there was before: nobody asks for it but to hear of the end at once. */
    private boolean complete() {
        asked++;
        return answers.peek() instanceof View.Overview next && next.complete();
    }

    private void pause(Duration time) {
        now = now.plus(time.compareTo(pause) > 0 ? time : pause);
    }

    private Snapshots snapshots() {
        View view = (View) Proxy.newProxyInstance(
                View.class.getClassLoader(), new Class<?>[] {View.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "campaign" -> {
                            return Optional.of(new Campaign(
                                    "a",
                                    "d",
                                    "me",
                                    Samples.NOW,
                                    List.of(Samples.stage("match", RetrySettings.DEFAULT, null))));
                        }
                        case "complete" -> {
                            return complete();
                        }
                        default -> {
                            Object answer = answers.remove();
                            if (answer instanceof RuntimeException failure) {
                                throw failure;
                            }
                            return Optional.of(answer);
                        }
                    }
                });
        return new Snapshots(
                view,
                () -> {
                    throw new AssertionError("nobody asks for arrays");
                },
                () -> Duration.between(Samples.NOW, now).toNanos());
    }

    private Display display() {
        return new Display() {
            @Override
            public void show(Progress progress) {
                shown.add(progress);
            }

            @Override
            public void note(String line) {
                notes.add(line);
            }

            @Override
            public void close() {}
        };
    }
}
