package org.musterhpc.launcher.cluster.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.Answer;
import org.musterhpc.launcher.shell.Command;
import org.musterhpc.launcher.shell.Input;
import org.musterhpc.launcher.shell.NoAnswer;
import org.musterhpc.launcher.shell.NotSent;
import org.musterhpc.launcher.shell.Refused;
import org.musterhpc.launcher.shell.Retries;
import org.musterhpc.launcher.shell.Shell;
import org.musterhpc.launcher.shell.ShellFiles;
import org.musterhpc.launcher.text.ShippedFile;

/**
 * The script on one machine that keeps a pool's agents alive there: {@code keep.sh} beside this class. It goes on without
 * this program; everything that is asked of it may be asked again.
 */
final class Keeper {
    static final String SCRIPT = "keep.sh";
    static final String BOOT = "boot.sh";
    private static final String UNIT = "/systemd-templates/pool.service";
    /** A service manager on a machine that has just booted takes its time. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final String PRIVATE = "600";

    private final Shell shell;
    private final Retries retries;
    private final String folder;

    /** How agents are told to end. */
    enum Stop {
        /** What runs ends, and nothing is begun. */
        DRAIN,
        /** What runs is given back. */
        NOW
    }

    /**
     * What is kept there.
     *
     * @param words program and arguments of an agent, without its name
     * @param name how the names of agents begin
     * @param server the pid file of the Redis to be kept as well, and the words that start it; empty: none
     */
    record Plan(List<String> words, String name, List<String> server) {
        Plan {
            words = List.copyOf(words);
            server = List.copyOf(server);
        }
    }

    /** @param folder of the pool on that machine; absolute */
    Keeper(Shell shell, Retries retries, String folder) {
        this.shell = shell;
        this.retries = retries;
        this.folder = folder;
    }

    String folder() {
        return folder;
    }

    /** Brings the script and what it is to keep; agents that run are not touched. */
    void prepare(Plan plan) throws NoAnswer, NotSent, Refused {
        ShellFiles files = new ShellFiles(shell, retries);
        files.folder(folder);
        files.put(Input.of(resource(SCRIPT)), folder + "/" + SCRIPT, "700");
        files.put(Input.of(resource(BOOT)), folder + "/" + BOOT, "700");
        files.put(Input.of(unit()), folder + "/unit", PRIVATE);
        files.put(Input.of(lines(plan.words())), folder + "/words", PRIVATE);
        files.put(Input.of(plan.name() + "\n"), folder + "/name", PRIVATE);
        if (!plan.server().isEmpty()) {
            files.put(Input.of(lines(plan.server())), folder + "/server", PRIVATE);
        }
    }

    /**
     * From now on so many agents are kept.
     *
     * @param scaled whether those stay that {@link #only} named last, should there be any
     * @return whether they come back when the machine boots
     */
    boolean start(int count, boolean scaled) throws NoAnswer, NotSent, Refused {
        return !ask("start", Integer.toString(count), scaled ? "scaled" : "")
                .outText()
                .lines()
                .toList()
                .contains("boot none");
    }

    boolean start(int count) throws NoAnswer, NotSent, Refused {
        return start(count, false);
    }

    /** From now on the agents of these numbers are kept, unless all are to end. */
    void only(Set<Integer> numbers) throws NoAnswer, NotSent, Refused {
        ask("only", new TreeSet<>(numbers).stream().map(String::valueOf).collect(Collectors.joining(" ")));
    }

    void stop(Stop how) throws NoAnswer, NotSent, Refused {
        if (isThere()) {
            ask("stop", how == Stop.NOW ? "now" : "drain");
        }
    }

    /** How it stands; null: nothing was ever started there. */
    @Nullable
    KeeperState state() throws NoAnswer, NotSent, Refused {
        return isThere() ? KeeperState.read(ask("state").outText()) : null;
    }

    /** Has another agent begin beside this one. */
    void replace(int agent) throws NoAnswer, NotSent, Refused {
        ask("replace", Integer.toString(agent));
    }

    /** The one that was replaced leaves, once its tasks have ended. */
    void retire(int agent) throws NoAnswer, NotSent, Refused {
        ask("retire", Integer.toString(agent));
    }

    /** The script that watches is another version by now: has it begin again. */
    void renew() throws NoAnswer, NotSent, Refused {
        ask("renew");
    }

    private boolean isThere() throws NoAnswer, NotSent, Refused {
        return new ShellFiles(shell, retries).sha256(folder + "/" + SCRIPT).isPresent();
    }

    private Answer ask(String what, String... arguments) throws NoAnswer, NotSent, Refused {
        List<String> words = new ArrayList<>(List.of("sh", folder + "/" + SCRIPT, what));
        words.addAll(List.of(arguments));
        Command command = Command.of(LIMIT, words.toArray(String[]::new));
        Answer answer = retries.idempotent(() -> shell.run(command));
        if (answer.exit() != 0) {
            throw Problem.failed(
                    shell.name() + ": " + folder + "/" + SCRIPT + " " + what + " failed: "
                            + answer.errText()
                                    .lines()
                                    .reduce((one, next) -> next)
                                    .orElse("exit " + answer.exit()),
                    "see that the folder is there, writable and not full; " + folder + "/watch.out may say more");
        }
        return answer;
    }

    private static String lines(List<String> words) {
        for (String word : words) {
            if (word.indexOf('\n') >= 0) {
                throw Problem.usage("'" + word.strip() + "' has a line break in it", "choose a folder without one");
            }
        }
        return String.join("\n", words) + "\n";
    }

    /** For systemd, which takes some characters in another sense. */
    private String unit() {
        String path = folder + "/" + SCRIPT;
        String name = folder.substring(folder.lastIndexOf('/') + 1);
        return resource(UNIT)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.replace("{{pool}}", name).replace("{{keeper}}", inUnit(path)))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static String inUnit(String text) {
        return text.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("%", "%%")
                .replace("$", "$$");
    }

    private static String resource(String name) {
        return ShippedFile.text(Keeper.class, name);
    }
}
