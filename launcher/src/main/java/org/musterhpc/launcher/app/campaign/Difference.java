package org.musterhpc.launcher.app.campaign;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.launcher.view.Times;
import org.musterhpc.queue.model.Bounds;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.MemorySize;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.TaskCommand;
import org.musterhpc.queue.model.codec.StageCodec;

/**
 * In what a campaign's file differs from the campaign that is there, but for its tasks.
 *
 * @param changes what can be taken, in a few words each
 * @param refused what cannot
 * @param stages those of the campaign as the file has them, in the order of the campaign
 */
record Difference(List<String> changes, List<String> refused, List<Stage> stages) {

    static Difference of(Campaign there, Campaign file) {
        List<String> changes = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        List<Stage> stages = new ArrayList<>();
        boolean several = there.stages().size() > 1;
        for (Stage was : there.stages()) {
            Stage is = stage(file, was.name());
            if (is == null) {
                refused.add("stage " + was.name() + " is not in the file any more");
            } else if (!Objects.equals(was.after(), is.after())
                    || !was.followers().equals(is.followers())) {
                refused.add("stage " + was.name() + " follows others, or is followed by others, than before");
            } else {
                stages.add(is);
                words(was, is).forEach(word -> changes.add(several ? was.name() + ": " + word : word));
            }
        }
        for (Stage is : file.stages()) {
            if (stage(there, is.name()) == null) {
                refused.add("stage " + is.name() + " is new");
            }
        }
        if (there.acceptsForeign() != file.acceptsForeign()) {
            refused.add("foreign_messages is another");
        }
        if (!Objects.equals(there.onEnd(), file.onEnd())) {
            refused.add("on_end is another");
        }
        return new Difference(changes, refused, stages);
    }

    /** As a reader of Redis sees it, so that numbers are of the same kinds; null where there is none. */
    private static @Nullable Stage stage(Campaign campaign, String name) {
        return campaign.stages().stream()
                .filter(stage -> stage.name().equals(name))
                .map(stage -> StageCodec.decode(StageCodec.encode(stage)))
                .findFirst()
                .orElse(null);
    }

    private static List<String> words(Stage was, Stage is) {
        List<String> words = new ArrayList<>();
        duration(words, "walltime", was.limits().walltime(), is.limits().walltime());
        if (was.limits().cpus() != is.limits().cpus()) {
            words.add("cpus " + was.limits().cpus() + " → " + is.limits().cpus());
        }
        if (!Objects.equals(was.limits().memory(), is.limits().memory())) {
            words.add("memory " + memory(was.limits().memory()) + " → "
                    + memory(is.limits().memory()));
        }
        if (was.limits().gpus() != is.limits().gpus()) {
            words.add("gpus " + was.limits().gpus() + " → " + is.limits().gpus());
        }
        changed(words, "resources", was.limits().named(), is.limits().named());
        if (was.bounds().maxRunning() != is.bounds().maxRunning()) {
            words.add("max_running " + most(was.bounds()) + " → " + most(is.bounds()));
        }
        changed(
                words,
                "rate",
                Optional.ofNullable(was.bounds().rate()),
                Optional.ofNullable(is.bounds().rate()));
        changed(words, "limits", was.bounds().shares(), is.bounds().shares());
        changed(words, handler(was) || handler(is) ? "handler" : "command", was.command(), is.command());
        changed(words, "workdir", was.shell().workdir(), is.shell().workdir());
        changed(words, "env", was.shell().env(), is.shell().env());
        changed(words, "setup", was.shell().setup(), is.shell().setup());
        changed(words, "setup_may_fail", was.shell().setupMayFail(), is.shell().setupMayFail());
        changed(
                words,
                "container",
                Optional.ofNullable(was.shell().container()),
                Optional.ofNullable(is.shell().container()));
        changed(words, "logs", was.shell().logs(), is.shell().logs());
        changed(words, "outputs", was.outputs(), is.outputs());
        duration(words, "outputs_wait", was.outputsWait(), is.outputsWait());
        changed(words, "ladder", was.ladder(), is.ladder());
        changed(words, "retry", was.retry(), is.retry());
        changed(words, "halt", was.halt(), is.halt());
        changed(words, "priority", was.priority(), is.priority());
        changed(words, "stragglers", Optional.ofNullable(was.stragglers()), Optional.ofNullable(is.stragglers()));
        return words;
    }

    private static boolean handler(Stage stage) {
        return stage.command() instanceof TaskCommand.Handler;
    }

    private static void changed(List<String> words, String what, Object was, Object is) {
        if (!was.equals(is)) {
            words.add(what + " changed");
        }
    }

    private static void duration(List<String> words, String what, Duration was, Duration is) {
        if (!was.equals(is)) {
            words.add(what + " " + Times.words(was) + " → " + Times.words(is));
        }
    }

    private static String most(Bounds bounds) {
        return bounds.maxRunning() == 0 ? "not limited" : Integer.toString(bounds.maxRunning());
    }

    private static String memory(@Nullable Long bytes) {
        return bytes == null ? "not limited" : MemorySize.format(bytes);
    }

    /** All of it in one line. */
    String line(long added, long gone) {
        List<String> parts = new ArrayList<>();
        if (added > 0) {
            parts.add(Numbers.of(Numbers.grouped(added), "new task"));
        }
        parts.addAll(changes);
        if (gone > 0) {
            parts.add(Numbers.of(Numbers.grouped(gone), "task") + " that the file does not have "
                    + (gone == 1 ? "stays" : "stay"));
        }
        return parts.isEmpty() ? "other rows in another order" : String.join(" · ", parts);
    }
}
