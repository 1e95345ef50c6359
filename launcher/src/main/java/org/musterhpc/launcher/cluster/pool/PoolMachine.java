package org.musterhpc.launcher.cluster.pool;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.bundle.AccessFile;
import org.musterhpc.launcher.bundle.CampaignFolder;
import org.musterhpc.launcher.cluster.AgentSpec;
import org.musterhpc.launcher.logs.Reach;
import org.musterhpc.launcher.shell.NoAnswer;
import org.musterhpc.launcher.shell.NotSent;
import org.musterhpc.launcher.shell.Refused;
import org.musterhpc.launcher.shell.Retries;
import org.musterhpc.launcher.shell.Shell;
import org.musterhpc.launcher.shell.ShellFiles;
import org.musterhpc.queue.redis.connect.RedisAddress;
import org.musterhpc.queue.sign.SigningKey;

/**
 * One machine of a pool.
 *
 * @param name as the configuration has it
 * @param folder where the pool's things are there; may begin with {@code ~/}
 * @param program brings the agent, and says how it is started
 */
public record PoolMachine(String name, Shell shell, Retries retries, String folder, Program program) {

    /** The agent's program on the machine. */
    @FunctionalInterface
    public interface Program {
        /** Words that start it; it is brought where it is not there yet. */
        List<String> words() throws NoAnswer, NotSent, Refused;
    }

    /**
     * What agents are told.
     *
     * @param spec of no campaign
     * @param redis as the machine reaches it
     * @param key of the pool
     * @param server as {@link Keeper.Plan#server}
     */
    public record Orders(String pool, AgentSpec spec, RedisAddress redis, SigningKey key, List<String> server) {}

    /** Brings the agent and what it needs; what runs is not touched. */
    Keeper prepare(Orders orders) throws NoAnswer, NotSent, Refused {
        List<String> start = program.words();
        ShellFiles files = new ShellFiles(shell, retries);
        String there = files.absolute(folder);
        files.folder(there);
        String connection = new AccessFile(files, there).put(orders.redis(), orders.key());
        List<String> words = new ArrayList<>(start);
        words.addAll(List.of("--pool", orders.pool(), "--connection", connection));
        words.addAll(List.of("--cluster", orders.pool(), "--logs", there, "--local"));
        words.addAll(orders.spec().manner());
        Keeper keeper = new Keeper(shell, retries, there);
        keeper.prepare(new Keeper.Plan(words, agents(orders.pool()), orders.server()));
        return keeper;
    }

    /** Has a program kept that looks after the pool. */
    Keeper prepare(String pool, List<String> words, List<String> server) throws NoAnswer, NotSent, Refused {
        ShellFiles files = new ShellFiles(shell, retries);
        String there = files.absolute(folder);
        Keeper keeper = new Keeper(shell, retries, there);
        keeper.prepare(new Keeper.Plan(words, agents(pool), server));
        return keeper;
    }

    /** How the names of its agents begin; a number, and when the agent was started, follow. */
    private String agents(String pool) {
        return agents(pool, name);
    }

    private static String agents(String pool, String name) {
        return pool + "-" + name.replaceAll("[^A-Za-z0-9_.-]", "_");
    }

    /** Whether an agent of that name runs, or ran, on this machine. */
    public boolean hasAgent(String pool, String agent) {
        return hasAgent(pool, name, agent);
    }

    /** The number of an agent of that machine; -1: it is none of its own. */
    static int number(String pool, String machine, String agent) {
        return hasAgent(pool, machine, agent)
                ? Integer.parseInt(
                        agent.substring(agents(pool, machine).length() + 1).replaceFirst("-.*", ""))
                : -1;
    }

    /** The same of a machine that the configuration calls so. */
    public static boolean hasAgent(String pool, String machine, String agent) {
        String first = agents(pool, machine) + "-";
        return agent.startsWith(first) && agent.substring(first.length()).matches("\\d{1,9}-\\d+");
    }

    /** How to get at a campaign's logs there. */
    public Reach logs(String pool, String campaign) {
        return new Reach(pool + "@" + agents(pool), shell, folder + "/campaigns/" + campaign);
    }

    Keeper keeper() throws NoAnswer, NotSent, Refused {
        return new Keeper(shell, retries, new ShellFiles(shell, retries).absolute(folder));
    }

    void remove(String campaign) throws NoAnswer, NotSent, Refused {
        new CampaignFolder(shell, retries, folder, campaign).remove();
    }

    @Nullable
    KeeperState state() throws NoAnswer, NotSent, Refused {
        return keeper().state();
    }
}
