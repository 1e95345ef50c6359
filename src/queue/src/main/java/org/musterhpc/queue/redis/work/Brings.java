package org.musterhpc.queue.redis.work;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Children;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Stage.After;
import org.musterhpc.queue.model.Stage.Mode;
import org.musterhpc.queue.model.codec.MessageCodec;
import org.musterhpc.queue.redis.campaign.CampaignReader;
import org.musterhpc.queue.redis.campaign.Keys;
import org.musterhpc.queue.redis.campaign.Links;
import org.musterhpc.queue.sign.SigningKey;

/** What the results of done tasks bring along, as the script that ends such a task is told it. */
final class Brings {
    /** Messages have their number first; the script gives it. */
    private static final String UNNUMBERED = "{\"n\":0,";

    private final CampaignReader.Known known;
    private final @Nullable SigningKey key;

    /** @param key signs what is brought along; null where nothing of the campaign is signed */
    Brings(CampaignReader.Known known, @Nullable SigningKey key) {
        this.known = known;
        this.key = key;
    }

    /** Whether the result of this task may bring something along: then it is reported by itself. */
    boolean any(Report report) {
        return report instanceof Report.Finish finish
                && Children.takenFrom(known.campaign().stage(finish.lease().stage()))
                && finish.ending().last().result() != null
                && finish.ending().last().result().has(Children.KEY);
    }

    /**
     * Adds what this one brings along to a call's keys and arguments.
     *
     * @throws IllegalArgumentException where no agent would have taken the result
     */
    void add(Ending ending, List<String> keyList, List<String> args) {
        Map<String, List<Message>> tasks = tasks(ending);
        List<String> stages = List.copyOf(tasks.keySet());
        tasks.forEach((stage, messages) -> {
            Links links = Links.of(known, stage);
            Keys keys = known.keys();
            keyList.addAll(links.withFrees(
                    keys.proc(stage), keys.blocked(stage), keys.need(stage), keys.counts(stage), keys.brought(stage)));
            args.add(links.frees());
            args.add(mode(stage));
            args.add(Integer.toString(stages.indexOf(known.campaign().family(stage)) + 1));
            args.add(Integer.toString(messages.size()));
            for (Message message : messages) {
                Message signed = key == null ? message : key.sign(stage, message);
                args.add(links.group(message.id()));
                args.add(MessageCodec.encode(signed).substring(UNNUMBERED.length()));
                args.addAll(Children.groups(known.campaign().stage(stage), message));
            }
        });
    }

    private Map<String, List<Message>> tasks(Ending ending) {
        Campaign campaign = known.campaign();
        try {
            return Children.of(
                    campaign, ending.stage(), ending.message(), ending.last().result());
        } catch (Children.Refused e) {
            throw new IllegalArgumentException("task " + ending.message().id() + ": " + e.getMessage(), e);
        }
    }

    private After after(String stage) {
        return Objects.requireNonNull(known.campaign().stage(stage).after());
    }

    private String mode(String stage) {
        After after = after(stage);
        String word = after.mode().name().toLowerCase(Locale.ROOT);
        return after.mode() == Mode.EACH ? word + ":" + after.stages().size() : word;
    }
}
