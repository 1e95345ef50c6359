package org.musterhpc.launcher.logs;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.shell.Answer;
import org.musterhpc.launcher.shell.Command;
import org.musterhpc.launcher.shell.NoAnswer;
import org.musterhpc.launcher.shell.NotSent;
import org.musterhpc.launcher.shell.Refused;
import org.musterhpc.launcher.shell.Retries;

/** Journals of agents that ran on a cluster: where they are seen here, or brought here. */
public final class RemoteJournals {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int ABSENT = 44;
    private static final String JOURNAL = "results.jsonl";
    private static final String LIST =
            "p=$1; case $p in \"~\") p=$HOME;; \"~/\"*) p=$HOME/${p#\"~/\"};; /*) ;; *) p=$HOME/$p;; esac; "
                    + "cd \"$p\" 2>/dev/null || exit " + ABSENT + "; pwd -P; "
                    + "for f in */" + JOURNAL + "; do if [ -f \"$f\" ]; then printf \"%s\\n\" \"$f\"; fi; done";

    private final Retries retries;
    private final Path fetched;

    /** @param fetched folder that keeps what was fetched */
    public RemoteJournals(Retries retries, Path fetched) {
        this.retries = retries;
        this.fetched = fetched;
    }

    /**
     * The folder of logs whose journals can be read here.
     *
     * @param seen whether the cluster's files are seen here under the same paths
     * @return null where the campaign has no folder there
     * @throws Problem failed, where they cannot be read there or kept here
     */
    public @Nullable Path folder(Reach reach, boolean seen) throws NoAnswer, NotSent, Refused {
        Answer answer =
                retries.idempotent(() -> reach.shell().run(Command.of(LIMIT, "sh", "-c", LIST, "sh", reach.logs())));
        if (answer.exit() == ABSENT) {
            return null;
        }
        List<String> lines = answer.outText().lines().toList();
        if (answer.exit() != 0 || lines.isEmpty()) {
            throw Problem.failed(
                    reach.shell().name() + ": " + reach.logs() + " cannot be looked into: "
                            + answer.errText().strip(),
                    "look at its permissions there");
        }
        if (seen) {
            return Path.of(lines.get(0));
        }
        Path here = fetched.resolve(reach.cluster());
        for (String line : lines.subList(1, lines.size())) {
            String agent = line.substring(0, line.length() - JOURNAL.length() - 1);
            if (agent.isEmpty() || agent.contains("/") || agent.startsWith(".")) {
                continue; // no agent is called so
            }
            new FetchedFile(
                            reach.shell(),
                            reach.logs(),
                            reach.logs() + "/" + line,
                            here.resolve(agent).resolve(JOURNAL))
                    .fetch(retries);
        }
        return here;
    }
}
