package org.musterhpc.launcher.repair;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.musterhpc.launcher.repair.Candidate.Run;
import org.musterhpc.launcher.submit.MessageSource;
import org.musterhpc.queue.Control;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.sign.SigningKey;

/**
 * Sends tasks again that a {@link Survey} has found. Those that have moved on since are left alone, so two who found the same
 * send it once. What is signed is what was submitted, never what Redis says of it: whoever can write there could else have
 * anything run.
 */
public final class Reruns {
    private final Control control;
    private final Campaign campaign;
    private final SigningKey key;
    private final MessageSource<Message> submitted;

    /** @param submitted every task as it was submitted, or as a journal says that a result brought it along */
    public Reruns(Control control, Campaign campaign, SigningKey key, MessageSource<Message> submitted) {
        this.control = control;
        this.campaign = campaign;
        this.key = key;
        this.submitted = submitted;
    }

    /**
     * What was sent again.
     *
     * @param reopened tasks that were done
     * @param requeued tasks that were dead or cancelled
     * @param refused tasks that are not sent again: nobody knows that they were submitted from here
     */
    public record Sent(long reopened, long requeued, long refused) {
        /** Nothing was. */
        public static final Sent NOTHING = new Sent(0, 0, 0);

        public long all() {
            return reopened + requeued;
        }

        Sent and(Sent other) {
            return new Sent(reopened + other.reopened, requeued + other.requeued, refused + other.refused);
        }
    }

    /** In the order of the stages: what follows then waits for what it follows. */
    public Sent send(Survey survey) {
        Sent sent = Sent.NOTHING;
        for (StageFindings findings : survey.found()) {
            if (!findings.runs().isEmpty()) {
                sent = sent.and(send(findings));
            }
        }
        return sent;
    }

    private Sent send(StageFindings findings) {
        String stage = findings.stage();
        Map<String, Long> failed = tokens(findings, state -> state != State.DONE);
        long requeued = failed.isEmpty()
                ? 0
                : control.requeueSeen(campaign.name(), stage, failed).sent();
        Map<String, Long> done = tokens(findings, state -> state == State.DONE);
        long reopened = done.isEmpty() ? 0 : reopen(stage, done);
        long refused = done.size();
        if (campaign.acceptsForeign() && !done.isEmpty()) {
            reopened += control.reopen(campaign.name(), stage, done, UnaryOperator.identity());
            refused = 0;
        }
        return new Sent(reopened, requeued, refused);
    }

    private static Map<String, Long> tokens(StageFindings findings, Predicate<State> states) {
        Map<String, Long> tokens = new LinkedHashMap<>();
        for (Map.Entry<String, Run> task : findings.runs().entrySet()) {
            if (states.test(task.getValue().state())) {
                tokens.put(task.getKey(), task.getValue().token());
            }
        }
        return tokens;
    }

    /** Those of them that were submitted; these are taken out of them. */
    private long reopen(String stage, Map<String, Long> done) {
        long[] reopened = {0};
        submitted.read(stage, 0, batch -> {
            Map<String, Message> ours = new HashMap<>();
            Map<String, Long> seen = new LinkedHashMap<>();
            for (Message message : batch) {
                Long token = done.remove(message.id());
                if (token != null) {
                    ours.put(message.id(), message);
                    seen.put(message.id(), token);
                }
            }
            if (!seen.isEmpty()) {
                reopened[0] += control.reopen(campaign.name(), stage, seen, record -> signed(stage, ours, record));
            }
            return !done.isEmpty();
        });
        return reopened[0];
    }

    /** Of the record there is only how often it was tried, and the number that it has there, of one that a result brought. */
    private Message signed(String stage, Map<String, Message> ours, Message record) {
        Message message = Objects.requireNonNull(ours.get(record.id()));
        return key.sign(stage, message.withNumber(record.n()).withTries(record.tries()));
    }
}
