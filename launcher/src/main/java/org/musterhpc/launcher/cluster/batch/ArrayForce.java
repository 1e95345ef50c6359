package org.musterhpc.launcher.cluster.batch;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.musterhpc.launcher.follow.Force;
import org.musterhpc.launcher.follow.Reconciler;
import org.musterhpc.launcher.time.Patience;
import org.musterhpc.launcher.time.Pause;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.ArrayRecord;

/** Agents in the elements of arrays: they go on without the program that submitted them. */
public final class ArrayForce implements Force {
    /** Agents leave by themselves within a second or so once a campaign is complete. */
    private static final Duration LEAVING = Duration.ofSeconds(15);

    private final ArrayWatch watch;
    private final ArrayWatch.Post post;
    private final ArraysCare care;
    private final InstantSource clock;
    private final Pause pause;
    private boolean left;

    /** @param tasks how many tasks each stage will have that waits for no other, where they are still to be pushed */
    public ArrayForce(
            ArrayWatch watch, ArrayWatch.Post post, Map<String, Long> tasks, InstantSource clock, Pause pause) {
        this.watch = watch;
        this.post = post;
        this.care = new ArraysCare(watch, overview -> expected(tasks, overview));
        this.clock = clock;
        this.pause = pause;
    }

    /** Tasks that are not on the queues yet. */
    public static long expected(Map<String, Long> tasks, View.Overview overview) {
        return tasks.entrySet().stream()
                .mapToLong(entry -> {
                    Tally tally = overview.stages().get(entry.getKey());
                    return tally == null || tally.sealed() ? 0 : Math.max(0, entry.getValue() - tally.pushed());
                })
                .sum();
    }

    public ArrayWatch watch() {
        return watch;
    }

    @Override
    public Reconciler care() {
        return care;
    }

    @Override
    public int agents() {
        return watch.live().stream().mapToInt(array -> array.seen().live()).sum();
    }

    @Override
    public String where() {
        List<ArrayRecord> live = watch.live();
        return live.isEmpty()
                ? ""
                : " in " + (live.size() == 1 ? "array " : live.size() + " arrays, ") + jobs(live) + " on cluster "
                        + watch.cluster();
    }

    private static String jobs(List<ArrayRecord> arrays) {
        List<String> jobs = arrays.stream()
                .map(array -> array.job().isEmpty() ? array.name() : array.job())
                .toList();
        return jobs.size() <= 3
                ? String.join(", ", jobs)
                : String.join(", ", jobs.subList(0, 2)) + " … " + jobs.get(jobs.size() - 1);
    }

    @Override
    public void finished() {
        care.close();
        Patience patience = new Patience(LEAVING, clock, pause);
        boolean waiting = true;
        while (waiting && someoneIsThere()) {
            waiting = patience.lasts();
        }
        watch.cancel(post.view().overview(post.campaign()).now(), pause);
        letGo();
    }

    private boolean someoneIsThere() {
        return post.view().agents(post.campaign()).stream()
                .anyMatch(agent -> agent.alive() && agent.info().cluster().equals(watch.cluster()));
    }

    @Override
    public void leave() {
        care.close();
        letGo();
    }

    private void letGo() {
        watch.letGo();
        post.work().close();
    }

    @Override
    public List<String> interrupted(Duration grace) {
        return drain();
    }

    @Override
    public boolean drained() {
        return true;
    }

    /** Ends none: elements are the scheduler's. */
    @Override
    public int abandon() {
        return 0;
    }

    /** Elements outlive whoever follows their campaign: nothing more is submitted from here, and they go on. */
    @Override
    public List<String> drain() {
        if (left) {
            return List.of();
        }
        left = true;
        leave();
        int agents = agents();
        List<String> lines = new ArrayList<>();
        if (agents > 0) {
            lines.add((agents == 1 ? "1 element goes" : agents + " elements go") + " on" + where()
                    + "; end them with: muster scale " + post.campaign() + " --cluster " + watch.cluster()
                    + " --elements 0");
        }
        return lines;
    }
}
