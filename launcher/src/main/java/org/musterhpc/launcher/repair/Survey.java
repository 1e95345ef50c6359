package org.musterhpc.launcher.repair;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.repair.StageFindings.Above;
import org.musterhpc.launcher.submit.MessageSource;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Children;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.Stage.After;
import org.musterhpc.queue.model.Stage.Mode;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.model.TaskKey;
import org.musterhpc.queue.model.codec.EndingCodec;

/**
 * Looks for what of a campaign's outputs is gone, stage by stage, each behind what it waits for, and says what has to run so
 * that all is there. A task whose outputs are there is left alone, also where what it was made from is made again; unless
 * everything that follows is wanted, or it is older than what is made again was.
 */
public final class Survey {
    private static final int BATCH = 4_000;
    /**
     * Tokens count the microseconds of Redis' clock at which leases began, and on from there where many begin at once: who is
     * less than this behind another may have begun later.
     */
    private static final long AT_ONCE = 20_000;

    /** A file server's clock may be so far from Redis', in seconds. */
    private static final long CLOCKS = 60;

    private static final long SECOND = 1_000_000;

    private final Campaign campaign;
    private final Function<String, Disk> disks;
    private final Wanted wanted;
    private final Predicate<String> underWay;
    private final Map<String, StageFindings> found = new LinkedHashMap<>();

    /**
     * What is wanted.
     *
     * @param stage outputs are looked for at this one, and at those that follow it where that follows; null: at all
     * @param downstream whether all that follows what is made again is made again
     * @param owed ids of tasks that a survey before this one put off
     */
    public record Wanted(@Nullable String stage, boolean downstream, Set<String> owed) {}

    /**
     * @param disks where tasks that ran on a cluster have left their outputs, by its name; empty: of one that never ran
     * @param underWay whether tasks of a stage are still to end
     */
    public Survey(Campaign campaign, Function<String, Disk> disks, Wanted wanted, Predicate<String> underWay) {
        this.campaign = campaign;
        this.disks = disks;
        this.wanted = wanted;
        this.underWay = underWay;
    }

    /** Which stages have tasks that are still to end. */
    public static Predicate<String> underWay(View.Overview overview) {
        return stage -> {
            Tally tally = overview.stages().get(stage);
            return tally != null && (!tally.sealed() || tally.moving() + tally.count(State.BLOCKED) > 0);
        };
    }

    /** Looks at the tasks that have ended of one stage; stages come in the order of the campaign. */
    public void ended(String stage, Consumer<Consumer<Ending>> endings) {
        Look look = begin(stage);
        if (look.wanted()) {
            endings.accept(ending -> look.add(Candidate.of(ending)));
            look.flush();
            look.findings.sort();
        }
    }

    /** Looks at all tasks of a campaign that was never submitted. */
    public void fresh(MessageSource<Message> manifest) {
        for (Stage stage : campaign.stages()) {
            Look look = begin(stage.name());
            manifest.read(stage.name(), 0, batch -> {
                batch.forEach(message -> look.add(new Candidate(message, null)));
                return true;
            });
            look.flush();
        }
    }

    private Look begin(String stage) {
        Look look = new Look(campaign.stage(stage));
        found.put(stage, look.findings);
        return look;
    }

    /** What was found, in the order of the stages. */
    public Collection<StageFindings> found() {
        return found.values();
    }

    /** Tasks that are to run once what they are made from is there again. */
    public Set<String> later() {
        Set<String> later = new HashSet<>();
        found.values().forEach(findings -> later.addAll(findings.laterIds()));
        return later;
    }

    /** One stage. */
    private final class Look {
        private final Stage stage;
        private final StageFindings findings;
        private final Outputs outputs;
        private final List<Candidate> batch = new ArrayList<>();

        Look(Stage stage) {
            this.stage = stage;
            this.findings = new StageFindings(stage);
            this.outputs = new Outputs(campaign.name(), stage);
        }

        boolean wanted() {
            return wanted.stage() == null || wanted.stage().equals(stage.name()) || follows(stage);
        }

        private boolean follows(Stage other) {
            After after = other.after();
            return after != null
                    && after.stages().stream()
                            .anyMatch(before -> before.equals(wanted.stage()) || follows(campaign.stage(before)));
        }

        void add(Candidate candidate) {
            batch.add(candidate);
            if (batch.size() == BATCH) {
                flush();
            }
        }

        void flush() {
            Map<String, List<Candidate>> places = new LinkedHashMap<>();
            batch.forEach(candidate -> places.computeIfAbsent(candidate.cluster(), cluster -> new ArrayList<>())
                    .add(candidate));
            batch.clear();
            places.forEach(this::look);
        }

        private void look(String cluster, List<Candidate> candidates) {
            List<@Nullable List<String>> names = new ArrayList<>();
            List<String> files = new ArrayList<>();
            for (Candidate candidate : candidates) {
                boolean readable = candidate.ending() == null || EndingCodec.readable(candidate.ending());
                List<String> own =
                        readable && !outputs.none() ? outputs.of(candidate.message(), candidate.attempt()) : null;
                names.add(own);
                files.addAll(own == null ? List.of() : own);
            }
            long[] times = files.isEmpty()
                    ? new long[0]
                    : disks.apply(cluster).times(stage.shell().workdir(), files);
            int at = 0;
            for (int i = 0; i < candidates.size(); i++) {
                List<String> own = names.get(i);
                int next = at + (own == null ? 0 : own.size());
                decide(candidates.get(i), own == null ? null : OutputTimes.of(times, at, next));
                at = next;
            }
        }

        /** @param files its outputs; null where it has none, or nobody knows what they are called */
        private void decide(Candidate task, @Nullable OutputTimes files) {
            findings.counts().looked += files == null ? 0 : 1;
            findings.counts().unknown += files == null && !outputs.none() ? 1 : 0;
            Above above = above(task.message());
            boolean missing = files != null && files.missing();
            if (task.ending() == null) {
                fresh(task, files, missing, above);
            } else {
                boolean here = wanted.stage() == null || wanted.stage().equals(stage.name()) || above.moves();
                ended(task, files, missing && here, above);
            }
        }

        private void fresh(Candidate task, @Nullable OutputTimes files, boolean missing, Above above) {
            findings.counts().missing += missing ? 1 : 0;
            boolean follows = above.runs() && wanted.downstream();
            if (files == null || missing || follows || Children.takenFrom(stage)) {
                findings.counts().follows += files != null && !missing && follows ? 1 : 0;
                findings.run(task.message(), task.run());
            } else {
                findings.found(task.message().n(), files.newest());
            }
        }

        private void ended(Candidate task, @Nullable OutputTimes files, boolean missing, Above above) {
            boolean owed = wanted.owed().contains(task.id());
            boolean follows = task.done()
                    && !missing
                    && (owed
                            || (wanted.downstream() && (above.moves() || olderThanTheWhole(task)))
                            || (above.runs() && older(task, files, above)));
            if (task.done()) {
                findings.done(task.run().token());
            }
            findings.counts().missing += missing ? 1 : 0;
            findings.counts().deadThere += !task.done() && files != null && !files.missing() ? 1 : 0;
            if (!missing && !follows) {
                return;
            }
            if (above.later() || (apart() && (above.runs() || parentsUnderWay()))) {
                findings.later(task.message());
                return;
            }
            findings.counts().follows += follows ? 1 : 0;
            Candidate.Run run = task.run();
            switch (run.state()) {
                case DEAD -> findings.counts().dead++;
                case CANCELLED -> findings.counts().cancelled++;
                default -> {
                    // It was done.
                }
            }
            findings.run(task.message(), run);
        }

        /** Whether nothing would hold its tasks back while what they are made from is made again: it was there once. */
        private boolean apart() {
            After after = stage.after();
            return after != null && (after.mode() == Mode.ALL || after.mode() == Mode.CHILDREN);
        }

        private boolean parentsUnderWay() {
            After after = stage.after();
            return after != null && after.stages().stream().anyMatch(underWay);
        }

        /** Whether some of a whole stage was made again since: then it was put off, and nobody came back to it. */
        private boolean olderThanTheWhole(Candidate task) {
            After after = stage.after();
            StageFindings before = after == null || after.mode() != Mode.ALL
                    ? null
                    : found.get(after.stages().get(0));
            return before != null && task.run().token() + AT_ONCE < before.lastDone();
        }

        /** Whether it was made from something older than what is made again was. */
        private boolean older(Candidate task, @Nullable OutputTimes files, Above above) {
            Ending ending = task.ending();
            return ending != null
                    && (ending.last().token() + AT_ONCE < above.token()
                            || (files != null && files.oldest() + CLOCKS < above.token() / SECOND));
        }

        private Above above(Message message) {
            After after = stage.after();
            if (after == null) {
                return Above.NOTHING;
            }
            String key = TaskKey.of(stage.name(), message.id());
            Above above = Above.NOTHING;
            for (String name : after.stages()) {
                StageFindings before = found.get(name);
                if (before != null) {
                    above = above.and(
                            switch (after.mode()) {
                                case EACH -> before.task(name + "/" + key);
                                case GROUP -> before.group(stage.name(), key);
                                case ALL -> before.whole();
                                case CHILDREN ->
                                    before.task(message.extra()
                                            .path(Children.BROUGHT_BY)
                                            .asText());
                            });
                }
            }
            return above;
        }
    }
}
