package org.musterhpc.launcher.cluster.local;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.musterhpc.launcher.cluster.Fleet;
import org.musterhpc.launcher.cluster.Round;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.time.Patience;
import org.musterhpc.launcher.time.Time;
import org.musterhpc.launcher.view.Harmless;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Goal;
import org.musterhpc.queue.model.State;

/** Agents that are processes of this machine. They end with the program that opened them. */
final class LocalFleet implements Fleet {
    private static final int MOST = 9_999;

    private static final Duration AT_THE_END = Duration.ofSeconds(10);
    /** From KILL to the end of a process: for ever only if the kernel holds it. */
    private static final Duration DYING = Duration.ofSeconds(10);

    private static final Duration DRAIN_AGAIN = Duration.ofSeconds(1);

    private final String cluster;
    private final List<SupervisedAgent> agents = new ArrayList<>();
    private final Supplier<AgentProcess> starter;
    private final Time time;
    private boolean stopping;
    private Instant drained = Instant.EPOCH;
    private String lastWords = "";

    /**
     * @param found agents that an earlier program started
     * @param starter starts one
     */
    LocalFleet(String cluster, Collection<AgentProcess> found, Supplier<AgentProcess> starter, Time time) {
        this.cluster = cluster;
        this.starter = starter;
        this.time = time;
        found.forEach(process -> add().enter(process));
    }

    private SupervisedAgent add() {
        SupervisedAgent agent = new SupervisedAgent(time.clock());
        agents.add(agent);
        return agent;
    }

    @Override
    public String cluster() {
        return cluster;
    }

    @Override
    public Round runOnce(View.Overview overview) {
        List<String> notes = new ArrayList<>();
        for (AgentExit exit : replaceDead()) {
            if (exit.sequel() != AgentExit.Sequel.LEFT) {
                String words = Harmless.line(exit.words());
                boolean replaced = exit.sequel() == AgentExit.Sequel.REPLACED;
                lastWords = "agent " + exit.agent() + " ended (" + words + "); its output: " + exit.output();
                notes.add("agent " + exit.agent() + " ended (" + words + ")"
                        + (replaced ? ", another is started; " : ", it is given up; ") + "its output: "
                        + exit.output());
            }
        }
        int started = !overview.paused() && claimable(overview) ? fill() : 0;
        if (!overview.paused() && claimable(overview) && spent() && overview.agents() == 0) {
            throw Problem.failed(
                    "no agent is left to run what remains" + (lastWords.isEmpty() ? "" : ": " + lastWords),
                    "look into that file, then run the same command again: it goes on where it stopped");
        }
        return new Round(true, started, 0, notes);
    }

    private static boolean claimable(View.Overview overview) {
        return overview.stages().values().stream()
                .anyMatch(tally ->
                        tally.count(State.PENDING) + tally.count(State.DELAYED) + Math.max(0, tally.foreign()) > 0);
    }

    /**
     * Starts anew, after a back-off and no more often than a bound, who died unexpectedly; not who left by himself.
     *
     * @return who has gone since the last call
     */
    synchronized List<AgentExit> replaceDead() {
        List<AgentExit> exits = agents.stream()
                .map(SupervisedAgent::notice)
                .flatMap(Optional::stream)
                .toList();
        for (SupervisedAgent agent : agents) {
            if (!stopping && agent.isDue()) {
                agent.enter(starter.get());
            }
        }
        return exits;
    }

    /** Starts agents in place of those that had left by themselves: work came, or ripened, after that. */
    synchronized int fill() {
        int started = 0;
        for (SupervisedAgent agent : agents) {
            if (!stopping && agent.vacant()) {
                agent.enter(starter.get());
                started++;
            }
        }
        return started;
    }

    /** Whether none is alive, and {@link #replaceDead} will start none. */
    synchronized boolean spent() {
        return agents.stream().noneMatch(SupervisedAgent::hasFuture);
    }

    /**
     * Starts those that are missing, or has those that are too many give their tasks back and leave. Agents of a run that
     * goes on are that run's.
     */
    @Override
    public List<String> scale(Goal goal) {
        if (!(goal instanceof Goal.Fixed fixed) || fixed.agents() > MOST) {
            throw Problem.usage(
                    "--elements: '" + goal.text() + "' is not a number of agents for this machine",
                    "write a number up to " + MOST);
        }
        atLeast(fixed.agents());
        return dismiss(agents() - fixed.agents());
    }

    /** Starts those that are missing; ends none. */
    void atLeast(int wanted) {
        synchronized (this) {
            while (agents.size() < wanted) {
                add();
            }
        }
        fill();
    }

    private List<String> dismiss(int number) {
        if (number <= 0) {
            return List.of();
        }
        List<AgentProcess> free = own(false);
        List<AgentProcess> asked = free.subList(0, Math.min(number, free.size()));
        asked.forEach(agent -> agent.handle().destroy());
        await(asked, AT_THE_END);
        int led = number - asked.size();
        return led == 0
                ? List.of()
                : List.of(counted(led) + " of a run on this machine " + (led == 1 ? "goes" : "go")
                        + " on: Ctrl-C there ends " + (led == 1 ? "it" : "them"));
    }

    @Override
    public synchronized int agents() {
        return (int) agents.stream().filter(SupervisedAgent::alive).count();
    }

    @Override
    public String where() {
        return "";
    }

    @Override
    public List<String> drain() {
        tellToDrain();
        int others = agents() - own(false).size();
        return others == 0
                ? List.of()
                : List.of(counted(others) + " of another run on this machine " + (others == 1 ? "goes" : "go") + " on");
    }

    @Override
    public boolean drained() {
        tellToDrain(); // an agent that had just been started did not hear it
        return own(false).isEmpty();
    }

    private void tellToDrain() {
        List<AgentProcess> own = own(true);
        Instant now = time.clock().instant();
        if (!own.isEmpty() && !now.isBefore(drained.plus(DRAIN_AGAIN))) {
            drained = now;
            DrainSignal.send(own.stream().map(AgentProcess::handle).toList());
        }
    }

    @Override
    public List<String> stop(Duration grace) {
        int killed = end(grace);
        return killed == 0
                ? List.of()
                : List.of(counted(killed) + " did not end within " + grace.toSeconds()
                        + " s and had to be killed: what it ran comes back when its lease is over");
    }

    private static String counted(int agents) {
        return agents == 1 ? "1 agent" : agents + " agents";
    }

    /** Asks the agents to give their tasks back, waits, then kills. Returns how many it had to kill. */
    private int end(Duration grace) {
        // Only processes: a handle knows its process by number and start time, so it never hits another's.
        List<AgentProcess> asked = own(true);
        asked.forEach(agent -> agent.handle().destroy());
        await(asked, grace);
        List<AgentProcess> deaf = asked.stream().filter(AgentProcess::alive).toList();
        deaf.forEach(agent -> agent.handle().destroyForcibly());
        await(deaf, DYING);
        return deaf.size();
    }

    private void await(List<AgentProcess> processes, Duration limit) {
        Patience patience = time.patience(limit);
        boolean waiting = true;
        while (waiting && processes.stream().anyMatch(AgentProcess::alive)) {
            waiting = patience.lasts();
        }
    }

    @Override
    public int abandon() {
        List<AgentProcess> own = own(true);
        own.forEach(agent -> agent.handle().destroy());
        return own.size();
    }

    /**
     * Those that live and are not another living launcher's.
     *
     * @param last whether none is started from now on
     */
    private synchronized List<AgentProcess> own(boolean last) {
        stopping |= last;
        return agents.stream()
                .map(SupervisedAgent::process)
                .flatMap(Optional::stream)
                .filter(agent -> agent.alive() && !agent.led())
                .toList();
    }

    /** Agents are processes of their own, which need nothing of this program's. */
    @Override
    public void detach() {}

    @Override
    public int finish(Duration leaving) {
        end(AT_THE_END);
        return 0;
    }
}
