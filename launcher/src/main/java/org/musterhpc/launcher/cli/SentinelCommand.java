package org.musterhpc.launcher.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.musterhpc.launcher.follow.Stop;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.queue.DamagedException;
import org.musterhpc.queue.LostCampaignException;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.View;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code muster sentinel}: looks after campaigns when no {@code run} does: takes back what fell silent, asks schedulers
 * what has ended, submits what is missing. Any number of them may run.
 */
final class SentinelCommand extends SessionCommand {
    private static final Duration TURN = Duration.ofMillis(500);

    @Parameters(
            arity = "0..*",
            paramLabel = "[CAMPAIGN]…",
            description = "look after these until they have ended; none: after all, until the program is told to end")
    List<String> campaigns = List.of();

    @Option(names = "--once", description = "one round, and tell what it did")
    boolean once;

    @Override
    int run(Session session) {
        List<String> named = campaigns.stream().map(session::campaign).toList();
        if (once) {
            return once(session, named);
        }
        Stop stop = new Stop();
        Interrupts.handle(
                session,
                stop,
                "leaves after this round, and whoever else looks after the campaigns goes on (Ctrl-C again: at once)",
                "left at once");
        stop.wakes();
        Map<String, Guarded> guarded = new LinkedHashMap<>();
        SentinelLog log = new SentinelLog(session);
        EndedArrays ended = new EndedArrays(session, log);
        log.say("", named.isEmpty() ? "looks after all campaigns" : "looks after " + String.join(", ", named));
        boolean left = true;
        boolean silent = false;
        while (!stop.requested() && left) {
            try {
                left = turn(session, named, guarded, ended, log);
                if (silent) {
                    log.say("", "Redis answers again");
                }
                silent = false;
            } catch (QueueUnavailableException e) {
                if (!silent) {
                    log.say("", e.getMessage() + "; trying again");
                }
                silent = true;
                session.revive();
            }
            if (left && !stop.requested()) {
                session.around().pause().pause(TURN);
            }
        }
        stop.lets();
        guarded.values().forEach(Guarded::leave);
        return stop.requested() ? stop.exit() : 0;
    }

    /** @return whether anything is left to look after, or may come */
    private static boolean turn(
            Session session, List<String> named, Map<String, Guarded> guarded, EndedArrays ended, SentinelLog log) {
        List<String> names = new ArrayList<>(named.isEmpty() ? session.view().campaigns() : named);
        names.removeIf(name -> !readable(session, name, log));
        guarded.keySet().removeIf(name -> {
            boolean gone = !names.contains(name);
            if (gone) {
                log.say(name, "is not there any more");
            }
            return gone;
        });
        boolean left = named.isEmpty();
        for (String name : names) {
            View.Overview overview;
            try {
                overview = session.view().overview(name);
            } catch (DamagedException | IllegalArgumentException e) {
                log.once(name, String.valueOf(e.getMessage())); // the others are looked after
                left = true;
                continue;
            }
            Guarded known = guarded.get(name);
            if (overview.stuck()) {
                log.once(name, String.valueOf(SeeThrough.missing(name, overview).getMessage()));
            } else if (!overview.complete()) {
                left = true;
                if (known == null) {
                    known = Guarded.of(session, name);
                    guarded.put(name, known);
                }
                known.turn(overview).forEach(note -> log.say(name, note));
                continue;
            }
            if (known != null) {
                known.finished();
                guarded.remove(name);
                log.say(name, "has ended");
            }
            left |= ended.look(name, overview);
        }
        return left;
    }

    /** One campaign that is damaged must not keep the sentinel from the others. */
    private static boolean readable(Session session, String name, SentinelLog log) {
        try {
            return session.view().campaign(name).isPresent();
        } catch (LostCampaignException e) {
            log.once(name, e.getMessage() + "; muster restore " + name + " puts it together");
            return false;
        }
    }

    private static int once(Session session, List<String> named) {
        int status = 0;
        int seen = 0;
        for (String name : named.isEmpty() ? session.view().campaigns() : named) {
            Guarded guarded = null;
            try {
                View.Overview overview = session.view().overview(name);
                if (overview.complete() && named.isEmpty() && !EndedArrays.of(session, name)) {
                    continue;
                }
                seen++;
                guarded = Guarded.of(session, name);
                List<Guarded.Said> rounds = guarded.once(overview);
                rounds.forEach(said -> tell(session, name, said));
                if (!session.json()
                        && rounds.size() == 1
                        && rounds.get(0).notes().isEmpty()) {
                    session.out().line(name + ": nothing to take back, and no arrays to look after");
                }
            } catch (Problem | LostCampaignException e) {
                status = Math.max(status, new Failures(session.err(), session.verbose()).tell(e));
            } finally {
                if (guarded != null) {
                    guarded.leave();
                }
            }
        }
        if (seen == 0) {
            session.note("no campaign is on its way: nothing to look after");
        }
        return status;
    }

    private static void tell(Session session, String campaign, Guarded.Said said) {
        if (session.json()) {
            ObjectNode line = JsonNodeFactory.instance.objectNode().put("campaign", campaign);
            line.put("cluster", said.cluster().isEmpty() ? null : said.cluster());
            line.put("submitted", said.submitted()).put("released", said.released());
            said.notes().forEach(line.putArray("notes")::add);
            session.out().json(line);
            return;
        }
        if (!said.cluster().isEmpty()) {
            session.out()
                    .line(campaign + " on " + said.cluster() + ": "
                            + Numbers.of(Integer.toString(said.submitted()), "element") + " submitted, "
                            + Numbers.of(Integer.toString(said.released()), "task") + " taken back");
        }
        said.notes().forEach(note -> session.out().line((said.cluster().isEmpty() ? campaign + ": " : "  ") + note));
    }
}
