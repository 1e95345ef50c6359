package org.musterhpc.launcher.restore;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.musterhpc.launcher.submit.MessageSource;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Children;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Stage.After;
import org.musterhpc.queue.model.Stage.Mode;

/**
 * A campaign's tasks: those of its manifest, and behind them those that results brought along, which only the journals
 * know. These are numbered anew, in the order of the tasks that brought them.
 */
public final class BroughtTasks implements MessageSource<Message> {
    private final Campaign campaign;
    private final MessageSource<Message> manifest;
    private final Journals journals;

    public BroughtTasks(Campaign campaign, MessageSource<Message> manifest, Journals journals) {
        this.campaign = campaign;
        this.manifest = manifest;
        this.journals = journals;
    }

    @Override
    public void read(String stage, long after, Predicate<List<Message>> batches) {
        if (!campaign.brought(stage)) {
            manifest.read(stage, after, batches);
            return;
        }
        boolean grouped = after(campaign.family(stage)).mode() == Mode.GROUP;
        Set<String> groups = new HashSet<>();
        Batches numbered = new Batches(after, batches);
        String bringer = bringer(stage);
        read(bringer, 0, parents -> {
            for (Message message : broughtBy(bringer, parents, stage)) {
                if ((!grouped || groups.add(message.id())) && !numbered.add(message)) {
                    return false;
                }
            }
            return true;
        });
        numbered.end();
    }

    /** What the journals say that these tasks brought along for a stage. */
    private List<Message> broughtBy(String bringer, List<Message> parents, String stage) {
        List<Message> all = new ArrayList<>();
        for (Ending ending : journals.endings(bringer, parents)) {
            if (ending != null) {
                all.addAll(children(ending).getOrDefault(stage, List.of()));
            }
        }
        return all;
    }

    private Map<String, List<Message>> children(Ending ending) {
        try {
            return Children.of(
                    campaign, ending.stage(), ending.message(), ending.last().result());
        } catch (Children.Refused e) {
            return Map.of(); // no agent wrote that
        }
    }

    /** The stage whose results bring these tasks along. */
    private String bringer(String stage) {
        String at = stage;
        for (After after = after(at); after.mode() != Mode.CHILDREN; after = after(at)) {
            at = after.stages().get(0);
        }
        return after(at).stages().get(0);
    }

    private After after(String stage) {
        return Objects.requireNonNull(campaign.stage(stage).after());
    }
}
