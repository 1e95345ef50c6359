package org.musterhpc.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the agents of a pool share: the campaigns that they serve, what those want, and which agents there are. No task is in
 * it: all of it may be lost, and is written again by whoever works. See {@code docs/decisions/0020-pools.md}.
 *
 * <p>All methods throw {@link QueueUnavailableException} where Redis does not answer in time.
 */
public interface Pool extends AutoCloseable {

    String name();

    /** Has the pool serve a campaign from now on; said again, nothing changes. */
    void enter(String campaign);

    /** Has it served no more. What runs of it goes on. */
    void remove(String campaign);

    /** The campaigns that it serves, by name; some of them may be complete, or gone. */
    List<String> campaigns();

    /** Wakes agents that wait, as there is work of a campaign: at the most as many as there are tasks. */
    void ring(String campaign, long tasks);

    /** Waits until somebody rings; takes a connection of its own. Says of which campaign there is work; empty where nobody rang. */
    Optional<String> awaitBell(Duration most);

    /**
     * Takes, or prolongs, the office of looking after all campaigns: one agent has it.
     *
     * @param time after which the office is free, unless it is prolonged
     * @return whether the caller has it now
     */
    boolean tend(String agent, Duration time);

    /**
     * Writes down what the campaigns want.
     *
     * @param lasts for how long that is believed, should nobody look again
     */
    void publish(List<Demand> demand, Duration lasts);

    /** What the campaigns wanted when the agent that {@link #tend}s last looked; empty where nobody has, lately. */
    List<Demand> demand();

    /** Says that an agent is there, and how it is. */
    void beat(Member member);

    /** Takes agents out of the list; one that is alive is in it again with its next heartbeat. */
    void forget(List<String> agents);

    /** What was ordered of a pool whose agents are submitted as there is work; null: nobody has started it. */
    @Nullable
    Order order();

    /** Orders something else; what was told to agents before is void where it runs. */
    void order(Order order);

    /** Tells agents by name what to do. */
    void tell(List<String> agents, Farewell how);

    /** What this agent was told, or all were. */
    Farewell farewell(String agent);

    /** What agents were told by name; some of them may be gone. */
    Map<String, Farewell> told();

    /** Takes agents that are gone off that list. */
    void gone(List<String> agents);

    /**
     * Asks whether an idle agent may leave, so that enough others stay. One that may is not in the list of agents any more; of
     * those that ask at the same time, one is answered.
     */
    boolean mayLeave(String agent);

    /** Writes down why the pool has as many agents as it has. */
    void explain(String json);

    /** What was written down last; empty: nothing. */
    String explained();

    /** All agents that are in the list, living or not. */
    List<Member> members();

    /** Those of them that are alive. */
    default List<Member> living() {
        Instant now = now();
        return members().stream().filter(member -> member.alive(now)).toList();
    }

    /** Redis' time. */
    Instant now();

    @Override
    void close();

    /**
     * What a campaign wants of its pool.
     *
     * @param priority the highest of its stages that have work
     * @param cpus how many processors all that waits would take at once
     * @param widest how many processors one of its tasks takes at the most
     * @param working how many tasks run, in all of the pool and elsewhere
     */
    record Demand(String campaign, int priority, long cpus, int widest, long working) {
        /** Whether anything waits. */
        public boolean waits() {
            return cpus > 0;
        }
    }

    /** What an agent is to do. */
    enum Farewell {
        STAY,
        /** It is of before an upgrade: it stays until another is there, and is told more then. */
        REPLACE,
        /** What it runs ends first. */
        DRAIN,
        /** What it runs is given back. */
        NOW
    }

    /**
     * What was ordered of a pool in arrays.
     *
     * @param owner whose programs submit for it
     * @param all what all of its agents are told
     * @param min so many stay without work
     * @param max never are there more
     */
    record Order(String owner, Farewell all, int min, int max) {
        /** Whether agents are submitted. */
        public boolean runs() {
            return all == Farewell.STAY;
        }
    }

    /**
     * An agent of the pool.
     *
     * @param name unique among the pool's agents, without white space
     * @param site where it is, and of which version
     * @param slots how many tasks it can run at once
     * @param running how many it runs
     * @param campaigns those that it has open now
     * @param problem what keeps it from working on a campaign, or from all; empty: nothing
     * @param seen its last heartbeat, by Redis' clock
     * @param lease for how long it is taken for alive after that
     */
    record Member(
            String name,
            Site site,
            int slots,
            int running,
            List<String> campaigns,
            String problem,
            Instant seen,
            Duration lease) {
        public Member {
            campaigns = List.copyOf(campaigns);
        }

        /**
         * Where it is, and what program it is.
         *
         * @param ends when its allocation does, by Redis' clock; null: nobody knows, or it is in none
         */
        public record Site(
                String host,
                long pid,
                String allocation,
                String version,
                @Nullable Instant ends) {
            public Site(String host, long pid, String allocation, String version) {
                this(host, pid, allocation, version, null);
            }
        }

        /** Whether it is alive, as far as anybody knows at that time. Nobody was seen further ahead than a lease. */
        public boolean alive(Instant now) {
            return seen.plus(lease).isAfter(now) && seen.isBefore(now.plus(lease));
        }
    }
}
