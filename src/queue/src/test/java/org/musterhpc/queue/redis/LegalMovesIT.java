package org.musterhpc.queue.redis;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.View;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.Lapsed;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Move;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.Stage.After;
import org.musterhpc.queue.model.Stage.Follower;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.redis.work.Amends;

/** Every operation tried on a task in every state: either it is a legal move, or nothing changes. */
class LegalMovesIT {
    private static final String ID = "second/000001";
    private static final String BEFORE = "first/000001";
    private Rig rig;
    private WorkQueue agent;
    private Lease held;

    @BeforeEach
    void open() {
        Stage first = Rig.stage("first", null, List.of(new Follower("second", false)));
        Stage second = Rig.stage("second", new After("first", false), List.of());
        rig = new Rig(TestServer.address(), "legal", first, second);
        agent = rig.agent("a");
    }

    @AfterEach
    void close() {
        rig.queues.control().purge("legal");
        rig.close();
    }

    private final Map<String, Consumer<State>> operations = Map.ofEntries(
            entry("push", state -> rig.push("second", 1, 1)),
            entry(
                    "restore",
                    state -> assertThatIllegalArgumentException()
                            .isThrownBy(() -> rig.queues
                                    .recovery()
                                    .put("legal", "second", List.of(rig.restored(rig.finish(held)))))),
            entry("claim", state -> Rig.claim(agent, "second", 1)),
            entry("take", state -> agent.exchange(List.of(), List.of(WorkQueue.Want.of("second", ID)))),
            entry("finish", state -> rig.report(agent, rig.finish(held))),
            entry("retry", state -> rig.report(agent, rig.retry(held, Duration.ofMinutes(1)))),
            entry("bury", state -> rig.report(agent, rig.bury(held))),
            entry("give back", state -> rig.report(agent, Rig.giveBack(held))),
            entry("lapse", state -> {
                rig.pass(Rig.LEASE);
                for (Lapsed lapsed : agent.lapsed(10)) {
                    agent.lapse(List.of(rig.retry(lapsed.lease(), Duration.ofMinutes(1))));
                }
            }),
            entry("release", state -> agent.release(List.of(rig.retry(held, Duration.ofMinutes(1))))),
            entry("release to the dead", state -> agent.release(List.of(rig.bury(held)))),
            entry("amend", state -> amend(Outcome.OOM)),
            entry("amend to the dead", state -> amend(Outcome.BAD_MESSAGE)),
            entry("cancel", state -> rig.queues.control().cancel("legal", "second", List.of(ID))),
            entry("cancel all", state -> rig.queues.control().cancel("legal", "second", List.of())),
            entry("requeue", state -> rig.queues.control().requeue("legal", "second", List.of(ID), true)),
            entry("reopen", state -> reopen(ID)),
            entry("reopen what it waited for, and it", state -> {
                reopen(BEFORE);
                reopen(ID);
                rig.queues.control().requeue("legal", "second", List.of(ID), true);
            }));

    /** Under every token that its task may have: what is not done must not move. */
    private void reopen(String id) {
        String stage = id.substring(0, id.indexOf('/'));
        long token = rig.queues
                .view()
                .find("legal", id)
                .map(View.TaskView::lastAttempt)
                .map(Attempt::token)
                .orElse(0L);
        rig.queues.control().reopen("legal", stage, Map.of(id, token), any -> any);
    }

    private void amend(Outcome outcome) {
        agent.losses()
                .amend(agent.losses().lately(any -> true).stream()
                        .filter(lost -> lost.waits() != null)
                        .map(lost -> Amends.as(outcome, rig.campaign, lost))
                        .toList());
    }

    static Stream<Arguments> everyPair() {
        return Stream.of(State.values())
                .flatMap(state -> Stream.of(
                                "push",
                                "restore",
                                "claim",
                                "take",
                                "finish",
                                "retry",
                                "bury",
                                "give back",
                                "lapse",
                                "release",
                                "release to the dead",
                                "amend",
                                "amend to the dead",
                                "cancel",
                                "cancel all",
                                "requeue",
                                "reopen",
                                "reopen what it waited for, and it")
                        .map(operation -> Arguments.of(state, operation)));
    }

    @ParameterizedTest(name = "{1} of a {0} task")
    @MethodSource("everyPair")
    void operationIsALegalMoveOrChangesNothing(State from, String operation) {
        bring(from);
        operations.get(operation).accept(from);
        State to = rig.stateOf(ID);
        if (to != from) {
            // A delayed task that is claimed is made pending first, in the same script; one that is taken by its id
            // need not be ripe.
            boolean ripened = from == State.DELAYED && to == State.WORKING;
            assertThat(Move.legal(from, to) || ripened)
                    .as("%s of %s gave %s", operation, from, to)
                    .isTrue();
        }
        assertThat(rig.tally("second").pushed()).isEqualTo(1);
        assertThat(rig.queues.view().audit("legal").holds()).isTrue();
    }

    /** Makes the one task of the second stage be in the state, and {@code held} a lease that it once had. */
    private void bring(State state) {
        rig.push("first", 1, 1);
        rig.push("second", 1, 1);
        held = new Lease("second", Rig.message("second", 1), 999, java.time.Instant.EPOCH, Rig.WALLTIME);
        if (state == State.BLOCKED) {
            return;
        }
        rig.report(agent, rig.finish(rig.claimOne(agent, "first")));
        if (state == State.PENDING) {
            // It has been lost before, and is ripe again.
            rig.report(agent, Amends.lost(rig, rig.claimOne(agent, "second")));
            rig.queues.control().pause("legal");
            Rig.claim(agent, "second", 1);
            rig.queues.control().resume("legal");
            assertThat(rig.stateOf(ID)).isEqualTo(State.PENDING);
            return;
        }
        if (state == State.CANCELLED) {
            rig.queues.control().cancel("legal", "second", List.of(ID));
            return;
        }
        held = rig.claimOne(agent, "second");
        switch (state) {
            case DELAYED -> {
                rig.report(agent, Amends.lost(rig, held));
                assertThat(agent.losses().lately(any -> true)).hasSize(1);
            }
            case DONE -> rig.report(agent, rig.finish(held));
            case DEAD -> rig.report(agent, rig.bury(held));
            default -> assertThat(state).isEqualTo(State.WORKING);
        }
        assertThat(rig.stateOf(ID)).isEqualTo(state);
        assertThat(rig.stateOf(BEFORE)).isEqualTo(State.DONE);
        assertThat(rig.queues.view().campaign("legal")).map(Campaign::name).contains("legal");
    }
}
