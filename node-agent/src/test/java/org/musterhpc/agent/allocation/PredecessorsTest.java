package org.musterhpc.agent.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.musterhpc.agent.diary.Diary;
import org.musterhpc.agent.time.RedisClock;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.WorkQueue.AgentInfo;
import org.musterhpc.queue.WorkQueue.Heard;

/** Of whom an agent takes over, and whom it leaves alone. */
class PredecessorsTest {
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final AgentInfo ME = agent("me", "here", 1);
    private static final Allocation REQUEUED = new Allocation("4711", 1, 1, null, null);
    private static final Allocation UNCOUNTED = new Allocation("4711", null, 1, null, null);

    private final List<Heard> listed = new ArrayList<>();
    private final Set<Long> processes = new HashSet<>();
    private final List<String> released = new ArrayList<>();
    private final StringWriter said = new StringWriter();
    private RuntimeException refusal;
    private long beats;

    private final RedisClock clock = new RedisClock(() -> 0, Instant.EPOCH);
    private final Predecessors predecessors =
            new Predecessors(queue(), clock, new Diary(said, clock), processes::contains);

    private static AgentInfo agent(String name, String host, long pid) {
        return new AgentInfo(name, "local", host, pid, "4711", 1, LEASE);
    }

    /** A queue that knows agents, and nothing of tasks. */
    private WorkQueue queue() {
        return (WorkQueue) Proxy.newProxyInstance(
                WorkQueue.class.getClassLoader(),
                new Class<?>[] {WorkQueue.class},
                (self, method, args) -> switch (method.getName()) {
                    case "heard" -> {
                        if (refusal != null) {
                            throw refusal;
                        }
                        yield List.copyOf(listed);
                    }
                    case "now" -> Instant.EPOCH;
                    case "heldBy" -> List.of();
                    case "forget" -> {
                        ((Collection<?>) args[0]).forEach(name -> released.add((String) name));
                        yield null;
                    }
                    default -> throw new UnsupportedOperationException(method.getName() + Arrays.toString(args));
                });
    }

    private void there(AgentInfo... agents) {
        for (AgentInfo agent : agents) {
            listed.removeIf(other -> other.agent().equals(agent));
            listed.add(new Heard(agent, Instant.ofEpochMilli(++beats)));
        }
    }

    @Test
    void whoseProcessIsGoneFromThisHostIsTakenOverAtOnce() {
        there(agent("gone", "here", 7));

        assertThat(predecessors.release(ME, REQUEUED)).isNull();
        assertThat(released).containsExactly("gone");
    }

    @Test
    void agentThatBeatsIsNobodysPredecessor() {
        AgentInfo beside = agent("beside", "here", 8);
        AgentInfo elsewhere = agent("elsewhere", "there", 9);
        processes.add(8L);
        there(beside, elsewhere);

        for (Allocation allocation : List.of(REQUEUED, UNCOUNTED)) {
            assertThat(predecessors.release(ME, allocation)).isEqualTo(Duration.ofSeconds(20));
            there(beside, elsewhere);
            predecessors.lookAgain();
        }

        assertThat(released).isEmpty();
    }

    @Test
    void whoIsSilentForLongerThanAnyAgentIsTakenOver() {
        AgentInfo frozen = agent("frozen", "here", 8);
        AgentInfo dead = agent("dead", "there", 9);
        AgentInfo alive = agent("alive", "there", 10);
        processes.add(8L);
        there(frozen, dead, alive);

        predecessors.release(ME, REQUEUED);
        assertThat(released).isEmpty();
        there(alive);
        predecessors.lookAgain();

        assertThat(released).containsExactlyInAnyOrder("frozen", "dead");
    }

    @Test
    void inItsFirstRunAnAllocationHasNoPredecessors() {
        there(agent("other", "here", 7));

        assertThat(predecessors.release(ME, new Allocation("4711", 0, 1, null, null)))
                .isNull();
        assertThat(predecessors.release(ME, new Allocation("", 1, 1, null, null)))
                .isNull();
        assertThat(released).isEmpty();
    }

    @Test
    void othersAllocationsAreNotLookedAt() {
        listed.add(new Heard(new AgentInfo("a", "local", "here", 7, "4712", 1, LEASE), Instant.EPOCH));
        listed.add(new Heard(new AgentInfo("b", "other", "here", 7, "4711", 1, LEASE), Instant.EPOCH));
        there(ME);

        assertThat(predecessors.release(ME, REQUEUED)).isNull();
        assertThat(released).isEmpty();
    }

    @Test
    void garbageInTheListIsNoReasonNotToWork() {
        refusal = new NumberFormatException("For input string: \"garbage\"");

        assertThat(predecessors.release(ME, REQUEUED)).isNull();
        assertThat(said.toString()).contains("could not look for former agents of this allocation: For input string");
    }
}
