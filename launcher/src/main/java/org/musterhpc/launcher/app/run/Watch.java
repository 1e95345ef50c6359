package org.musterhpc.launcher.app.run;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.connection.Connection;
import org.musterhpc.launcher.app.look.RollCall;
import org.musterhpc.launcher.callback.Callback;
import org.musterhpc.launcher.callback.CallbackLines;
import org.musterhpc.launcher.callback.Grace;
import org.musterhpc.launcher.cluster.Notes;
import org.musterhpc.launcher.follow.Stop;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.time.Pause;
import org.musterhpc.launcher.view.AttemptRun;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.queue.LostCampaignException;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.View;
import org.musterhpc.queue.Watcher;
import org.musterhpc.queue.model.Campaign;

/**
 * Tells a command of tasks that ended, in the order in which they ended, each at least once: it is told again of what it did
 * not take with status 0.
 */
public record Watch(Connection connection, Pause pause, Notes notes, Function<String, AttemptRun> runs) {
    private static final Duration TURN = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    /**
     * What is wanted.
     *
     * @param batch how many tasks the command is told of at once, at the most
     * @param follow whether to go on when the campaign has ended: its tasks may be sent again
     * @param grace how long the command may go on when the program is to end
     */
    public record Request(String campaign, Watcher.Choice choice, int batch, boolean follow, Duration grace) {}

    /**
     * What came of it.
     *
     * @param records that the command took
     * @param runs of the command
     * @param failures of these
     * @param complete whether the campaign has ended and all of it was told; else the program was to end
     */
    public record Told(long records, long runs, long failures, boolean complete) {}

    /**
     * Goes on until the campaign has ended and all was told, or the program is to end.
     *
     * @param command what is told
     * @param what names the command for a person
     * @throws Problem usage, where the command is not there; failed, where the campaign is not there any more, or tasks of it
     *     are missing
     */
    public Told tell(Request request, Callback command, String what, Stop stop) {
        command.check(what);
        WatchProcess process = new WatchProcess();
        Watcher watcher =
                connection.link().watcher(request.campaign(), request.choice(), process.name(), process::gone);
        Telling telling = new Telling(request, command, what, watcher, stop);
        stop.wakes();
        try {
            boolean complete = telling.run();
            return new Told(telling.records, telling.runs, telling.failures, complete);
        } finally {
            stop.lets();
            leave(watcher);
        }
    }

    /** Where that cannot be said now, the lease says it. */
    private void leave(Watcher watcher) {
        try {
            watcher.leave();
        } catch (QueueUnavailableException e) {
            notes.note(e.getMessage() + "; what this process had in hand is told of after a lease");
        }
    }

    /** One process that watches. */
    private final class Telling {
        private final Request request;
        private final Callback command;
        private final String what;
        private final Watcher watcher;
        private final Stop stop;
        private final Duration every;
        private long records;
        private long runs;
        private long failures;
        private @Nullable AttemptRun ran;
        private boolean silent;
        private boolean partly;

        Telling(Request request, Callback command, String what, Watcher watcher, Stop stop) {
            this.request = request;
            this.command = command;
            this.what = what;
            this.watcher = watcher;
            this.stop = stop;
            this.every = request.choice().lease().dividedBy(3);
        }

        boolean run() {
            boolean complete = false;
            while (!stop.requested()) {
                List<Watcher.Notice> some = patiently(() -> watcher.next(request.batch()));
                if (some == null) {
                    break;
                }
                if (!some.isEmpty()) {
                    tell(some);
                    complete = false;
                } else if (complete && watcher.allTold() && !request.follow()) {
                    return true;
                } else if (complete || !over()) {
                    pause.pause(TURN);
                    complete = complete && over();
                } else {
                    complete = true; // once more: the last may have ended after the look
                }
            }
            return false;
        }

        /** Whether no task can end any more by itself. */
        private boolean over() {
            View.Overview overview = patiently(() -> connection.view().overview(request.campaign()));
            if (overview != null && overview.stuck() && !request.follow()) {
                throw RollCall.broken(request.campaign(), overview);
            }
            return overview != null && overview.complete();
        }

        private void tell(List<Watcher.Notice> some) {
            List<String> lines = patiently(() -> {
                AttemptRun known = ran == null ? Watch.this.runs.apply(request.campaign()) : ran;
                ran = known;
                return some.stream()
                        .map(each -> CallbackLines.of(each.ending(), known))
                        .toList();
            });
            if (lines == null) {
                return; // the program is to end: nobody was told
            }
            Duration wait = Duration.ofSeconds(1);
            while (!stop.requested()) {
                runs++;
                int status = command.run(lines, every, goesOn(some));
                if (status == 0) {
                    records += some.size();
                    patiently(() -> {
                        watcher.acknowledge(some);
                        return true;
                    });
                    return;
                }
                failures++;
                if (Callback.notThere(status) && records == 0) {
                    throw command.missing(what);
                }
                if (status != Callback.STOPPED && !stop.requested()) {
                    notes.note(what + " ended with status " + status + "; it is told of "
                            + Numbers.of(Integer.toString(some.size()), "task") + " again in " + wait.toSeconds()
                            + " s");
                    keep(some, wait);
                    wait = wait.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : wait.multipliedBy(2);
                }
            }
        }

        /** While it runs, this process holds what it was told; when the program is to end, it has a little time left. */
        private BooleanSupplier goesOn(List<Watcher.Notice> some) {
            Grace grace = new Grace(request.grace());
            return () -> {
                hold(some);
                return !stop.requested() || grace.lasts();
            };
        }

        private void keep(List<Watcher.Notice> some, Duration wait) {
            for (Duration left = wait;
                    left.compareTo(Duration.ZERO) > 0 && !stop.requested();
                    left = left.minus(every)) {
                pause.pause(left.compareTo(every) < 0 ? left : every);
                hold(some);
            }
        }

        /** Where it cannot be said that it is held, another may be told of it as well. */
        private void hold(List<Watcher.Notice> some) {
            try {
                watcher.hold(some);
            } catch (QueueUnavailableException e) {
                silent(e);
            }
        }

        private void silent(QueueUnavailableException e) {
            if (!silent) {
                notes.note(e.getMessage() + "; trying again");
            }
            silent = true;
        }

        /** Asks until it is answered; null where the program is to end before. */
        private <T> @Nullable T patiently(Supplier<T> question) {
            while (true) {
                try {
                    T answer = question.get();
                    if (silent) {
                        notes.note("Redis answers again");
                    }
                    silent = false;
                    partly = false;
                    return answer;
                } catch (QueueUnavailableException e) {
                    silent(e);
                    connection.revive();
                } catch (LostCampaignException e) {
                    restored(e);
                }
                if (stop.requested()) {
                    return null;
                }
                pause.pause(TURN);
            }
        }

        /** A campaign that is being put together again is waited for. */
        private void restored(LostCampaignException lost) {
            try {
                Campaign there = connection.view().campaign(request.campaign()).orElse(null);
                throw Problem.failed(
                        there == null
                                ? "campaign " + request.campaign() + " is not there any more"
                                : "campaign " + request.campaign()
                                        + " was made anew: what was watched is not there any more",
                        there == null
                                ? "if Redis has lost it, muster restore " + request.campaign()
                                        + " puts it back; then say this again"
                                : "say it again to watch the new one");
            } catch (LostCampaignException e) {
                if (!partly) {
                    notes.note(lost.partly() ? String.valueOf(lost.getMessage()) : String.valueOf(e.getMessage()));
                }
                partly = true;
            } catch (QueueUnavailableException e) {
                silent(e);
            }
        }
    }
}
