package org.musterhpc.queue.redis.campaign;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.Stage.After;
import org.musterhpc.queue.model.Stage.Mode;
import org.musterhpc.queue.model.TaskKey;

/** What the tasks of a stage wait for, and who waits for them, as the scripts are told it: in words and keys. */
public final class Links {
    private final Keys keys;
    private final Stage stage;

    private Links(Keys keys, Stage stage) {
        this.keys = keys;
        this.stage = stage;
    }

    public static Links of(CampaignReader.Known known, String stage) {
        return new Links(known.keys(), known.campaign().stage(stage));
    }

    /** {@code each<first,other}, {@code all+<first}, {@code free<}; with a plus where the end is waited for, whatever it is. */
    public String waits() {
        After after = stage.after();
        return after == null
                ? "free<"
                : word(after.mode()) + plus(after.ended()) + "<" + String.join(",", after.stages());
    }

    /** These keys, and behind them those of the stages that wait for this one. */
    public List<String> withFrees(String... own) {
        List<String> all = new ArrayList<>(List.of(own));
        all.addAll(keysOfFrees());
        return all;
    }

    /** These keys, behind them those of the stages that are waited for, and then of those that wait for this one. */
    public List<String> withBoth(String... own) {
        List<String> all = new ArrayList<>(List.of(own));
        all.addAll(keysOfWaits());
        all.addAll(keysOfFrees());
        return all;
    }

    private List<String> keysOfWaits() {
        List<String> all = new ArrayList<>();
        for (String name : stages()) {
            all.addAll(List.of(keys.index(name), keys.dead(name), keys.cancelled(name), keys.counts(name)));
        }
        return all;
    }

    private List<String> stages() {
        After after = stage.after();
        return after == null ? List.of() : after.stages();
    }

    /** {@code first>each:second,all+:third}; {@code first>told:-} where what ends is to be told under a name of a config's. */
    public String frees() {
        return stage.name() + ">"
                + stage.followers().stream()
                        .map(follower -> word(follower.mode()) + plus(follower.ended()) + ":" + follower.stage())
                        .collect(Collectors.joining(","))
                + (keys.completed().isEmpty() ? "" : "told:-");
    }

    private List<String> keysOfFrees() {
        List<String> all = new ArrayList<>(keys.completed()); // then there is no other stage
        for (Stage.Follower follower : stage.followers()) {
            String name = follower.stage();
            all.addAll(List.of(
                    keys.blocked(name),
                    keys.need(name),
                    keys.held(name),
                    keys.proc(name),
                    keys.counts(name),
                    keys.members(name)));
        }
        return all;
    }

    /** Whether its tasks wait one by one, in groups that have names. */
    public boolean grouped() {
        After after = stage.after();
        return after != null && (after.mode() == Mode.EACH || after.mode() == Mode.GROUP);
    }

    /** {@code each} where tasks wait for those of the same key, else empty. */
    public String each() {
        After after = stage.after();
        return after != null && after.mode() == Mode.EACH ? word(Mode.EACH) : "";
    }

    /** The group in which a task waits: its id without the stage. */
    public String group(String id) {
        return TaskKey.of(stage.name(), id);
    }

    /** The same; empty for one that waits for nothing by itself: a message of another producer. */
    public String group(Message message) {
        return grouped() && message.n() > 0 ? group(message.id()) : "";
    }

    private static String word(Mode mode) {
        return mode.name().toLowerCase(Locale.ROOT);
    }

    private static String plus(boolean ended) {
        return ended ? "+" : "";
    }
}
