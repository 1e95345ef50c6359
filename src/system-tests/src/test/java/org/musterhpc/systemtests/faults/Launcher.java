package org.musterhpc.systemtests.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.musterhpc.systemtests.endtoend.Muster;
import org.musterhpc.testkit.TcpProxy;

/** The person at the login node, who says the same command again until it has done its work. */
final class Launcher implements AutoCloseable {
    private static final long PAUSE_MS = 500;

    private final Muster muster;
    private final Plan plan;
    private final TcpProxy network;
    private @Nullable Watched follower;

    Launcher(Muster muster, Plan plan, TcpProxy network) {
        this.muster = muster;
        this.plan = plan;
        this.network = network;
    }

    /** Its way to Redis, which agents that it starts take, too. */
    TcpProxy network() {
        return network;
    }

    /**
     * Begins to submit, and kills that at the moment.
     *
     * @return false where it had ended before
     */
    boolean killWhileSubmitting(BooleanSupplier moment) {
        Process submit = start("submit", file(), "--stage-only");
        while (submit.isAlive() && !moment.getAsBoolean()) {
            Thread.onSpinWait();
        }
        boolean killed = submit.isAlive();
        submit.destroyForcibly().onExit().join();
        return killed;
    }

    /** Submits what is still missing, and follows: by {@code run}, or by a sentinel after a {@code submit}. */
    void follow() {
        if (plan.sentinel()) {
            Muster.Ended ended = begin("submit", file()).end();
            if (ended.exit() != 0) {
                throw new AssertionError("submit ended with " + ended.exit() + ": " + ended.err());
            }
            follower = new Watched("sentinel", PAUSE_MS, () -> start("sentinel", plan.campaign()));
        } else {
            follower = new Watched("run", PAUSE_MS, () -> start("run", file()));
        }
    }

    Optional<Watched> follower() {
        return Optional.ofNullable(follower);
    }

    /** {@code muster restore} with the logs of all hosts. */
    List<String> restore(List<Host> hosts) {
        List<String> words = new ArrayList<>(List.of("restore", plan.campaign()));
        for (Host host : hosts) {
            words.addAll(List.of("--logs", host.logs().toString()));
        }
        return words;
    }

    synchronized Process start(String... words) {
        return muster.start(words);
    }

    synchronized Muster.Running begin(String... words) {
        return muster.begin(words);
    }

    private String file() {
        return plan.campaign() + ".yml";
    }

    @Override
    public void close() {
        if (follower != null) {
            follower.close();
        }
    }
}
