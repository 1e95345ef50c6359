package org.musterhpc.launcher.cluster.pool;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link Keeper} stands.
 *
 * @param host what the machine calls itself
 * @param watched whether something watches over the agents
 * @param stop whether all are to end
 * @param wanted the numbers of the agents that there shall be
 * @param agents processes by the agent's number
 * @param old processes that are being replaced
 * @param deaths of agents that ended by themselves, by their number
 */
public record KeeperState(
        String host,
        boolean watched,
        boolean stop,
        Set<Integer> wanted,
        Map<Integer, Long> agents,
        Set<Long> old,
        Map<Integer, Death> deaths) {
    /** More agents no machine has. */
    private static final int MOST = 10_000;

    /**
     * An agent that ended by itself.
     *
     * @param times how often in a row
     * @param status its exit status; null: not known
     * @param said its last words; may be empty
     */
    public record Death(int times, @Nullable Integer status, String said) {
        /** In a line for a person. */
        public String text() {
            String how = status == null
                    ? "ended"
                    : status > 128 ? "died of signal " + (status - 128) : "ended with exit " + status;
            String often = times == 1 ? "" : ", " + times + " times in a row";
            return "an agent " + how + often + (said.isEmpty() ? "" : ": " + said);
        }
    }

    public KeeperState {
        wanted = Set.copyOf(wanted);
        agents = Map.copyOf(agents);
        old = Set.copyOf(old);
        deaths = Map.copyOf(deaths);
    }

    /** Where agents have the numbers 1 to {@code count}. */
    public KeeperState(
            String host,
            boolean watched,
            boolean stop,
            int count,
            Map<Integer, Long> agents,
            Set<Long> old,
            Map<Integer, Death> deaths) {
        this(host, watched, stop, upTo(count), agents, old, deaths);
    }

    private static Set<Integer> upTo(int count) {
        return IntStream.rangeClosed(1, Math.min(count, MOST)).boxed().collect(Collectors.toSet());
    }

    /** How many agents there shall be. */
    public int count() {
        return wanted.size();
    }

    /** Whether one of its processes has this number. */
    public boolean runs(long pid) {
        return agents.containsValue(pid) || old.contains(pid);
    }

    /** Whether nothing runs there. */
    public boolean ended() {
        return agents.isEmpty() && old.isEmpty() && !watched;
    }

    /** What is wrong there; empty where nothing is. */
    public Optional<String> problem() {
        if (stop) {
            return Optional.empty();
        }
        for (Map.Entry<Integer, Death> death : new TreeMap<>(deaths).entrySet()) {
            if (!wanted.contains(death.getKey())) {
                continue; // it need not be there any more
            }
            if (!agents.containsKey(death.getKey()) || death.getValue().times() > 1) {
                return Optional.of(death.getValue().text());
            }
        }
        if (watched || wanted.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                agents.isEmpty()
                        ? "its agents have ended, and nothing starts them again"
                        : "nothing watches over its agents");
    }

    static KeeperState read(String text) {
        Map<Integer, Long> agents = new TreeMap<>();
        Set<Long> old = new TreeSet<>();
        Map<Integer, Death> deaths = new TreeMap<>();
        String host = "";
        boolean watched = false;
        boolean stop = false;
        Set<Integer> wanted = null;
        int count = 0;
        for (String line : text.lines().toList()) {
            String[] words = line.split(" ", 5);
            String second = words.length > 1 ? words[1] : "";
            if (words[0].equals("host")) {
                host = second;
            } else if (words[0].equals("stop")) {
                stop = true;
            } else if (words[0].equals("count")) {
                count = number(second);
            } else if (words[0].equals("wanted")) {
                wanted = numbers(line);
            } else if (words[0].equals("keeper")) {
                watched = true;
            } else if (words[0].startsWith("agent.")) {
                agents.put(number(words[0].substring(6)), (long) number(second));
            } else if (words[0].startsWith("old.")) {
                old.add((long) number(second));
            } else if (words[0].equals("death") && words.length > 3) {
                deaths.put(number(second), death(words));
            }
        }
        return new KeeperState(host, watched, stop, wanted == null ? upTo(count) : wanted, agents, old, deaths);
    }

    private static Set<Integer> numbers(String line) {
        return Stream.of(line.split(" ", -1))
                .map(KeeperState::number)
                .filter(number -> number > 0)
                .limit(MOST)
                .collect(Collectors.toSet());
    }

    private static Death death(String[] words) {
        String said =
                words.length > 4 ? words[4].replaceFirst("^muster-agent: ", "").strip() : "";
        return new Death(number(words[2]), words[3].matches("\\d{1,3}") ? Integer.valueOf(words[3]) : null, said);
    }

    private static int number(String text) {
        return text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
    }
}
