package org.musterhpc.queue.redis.read;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.Lease;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.Report;
import org.musterhpc.queue.WorkQueue.Lapsed;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.model.codec.BadMessageException;
import org.musterhpc.queue.model.codec.MessageCodec;
import org.musterhpc.queue.redis.script.Scan;
import org.musterhpc.queue.redis.script.ScriptRunner;

/** Reads what the scripts answer. A message that Redis took for JSON and we cannot read is turned into a burial. */
public final class Replies {
    /** {@code token agent claimed deadline message}. */
    private static final Pattern WORKING =
            Pattern.compile("(\\d{1,18}) (\\S+) (\\d{1,18}) (\\d{1,18}) (.*)", Pattern.DOTALL);

    private final Campaign campaign;

    public Replies(Campaign campaign) {
        this.campaign = campaign;
    }

    /** A record of the working queue, taken apart. */
    public record Working(long token, String agent, Instant claimed, Instant deadline, String body) {
        /** Null where it is none: whoever can write to Redis can put anything there. */
        public static @Nullable Working read(String record) {
            Matcher parts = WORKING.matcher(record);
            return !parts.matches()
                    ? null
                    : new Working(
                            Long.parseLong(parts.group(1)),
                            parts.group(2),
                            Instant.ofEpochMilli(Long.parseLong(parts.group(3))),
                            Instant.ofEpochMilli(Long.parseLong(parts.group(4))),
                            parts.group(5));
        }
    }

    /**
     * A second attempt at a task, beside the lease with the first token; taken apart.
     *
     * @param token its own; 0: it has failed
     */
    public record Doubled(long first, long token, String agent, Instant claimed, Instant deadline) {
        private static final Pattern FORM = Pattern.compile("(\\d{1,18}) (\\d{1,18}) (\\S+) (\\d{1,18}) (\\d{1,18})");

        /** Null where it is none: whoever can write to Redis can put anything there. */
        public static @Nullable Doubled read(String record) {
            Matcher parts = FORM.matcher(record);
            return !parts.matches()
                    ? null
                    : new Doubled(
                            Long.parseLong(parts.group(1)),
                            Long.parseLong(parts.group(2)),
                            parts.group(3),
                            Instant.ofEpochMilli(Long.parseLong(parts.group(4))),
                            Instant.ofEpochMilli(Long.parseLong(parts.group(5))));
        }
    }

    public static Instant instant(Object milliseconds) {
        return Instant.ofEpochMilli((Long) milliseconds);
    }

    public void claimed(String stage, List<?> reply, List<Lease> leases, List<Report> unreadable) {
        Instant now = instant(reply.get(0));
        for (int i = 2; i < reply.size(); i += 4) {
            String id = (String) reply.get(i);
            long token = Long.parseLong((String) reply.get(i + 1));
            Duration walltime = Duration.ofMillis(Long.parseLong((String) reply.get(i + 2)));
            String body = (String) reply.get(i + 3);
            try {
                leases.add(new Lease(stage, MessageCodec.decode(body, id), token, now, walltime));
            } catch (BadMessageException e) {
                unreadable.add(burial(stage, id, token, now, body, String.valueOf(e.getMessage())));
            }
        }
    }

    /** @param reply per task: id, record, when its lease ended */
    public void lapsed(String stage, List<?> reply, Instant now, Consumer<Lapsed> lapsed, List<Report> unreadable) {
        for (int i = 0; i + 2 < reply.size(); i += 3) {
            String id = (String) reply.get(i);
            Working working = Working.read((String) reply.get(i + 1));
            if (working == null) {
                continue;
            }
            // Not now: what nobody looked for until its walltime was over too may have lost its agent long before.
            Instant until = Instant.ofEpochMilli((long) Scan.score((String) reply.get(i + 2)));
            try {
                Message message = MessageCodec.decode(working.body(), id);
                Duration walltime = Duration.between(working.claimed(), working.deadline());
                Lease lease = new Lease(stage, message, working.token(), working.claimed(), walltime);
                lapsed.accept(new Lapsed(lease, working.agent(), !until.isBefore(working.deadline())));
            } catch (BadMessageException e) {
                unreadable.add(burial(stage, id, working.token(), now, working.body(), String.valueOf(e.getMessage())));
            }
        }
    }

    private Report burial(String stage, String id, long token, Instant now, String body, String reason) {
        Message made = new Message(
                id,
                0,
                Message.Tries.NONE,
                Message.Needs.NOTHING,
                JsonNodeFactory.instance.objectNode(),
                JsonNodeFactory.instance.objectNode().put("raw", body));
        Attempt never = new Attempt(
                0,
                token,
                Outcome.BAD_MESSAGE,
                Attempt.Detail.because(reason),
                new Attempt.Place("", "", "", null),
                now,
                now,
                Attempt.Usage.UNKNOWN,
                null,
                null);
        Lease lease = new Lease(
                stage, made, token, now, campaign.stage(stage).limits().walltime());
        return new Report.Bury(lease, new Ending(stage, State.DEAD, made, never));
    }

    /**
     * Why a part was refused; null where none was.
     *
     * @throws QueueUnavailableException where all was
     */
    public static @Nullable QueueUnavailableException refusal(
            List<ScriptRunner.Result> reported, List<ScriptRunner.Result> claimed) {
        QueueUnavailableException first = null;
        boolean any = false;
        for (List<ScriptRunner.Result> some : List.of(reported, claimed)) {
            for (ScriptRunner.Result result : some) {
                any |= result.refusal() == null;
                first = first == null ? result.refusal() : first;
            }
        }
        if (first != null && !any) {
            throw first;
        }
        return first;
    }
}
