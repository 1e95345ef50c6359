package org.musterhpc.launcher.app.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.connection.OwnedKeys;
import org.musterhpc.launcher.callback.Callback;
import org.musterhpc.launcher.callback.CallbackLines;
import org.musterhpc.launcher.cluster.QueueServer;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.time.Pause;
import org.musterhpc.launcher.view.Harmless;
import org.musterhpc.queue.Control.EndCall;
import org.musterhpc.queue.LostCampaignException;
import org.musterhpc.queue.QueueUnavailableException;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.OnEnd;

/**
 * Runs what a campaign's file wants run when the campaign has ended ({@code on_end}): once, whoever of those that look after it
 * comes first, and again only where that one died of it. Only its owner's programs do, where the folder of its file is.
 */
public final class CampaignEnd {
    private static final Duration TURN = Duration.ofMillis(500);

    private final QueueServer server;
    private final OwnedKeys keys;
    private final Duration lease;
    private final Pause pause;

    /** @param lease for how long one that died keeps it from the others */
    public CampaignEnd(QueueServer server, OwnedKeys keys, Duration lease, Pause pause) {
        this.server = server;
        this.keys = keys;
        this.lease = lease;
        this.pause = pause;
    }

    /**
     * Returns when it was run, or another runs it. What goes wrong with it is told, and is nobody's failure; what it prints goes
     * to stderr.
     *
     * @param campaign one that has ended
     */
    public void run(Campaign campaign, Consumer<String> notes) {
        OnEnd onEnd = campaign.onEnd();
        if (onEnd == null) {
            return;
        }
        try {
            keys.of(campaign);
            Path folder = Path.of(onEnd.folder());
            if (!Files.isDirectory(folder)) {
                notes.accept(
                        "on_end is not run here: the campaign file's folder " + folder + " is not on this machine");
            } else if (claimed(campaign)) {
                Callback callback =
                        new Callback(onEnd.command(), folder, Map.of("MUSTER_CAMPAIGN", campaign.name()), true);
                call(campaign, callback, notes);
            }
        } catch (Problem e) {
            notes.accept("on_end is not run here: " + e.getMessage() + " (" + e.advice() + ")");
        } catch (QueueUnavailableException | LostCampaignException e) {
            notes.accept("on_end is not run here: " + e.getMessage());
        }
    }

    /** Another that has it may be dead: it is waited for until it says that it still has it, or its lease is over. */
    private boolean claimed(Campaign campaign) {
        Instant first = null;
        while (true) {
            EndCall call = server.control().claimEnd(campaign, server.program(), lease);
            Instant until = call.until();
            if (until == null) {
                return call.word() == EndCall.Word.YOURS;
            }
            if (Thread.currentThread().isInterrupted() || (first != null && !first.equals(until))) {
                return false;
            }
            first = until;
            pause.pause(TURN);
        }
    }

    private void call(Campaign campaign, Callback callback, Consumer<String> notes) {
        String summary = CallbackLines.of(campaign, server.view().overview(campaign.name()));
        int status = callback.run(List.of(summary), lease.dividedBy(3), () -> {
            hold(campaign, notes);
            return true;
        });
        if (status != 0) {
            notes.accept("on_end failed: '" + command(campaign) + "' ended with status " + status
                    + (Callback.notThere(status) ? ": it is not there, or cannot be run" : ""));
        }
        told(campaign, status, notes);
    }

    private static @Nullable String command(Campaign campaign) {
        OnEnd onEnd = campaign.onEnd();
        return onEnd == null ? null : Harmless.line(onEnd.command());
    }

    /** Where Redis is silent for longer than a lease, another may run it as well: rather twice than never. */
    private void hold(Campaign campaign, Consumer<String> notes) {
        try {
            server.control().holdEnd(campaign, server.program(), lease);
        } catch (QueueUnavailableException e) {
            notes.accept(e.getMessage() + "; on_end goes on");
        }
    }

    /** What was run and is not written down would be run again. */
    private void told(Campaign campaign, int status, Consumer<String> notes) {
        boolean silent = false;
        while (true) {
            try {
                server.control().endTold(campaign, server.program(), Integer.toString(status));
                return;
            } catch (QueueUnavailableException e) {
                if (!silent) {
                    notes.accept(e.getMessage() + "; trying again to write down that on_end was run");
                }
                silent = true;
            }
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            pause.pause(TURN);
        }
    }
}
