package org.musterhpc.launcher.view.text;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.musterhpc.launcher.view.Attempts;
import org.musterhpc.launcher.view.ClusterStanding;
import org.musterhpc.launcher.view.Explanation;
import org.musterhpc.launcher.view.Harmless;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.launcher.view.Standing;
import org.musterhpc.launcher.view.TextStyle;
import org.musterhpc.launcher.view.Times;
import org.musterhpc.queue.Tally;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.MemorySize;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.model.Walltime;
import org.musterhpc.queue.policy.RetryPolicy;

/** Why a task is where it is, in sentences: what holds it up, who has it, which rule decided on it. */
public final class ExplainText {
    private ExplainText() {}

    public static List<String> of(TextStyle look, Explanation known, ZoneId zone) {
        View.TaskView task = known.task();
        List<String> lines = new ArrayList<>();
        lines.add(look.paint().bold(Harmless.line(task.message().id())) + " is "
                + StatusText.coloured(look, task.state(), task.state().name()));
        reasons(known, zone).forEach(reason -> lines.add("  " + reason));
        List<Attempt> attempts = Attempts.of(task);
        for (int i = 0; i < attempts.size(); i++) {
            boolean last = i == attempts.size() - 1 && task.state().ended();
            lines.add("");
            lines.addAll(attempt(look, known, attempts.get(i), last));
        }
        return lines;
    }

    /** The sentences on the state, also for {@code --json}. */
    public static List<String> reasons(Explanation known, ZoneId zone) {
        if (known.imported()) {
            return imported(known);
        }
        return switch (known.task().state()) {
            case PENDING -> alone(known, pending(known));
            case BLOCKED -> blocked(known);
            case DELAYED -> alone(known, delayed(known, zone));
            case WORKING -> alone(known, working(known, zone));
            case DONE -> List.of("it succeeded; there is nothing to explain but how");
            case DEAD -> again(known, dead(known));
            case CANCELLED ->
                List.of(
                        "a person cancelled it",
                        "muster retry " + known.campaign() + " --cancelled-too "
                                + SummaryText.quoted(known.task().message().id()) + " sends it again");
        };
    }

    /** Nothing that could be done about it is done here. */
    private static List<String> imported(Explanation known) {
        List<String> lines = new ArrayList<>();
        if (known.task().state() == State.DEAD) {
            lines.addAll(dead(known));
        }
        lines.add("its campaign was imported: it stands as when it was exported, and is never run here");
        return lines;
    }

    private static List<String> alone(Explanation known, List<String> lines) {
        Message message = known.task().message();
        if (!RetryPolicy.suspect(known.stage(), message)) {
            return lines;
        }
        List<String> more = new ArrayList<>(lines);
        more.add("its agent was lost "
                + Numbers.of(Integer.toString(message.tries().losses()), "time")
                + " while it had it, maybe by its doing: it begins when nothing else runs in its agent, and has"
                + " nothing beside it");
        return more;
    }

    private static List<String> pending(Explanation known) {
        List<String> lines = new ArrayList<>();
        Tally tally = known.overview().stages().get(known.stage().name());
        long pending = tally == null ? 0 : tally.count(State.PENDING);
        lines.add("it waits for an agent, with " + Numbers.of(Numbers.grouped(Math.max(0, pending - 1)), "other task")
                + " of stage " + Harmless.line(known.stage().name()) + "; the queue is first in, first out");
        View.Halted halted = known.overview().halted();
        if (halted != null) {
            lines.add(HaltText.why(halted));
            lines.addAll(HaltText.advice(known.campaign(), halted));
        } else if (known.overview().paused()) {
            lines.add("the campaign is paused: muster resume " + known.campaign());
        } else if (known.overview().agents() == 0) {
            boolean coming = known.clusters().stream().anyMatch(ClusterStanding::coming);
            lines.add(
                    coming
                            ? "no agent has begun yet"
                            : "no agent is alive: muster run " + known.campaign() + " starts some");
        } else {
            long slots = known.agents().stream()
                    .filter(View.AgentView::alive)
                    .mapToLong(agent -> agent.info().slots())
                    .sum();
            lines.add(Numbers.of(Integer.toString(known.overview().agents()), "agent") + " with "
                    + Numbers.of(Long.toString(slots), "slot") + " in all will come to it");
        }
        lines.addAll(HeldBack.lines(known));
        known.clusters()
                .forEach(cluster -> lines.addAll(
                        cluster.lines(known.overview().now(), known.overview().complete())));
        Message.Needs needs = known.task().message().needs();
        if (needs.walltime() != null || needs.memory() != null) {
            lines.add(
                    "it needs" + (needs.walltime() == null ? "" : " a walltime of " + Walltime.format(needs.walltime()))
                            + (needs.memory() == null ? "" : " " + MemorySize.format(needs.memory()) + " of memory")
                            + " now, more than its stage has: only an allocation that offers it takes it");
        }
        return lines;
    }

    private static String awaited(Explanation known, Stage.After after) {
        String before = Harmless.line(after.stages().get(0));
        if (after.group() == null) {
            return "the whole of stage " + before;
        }
        String group =
                known.task().message().id().substring(known.stage().name().length() + 1);
        return "all tasks of stage " + before + " whose " + Harmless.line(after.group()) + " is "
                + SummaryText.quoted(group);
    }

    private static List<String> blocked(Explanation known) {
        Stage.After after = known.stage().after();
        if (after == null) {
            return List.of("it waits for another task");
        }
        if (after.mode() != Stage.Mode.EACH) {
            String before = after.stages().get(0);
            Tally tally = known.overview().stages().get(before);
            Standing standing = tally == null ? Standing.NOTHING : Standing.of(tally, 0);
            List<String> lines = new ArrayList<>();
            lines.add("it waits for " + awaited(known, after)
                    + (after.group() == null ? ": " : "; of that whole stage, ") + standing.done() + " of "
                    + standing.total() + " tasks are done");
            if (tally != null && !tally.sealed()) {
                lines.add(
                        tally.brought()
                                ? "results may bring more tasks of that stage along"
                                : "more tasks of that stage may be sent");
            }
            if (!after.ended()) {
                lines.addAll(Hindrance.of(known, after));
            }
            return lines;
        }
        View.TaskView awaited = known.awaited();
        if (awaited == null) {
            return List.of("it waits for a task of stage " + Harmless.line(String.join(" or ", after.stages()))
                    + " that is not there");
        }
        String id = SummaryText.quoted(awaited.message().id());
        String more = awaited.state() == State.DEAD || awaited.state() == State.CANCELLED
                ? "it can never start before that is run again: muster retry " + known.campaign() + " " + id
                        + (awaited.state() == State.CANCELLED ? " --cancelled-too" : "")
                : "muster explain " + known.campaign() + " " + id + " tells more";
        List<String> lines = new ArrayList<>(List.of("it waits for " + id + ", which is " + awaited.state(), more));
        if (awaited.state() == State.BLOCKED && known.overview().complete()) {
            lines.add(1, "nothing of the campaign can move any more: what that waits for failed or was cancelled");
        }
        return lines;
    }

    private static List<String> delayed(Explanation known, ZoneId zone) {
        List<String> lines = new ArrayList<>();
        List<Attempt> attempts = known.task().history();
        Attempt last = attempts.isEmpty() ? null : attempts.get(attempts.size() - 1);
        if (last != null) {
            lines.add("attempt " + last.attempt() + " ended with " + OutcomeText.of(last) + ": "
                    + RuleText.of(known.stage(), last.outcome()));
            nothingGrows(known, last, lines);
        }
        lines.addAll(lastLine(known));
        Instant ripe = known.task().ripe();
        if (ripe != null) {
            Duration wait = Duration.between(known.overview().now(), ripe);
            lines.add(
                    wait.isNegative()
                            ? "its wait is over: the next agent that asks for work gets it"
                            : "it waits until " + Times.local(ripe, zone) + ", " + Times.about(wait)
                                    + " from now (retry.backoff: "
                                    + Times.exact(
                                            known.stage().retry().backoff().toMillis() / 1000.0)
                                    + ", doubled each time)");
        }
        return lines;
    }

    private static List<String> working(Explanation known, ZoneId zone) {
        View.Holder lease = known.task().lease();
        if (lease == null) {
            return List.of("an agent has it");
        }
        Instant now = known.overview().now();
        List<String> lines = new ArrayList<>();
        String host = known.agents().stream()
                .filter(agent -> agent.info().name().equals(lease.agent()))
                .map(agent -> " on " + agent.info().host() + ", process "
                        + agent.info().pid())
                .findFirst()
                .orElse("");
        lines.add("agent " + Harmless.line(lease.agent() + host) + " has run it for "
                + Times.clock(Duration.between(lease.claimed(), now)) + ", since "
                + Times.local(lease.claimed(), zone));
        lines.add("it has to end by " + Times.local(lease.deadline(), zone) + ", or is killed");
        if (lease.expires().isBefore(now)) {
            lines.add("its agent has not been heard of: the task is about to be given to another");
        }
        lines.addAll(TaskText.second(lease, zone));
        return lines;
    }

    private static List<String> dead(Explanation known) {
        Ending ending = known.task().ending();
        if (ending == null) {
            return List.of();
        }
        Message.Tries tries = ending.message().tries();
        List<String> lines = new ArrayList<>();
        lines.add(RuleText.last(known.stage(), ending.last(), tries.failures(), tries.losses()));
        String reason = ending.last().detail().reason();
        if (!Attempts.ran(ending) && reason != null) {
            lines.add(Harmless.line(reason));
        }
        nothingGrows(known, ending.last(), lines);
        lines.addAll(lastLine(known));
        return lines;
    }

    private static List<String> again(Explanation known, List<String> why) {
        List<String> lines = new ArrayList<>(why);
        if (known.task().ending() != null) {
            lines.add("when the cause is removed: muster retry " + known.campaign() + " "
                    + SummaryText.quoted(known.task().message().id()));
        }
        return lines;
    }

    private static void nothingGrows(Explanation known, Attempt last, List<String> lines) {
        String advice = RuleText.nothingGrows(known.stage(), last);
        if (advice != null) {
            lines.add(advice);
        }
    }

    private static List<String> lastLine(Explanation known) {
        String last = known.lastLine();
        return last == null ? List.of() : List.of("it printed last: " + Harmless.line(last));
    }

    private static List<String> attempt(TextStyle look, Explanation known, Attempt attempt, boolean last) {
        boolean good = attempt.outcome() == Outcome.OK;
        String outcome = OutcomeText.of(attempt);
        List<String> lines = new ArrayList<>();
        String host = attempt.place().host();
        lines.add("attempt " + attempt.attempt() + "  "
                + (good ? look.paint().good(outcome) : look.paint().bad(outcome)) + "  after "
                + Times.exact(Attempts.seconds(attempt))
                + (host.isEmpty() ? "" : " on " + Harmless.line(host)));
        String reason = attempt.detail().reason();
        if (reason != null) {
            lines.add("  " + Harmless.line(reason));
        }
        if (!good && !last) {
            lines.add("  " + look.paint().dim(RuleText.of(known.stage(), attempt.outcome())));
        }
        return lines;
    }

    /** For {@code --json}: what each attempt was followed by. */
    public static Map<Integer, String> rules(Explanation known) {
        Map<Integer, String> rules = new TreeMap<>();
        Attempts.of(known.task())
                .forEach(attempt -> rules.put(attempt.attempt(), RuleText.of(known.stage(), attempt.outcome())));
        return rules;
    }
}
