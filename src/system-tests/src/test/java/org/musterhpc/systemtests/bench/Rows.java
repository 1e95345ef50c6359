package org.musterhpc.systemtests.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.musterhpc.systemtests.bench.Contest.Aim;
import org.musterhpc.systemtests.bench.Contest.Contender;

/** What is measured, of whom. */
final class Rows {
    private static final String OURS = "muster";
    private static final String LINE = "muster, as a line";
    private static final int CPUS = Runtime.getRuntime().availableProcessors();

    private final Site site;
    private final Sizes sizes;

    /**
     * How much of each.
     *
     * @param noops tasks that an agent claims and finishes; peers get as many as they can do in that time
     * @param pushed tasks of one submission
     * @param piped tasks of a stage that others follow
     * @param starts of /bin/true, so many at once as {@code atOnce} says
     * @param sums files of which the checksum is taken
     * @param wholes tasks of whole commands
     * @param idle agents that wait
     * @param watch how long they are watched
     */
    record Sizes(
            int noops,
            int pushed,
            int piped,
            int starts,
            List<Integer> atOnce,
            int sums,
            int wholes,
            int idle,
            Duration watch) {
        static final Sizes FULL = new Sizes(
                50_000, 1_000_000, 100_000, 5_000, List.of(1, 2, 8), 2_000, 5_000, 12, Duration.ofSeconds(10));
        static final Sizes SHORT = new Sizes(500, 500, 200, 20, List.of(2), 20, 50, 1, Duration.ofSeconds(1));

        int peers(int most) {
            return Math.min(noops, most);
        }
    }

    Rows(Site site, Sizes sizes) {
        this.site = site;
        this.sizes = sizes;
    }

    List<Contest> all() {
        List<Contest> rows = new ArrayList<>();
        rows.add(noops());
        rows.add(pushes());
        rows.add(chain());
        rows.add(groups());
        for (int slots : sizes.atOnce()) {
            rows.add(starts(slots));
        }
        rows.add(checksums());
        rows.add(wholes());
        rows.add(handlers());
        rows.add(idle());
        rows.add(delayed());
        rows.add(toFirst());
        rows.add(memory());
        return rows;
    }

    private Contest noops() {
        return new Contest(
                "claim to finish of tasks that do nothing",
                "tasks/s",
                List.of(
                        ours(() -> site.noops()
                                .rate(site.redis().url(), site.redis().url(), sizes.noops())),
                        peer("bullmq", () -> site.peers().worked("bullmq", sizes.peers(20_000))),
                        peer("rq", () -> site.peers().worked("rq", sizes.peers(1_000))),
                        peer("celery", () -> site.peers().worked("celery", sizes.peers(2_000)))),
                List.of(new Aim(OURS, "bullmq", true, 5, 0), new Aim(OURS, "", true, 80_000, 0)));
    }

    private Contest pushes() {
        return new Contest(
                "push of " + sizes.pushed() + " tasks, for Muster from a file by the whole command",
                "tasks/s",
                List.of(
                        ours(() -> site.runs().submitted(sizes.pushed())),
                        peer("bullmq", () -> site.peers().pushed("bullmq", sizes.peers(20_000))),
                        peer("rq", () -> site.peers().pushed("rq", sizes.peers(10_000))),
                        peer("celery", () -> site.peers().pushed("celery", sizes.peers(2_000)))),
                List.of(new Aim(OURS, "", true, 250_000, 0)));
    }

    private Contest chain() {
        return new Contest(
                sizes.piped() + " tasks through 3 stages, each after its own of the stage before",
                "tasks/s of all stages",
                List.of(ours(() -> site.pipelines().chain(site.redis().url(), sizes.piped()))),
                List.of());
    }

    private Contest groups() {
        int groups = Math.max(2, sizes.piped() / 100);
        return new Contest(
                sizes.piped() + " tasks, and " + groups + " that each wait for a group of them",
                "tasks/s of both stages",
                List.of(ours(() -> site.pipelines().groups(site.redis().url(), sizes.piped(), groups))),
                List.of());
    }

    /** Of a campaign, from the first start to the last end: what comes before and after stands in other rows. */
    private Contest starts(int slots) {
        String xargs = "xargs -P " + slots;
        String program = "seq " + sizes.starts() + " | ";
        return new Contest(
                "/bin/true, " + slots + " at once",
                "tasks/s",
                List.of(
                        ours(() -> site.runs().rate("[/bin/true]", sizes.starts(), slots)),
                        peer(LINE, () -> site.runs().rate("/bin/true", sizes.starts(), slots)),
                        peer(
                                xargs,
                                () -> sizes.starts()
                                        / site.commands().seconds("xargs", program + xargs + " -n 1 /bin/true"))),
                List.of(new Aim(OURS, xargs, true, 0.9, 0), new Aim(LINE, xargs, true, 0.9, 0)));
    }

    private Contest checksums() {
        String each = "bash -c 'sha256sum data/{}'";
        String all = "seq " + sizes.sums() + " | ";
        String xargs = "xargs -P " + CPUS;
        String line = "sha256sum " + site.folder().resolve("data") + "/{{n}}";
        return new Contest(
                sizes.sums() + " sha256sum as command lines, whole command",
                "s",
                List.of(
                        ours(() -> site.runs().seconds(line, sizes.sums())),
                        peer(xargs, () -> site.commands().seconds("xargs", all + xargs + " -I{} " + each)),
                        peer(
                                "parallel",
                                () -> site.commands()
                                        .seconds("parallel", all + "parallel --will-cite -j " + CPUS + " " + each)),
                        peer(
                                "hq",
                                () -> site.hyperqueue()
                                        .seconds(sizes.sums(), List.of("bash", "-c", "sha256sum data/$HQ_TASK_ID")))),
                List.of(new Aim(OURS, xargs, false, 1.3, 1)));
    }

    private Contest wholes() {
        String xargs = "xargs -P " + CPUS;
        String all = "seq " + sizes.wholes() + " | ";
        return new Contest(
                sizes.wholes() + " true, whole command",
                "s",
                List.of(
                        ours(() -> site.runs().seconds("[\"true\"]", sizes.wholes())),
                        peer(LINE, () -> site.runs().seconds("\"true\"", sizes.wholes())),
                        peer(xargs, () -> site.commands().seconds("xargs", all + xargs + " -n 1 true")),
                        peer(
                                "parallel",
                                () -> site.commands()
                                        .seconds("parallel", all + "parallel --will-cite -j " + CPUS + " true")),
                        peer("hq", () -> site.hyperqueue().seconds(sizes.wholes(), List.of("true")))),
                List.of(
                        new Aim(OURS, xargs, false, 1.15, 1),
                        new Aim(LINE, xargs, false, 1.15, 1),
                        new Aim(OURS, "hq", false, 1, 0)));
    }

    /** What the imports of an interpreter cost where each task pays for them, and where each slot does. */
    private Contest handlers() {
        String commands = "muster, a command each";
        int tasks = sizes.sums() / 2;
        return new Contest(
                tasks + " tasks of Python that import asyncio, sqlite3 and five more, " + CPUS + " at once",
                "tasks/s",
                List.of(
                        ours(() ->
                                site.runs().rateOfPython("handler: python3 -m muster_handler work:work", tasks, CPUS)),
                        peer(
                                commands,
                                () -> site.runs()
                                        .rateOfPython(
                                                "command: \"python3 -c 'import work; work.work({{n}})'\"",
                                                tasks,
                                                CPUS))),
                List.of(new Aim(OURS, commands, true, 5, 0)));
    }

    private Contest idle() {
        return new Contest(
                sizes.idle() + " idle agents of one campaign: Redis' processor",
                "µs an agent and second",
                List.of(ours(() -> site.idle().redisMicros(sizes.idle(), sizes.watch()))),
                List.of(new Aim(OURS, "", false, 12, 0)));
    }

    private Contest delayed() {
        String near = "muster, beside its Redis";
        return new Contest(
                "claim to finish with 1 ms of delay each way and appendfsync everysec",
                "tasks/s",
                List.of(
                        ours(() -> site.noops().rate(site.safe().url(), site.far(), sizes.noops())),
                        peer(
                                near,
                                () -> site.noops()
                                        .rate(site.redis().url(), site.redis().url(), sizes.noops()))),
                List.of(new Aim(OURS, near, true, 0.5, 0)));
    }

    private Contest toFirst() {
        return new Contest(
                "start of an agent, or worker, to its first task",
                "s",
                List.of(
                        ours(() -> site.runs().toFirst()),
                        peer("rq", () -> site.peers().toFirst("rq"))),
                List.of(new Aim(OURS, "rq", false, 1, 0), new Aim(OURS, "", false, 0.33, 0)));
    }

    private Contest memory() {
        int agents = Math.min(4, sizes.idle());
        return new Contest(
                "memory of an idle agent, " + agents + " on the machine",
                "MiB",
                List.of(
                        ours(() -> site.idle().mebibytes(agents, "Pss")),
                        peer("muster, resident", () -> site.idle().mebibytes(agents, "Rss"))),
                List.of(new Aim(OURS, "", false, 50, 0), new Aim("muster, resident", "", false, 80, 0)));
    }

    private static Contender ours(Contest.Measure measure) {
        return new Contender(OURS, measure);
    }

    private static Contender peer(String name, Contest.Measure measure) {
        return new Contender(name, measure);
    }
}
