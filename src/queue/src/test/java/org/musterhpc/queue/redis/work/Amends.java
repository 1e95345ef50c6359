package org.musterhpc.queue.redis.work;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.Losses.Amendment;
import org.musterhpc.queue.Losses.Lost;
import org.musterhpc.queue.Losses.Waits;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.Report.Answer;
import org.musterhpc.queue.WorkQueue;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Message.Tries;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.codec.MessageCodec;
import org.musterhpc.queue.policy.RetryPolicy;
import org.musterhpc.queue.redis.Rig;

/** A scheduler that says later why attempts were lost: what is found then, and what must become of it in an {@link Ideal}. */
public final class Amends {
    private Amends() {}

    /** What waits after it was lost; of one task. */
    public static List<Lost> look(WorkQueue queue, String id) {
        return queue.losses().lately(any -> true).stream()
                .filter(lost -> lost.id().equals(id) && lost.waits() != null)
                .toList();
    }

    /** The same in an ideal: {@code token body} each. */
    static List<String> look(Ideal ideal, String id) {
        List<String> found = new ArrayList<>();
        ideal.stages.forEach((stage, places) -> {
            Attempt last = last(ideal, stage, id);
            if (last != null && last.outcome().blame() == Outcome.Blame.INFRASTRUCTURE) {
                List<String> bodies = new ArrayList<>(places.delayed.entrySet().stream()
                        .sorted(Map.Entry.<String, Long>comparingByValue()
                                .thenComparing(Map.Entry.comparingByKey(Comparator.naturalOrder())))
                        .map(Map.Entry::getKey)
                        .toList());
                bodies.addAll(places.proc);
                String waits = null;
                for (String body : bodies) {
                    Message message = Ideal.read(body, "?");
                    boolean its = message != null
                            && message.id().equals(id)
                            && message.tries().attempt() == last.attempt();
                    waits = its ? body : waits;
                }
                if (waits != null) {
                    found.add(last.token() + " " + waits);
                }
            }
        });
        return found;
    }

    public static String text(Lost lost) {
        Waits waits = lost.waits();
        return lost.attempt().token() + " " + (waits == null ? "" : waits.body());
    }

    private static @Nullable Attempt last(Ideal ideal, String stage, String id) {
        String tokens = ideal.at(stage).history.get(id);
        return tokens == null ? null : ideal.attempts.get(stage + " " + tokens.substring(tokens.lastIndexOf(' ') + 1));
    }

    /** What an agent says that was sent a signal. */
    public static Report lost(Rig rig, Lease lease) {
        return RetryPolicy.decide(rig.campaign.stage(lease.stage()), lease, rig.attempt(lease, Outcome.PREEMPTED))
                .orElseThrow();
    }

    /** It was killed for memory, after all. */
    public static Amendment outOfMemory(Campaign campaign, Lost lost) {
        return as(Outcome.OOM, campaign, lost);
    }

    static List<Amendment> outOfMemory(Campaign campaign, List<Lost> lost) {
        return lost.stream().map(each -> outOfMemory(campaign, each)).toList();
    }

    public static Amendment as(Outcome outcome, Campaign campaign, Lost lost) {
        Message message = Objects.requireNonNull(lost.waits()).message();
        Tries tries = message.tries();
        Duration walltime = message.needs().walltime();
        Lease lease = new Lease(
                lost.stage(),
                message.withTries(new Tries(tries.attempt() - 1, tries.failures(), Math.max(0, tries.losses() - 1))),
                lost.attempt().token(),
                lost.attempt().started(),
                walltime == null ? campaign.stage(lost.stage()).limits().walltime() : walltime);
        Attempt was = lost.attempt();
        Attempt attempt = new Attempt(
                was.attempt(),
                was.token(),
                outcome,
                Attempt.Detail.because("the scheduler says so"),
                was.place(),
                was.started(),
                was.ended(),
                was.usage(),
                was.result(),
                was.log());
        return new Amendment(
                lost,
                attempt,
                RetryPolicy.decide(campaign.stage(lost.stage()), lease, attempt).orElseThrow());
    }

    static List<Answer> amend(Ideal ideal, List<Amendment> amendments) {
        return amendments.stream().map(each -> amend(ideal, each)).toList();
    }

    private static Answer amend(Ideal ideal, Amendment amendment) {
        Lost lost = amendment.lost();
        Places places = ideal.at(lost.stage());
        String id = lost.id();
        String body = Objects.requireNonNull(lost.waits()).body();
        boolean dies = amendment.becomes() instanceof Report.Bury;
        Attempt recorded = last(ideal, lost.stage(), id);
        boolean stands = recorded != null
                && recorded.token() == lost.attempt().token()
                && recorded.outcome() == lost.attempt().outcome()
                && (places.delayed.containsKey(body) || places.proc.contains(body))
                && !(dies && places.dead.containsKey(id));
        if (!stands) {
            return Answer.STALE;
        }
        if (places.delayed.remove(body) == null) {
            places.takeOut(places.proc, body);
            places.add("pending", -1);
        }
        places.add("out:" + lost.attempt().outcome(), -1);
        places.add("out:" + amendment.attempt().outcome(), 1);
        ideal.attempts.put(lost.stage() + " " + lost.attempt().token(), amendment.attempt());
        if (amendment.becomes() instanceof Report.Bury bury) {
            String tokens = places.history.getOrDefault(id, "");
            int space = tokens.lastIndexOf(' ');
            if (space < 0) {
                places.history.remove(id);
            } else {
                places.history.put(id, tokens.substring(0, space));
            }
            places.bury(
                    id,
                    lost.attempt().token() + " "
                            + MessageCodec.encode(bury.ending().message()));
            ideal.followers.over(lost.stage(), id, body, false);
        } else if (amendment.becomes() instanceof Report.Retry retry) {
            places.delayed.put(
                    MessageCodec.encode(retry.next()), ideal.now + retry.delay().toMillis());
        }
        return Answer.ACCEPTED;
    }
}
