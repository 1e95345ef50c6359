package org.musterhpc.queue.redis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.musterhpc.queue.LostCampaignException;
import org.musterhpc.queue.Watcher;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.model.codec.EndingCodec;
import org.musterhpc.queue.redis.campaign.CampaignReader;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.read.RunPlaces;
import org.musterhpc.queue.redis.script.Scan;
import org.musterhpc.queue.redis.script.Script;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** Watches over consumer groups of the watcher's name: on each stage's completed queue, and on what it notes of the dead and cancelled. */
final class RedisWatcher implements Watcher {
    /** No more a call, whatever is asked for: others want to be served as well. */
    private static final int PORTION = 500;

    private static final int MOST_BYTES = 4 << 20;
    private static final int PART = 4_096;

    private final ScriptRunner runner;
    private final CampaignReader.Known known;
    private final Choice choice;
    private final String process;
    private final Predicate<String> gone;
    private final List<String> stages;
    private final List<String> streams = new ArrayList<>();
    private final RunPlaces places;
    private boolean entered;
    private boolean allTold;

    /**
     * @param process another name than any other has
     * @param gone whether a process is surely not there any more, by its name
     */
    RedisWatcher(
            ScriptRunner runner, CampaignReader.Known known, Choice choice, String process, Predicate<String> gone) {
        this.runner = runner;
        this.known = known;
        this.choice = choice;
        this.process = process;
        this.gone = gone;
        this.stages = known.campaign().stages().stream()
                .map(Stage::name)
                .filter(stage -> choice.stages().isEmpty() || choice.stages().contains(stage))
                .toList();
        stages.forEach(stage -> {
            streams.add(known.keys().done(stage));
            streams.add(known.keys().ended(stage));
        });
        this.places = new RunPlaces(runner, known.keys());
    }

    @Override
    public List<Notice> next(int most) {
        List<Notice> notices = new ArrayList<>();
        allTold = false;
        boolean more = true;
        while (more && notices.size() < most) {
            if (!entered) {
                enter();
            }
            List<?> reply = (List<?>) runner.run(nextCall(Math.min(PORTION, most - notices.size())));
            String word = (String) reply.get(0);
            if (word.equals("GONE")) {
                throw LostCampaignException.gone(known.campaign().name());
            }
            // Somebody removed a stream, or put another in its place.
            entered = !word.equals("UNKNOWN");
            for (int i = 2; i + 5 < reply.size(); i += 6) {
                notices.add(notice(reply, i));
            }
            more = !word.equals("OK");
            allTold = word.equals("OK") && notices.isEmpty() && reply.get(1).equals(0L);
        }
        return notices;
    }

    private Notice notice(List<?> reply, int at) {
        String stage = stages.get(Integer.parseInt((String) reply.get(at)) - 1);
        State state = State.valueOf((String) reply.get(at + 1));
        String record = (String) reply.get(at + 5);
        Ending ending = state == State.DONE
                ? places.read(stage, record)
                : EndingCodec.read(stage, state, (String) reply.get(at + 4), record);
        return new Notice(ending, (String) reply.get(at + 2), (String) reply.get(at + 3));
    }

    private Script.Call nextCall(int most) {
        List<String> args = new ArrayList<>(List.of(
                runner.time(),
                choice.name(),
                process,
                Integer.toString(most),
                Long.toString(choice.lease().toMillis()),
                known.created(),
                Integer.toString(MOST_BYTES),
                Integer.toString(PART)));
        args.addAll(wanted());
        return Script.WATCHER_NEXT.on(keys(), args);
    }

    private List<String> keys() {
        List<String> all = new ArrayList<>(List.of(known.keys().campaign()));
        for (String stage : stages) {
            all.addAll(List.of(
                    known.keys().done(stage),
                    known.keys().ended(stage),
                    known.keys().dead(stage),
                    known.keys().cancelled(stage)));
        }
        return all;
    }

    private List<String> wanted() {
        String letters = (choice.states().contains(State.DONE) ? "d" : "")
                + (choice.states().contains(State.DEAD) ? "D" : "")
                + (choice.states().contains(State.CANCELLED) ? "C" : "");
        return Collections.nCopies(stages.size(), letters);
    }

    private void enter() {
        List<String> args = new ArrayList<>(List.of(runner.time(), choice.name(), known.created()));
        args.addAll(wanted());
        List<?> reply = (List<?>) runner.run(Script.WATCHER_ENTER.on(keys(), args));
        if (!reply.get(0).equals("OK")) {
            throw LostCampaignException.gone(known.campaign().name());
        }
        for (int i = 0; i < stages.size(); i++) {
            if (reply.get(1 + i).equals("1")) {
                noteAnew(stages.get(i));
            }
        }
        for (Object holder : reply.subList(1 + stages.size(), reply.size())) {
            if (gone.test((String) holder)) {
                leave((String) holder);
            }
        }
    }

    private record Unnoted(State state, String id, Instant ended) {}

    /** A stream that has lost some of what it noted, or all, is given it again: rather told twice than never. */
    private void noteAnew(String stage) {
        Keys keys = known.keys();
        List<Unnoted> all = new ArrayList<>();
        Scan.hash(runner, keys.dead(stage), (id, text) -> all.add(unnoted(stage, State.DEAD, id, text)));
        Scan.hash(runner, keys.cancelled(stage), (id, text) -> all.add(unnoted(stage, State.CANCELLED, id, text)));
        all.sort(Comparator.comparing(Unnoted::ended));
        for (int from = 0; from < all.size(); from += PORTION) {
            List<String> args = new ArrayList<>(List.of(runner.time()));
            for (Unnoted each : all.subList(from, Math.min(all.size(), from + PORTION))) {
                args.add(each.state().name());
                args.add(each.id());
            }
            runner.run(
                    Script.WATCHER_NOTE.on(List.of(keys.ended(stage), keys.dead(stage), keys.cancelled(stage)), args));
        }
    }

    private static Unnoted unnoted(String stage, State state, String id, String text) {
        Ending ending = EndingCodec.read(stage, state, id, text);
        return new Unnoted(state, id, ending.last().ended());
    }

    @Override
    public boolean allTold() {
        return allTold;
    }

    @Override
    public void acknowledge(List<Notice> told) {
        hold(told, List.of());
    }

    @Override
    public void hold(List<Notice> held) {
        hold(List.of(), held);
    }

    private void hold(List<Notice> told, List<Notice> held) {
        for (int from = 0; from < Math.max(told.size(), held.size()); from += PORTION) {
            List<Notice> over = part(told, from);
            List<String> args =
                    new ArrayList<>(List.of(runner.time(), choice.name(), process, Integer.toString(over.size())));
            add(args, over);
            add(args, part(held, from));
            runner.run(Script.WATCHER_HOLD.on(streams, args));
        }
    }

    private static List<Notice> part(List<Notice> all, int from) {
        return all.subList(Math.min(all.size(), from), Math.min(all.size(), from + PORTION));
    }

    private void add(List<String> args, List<Notice> notices) {
        for (Notice notice : notices) {
            args.add(Integer.toString(streams.indexOf(notice.stream()) + 1));
            args.add(notice.entry());
        }
    }

    @Override
    public void leave() {
        leave(process);
    }

    private void leave(String who) {
        runner.run(Script.WATCHER_LEAVE.on(streams, List.of(runner.time(), choice.name(), who)));
    }
}
