package org.musterhpc.launcher.cli;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.view.EventJson;
import org.musterhpc.launcher.view.EventText;
import org.musterhpc.launcher.view.Output;
import org.musterhpc.queue.View;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muster events}: what happened, oldest first. */
final class EventsCommand extends SessionCommand {
    private static final int PAGE = 1_000;

    @Parameters(arity = "0..1", paramLabel = "CAMPAIGN")
    @Nullable
    String campaign;

    @Option(names = "--follow", description = "go on until the campaign has ended")
    boolean follow;

    EventsCommand(Surroundings around) {
        super(around);
    }

    @Override
    int run(Session session) {
        String name = session.campaign(campaign);
        Output out = session.out();
        View.Cursor cursor = null;
        boolean last = !follow;
        while (true) {
            View.Events page = session.view().events(name, cursor, PAGE);
            page.events().forEach(event -> show(session, out, event));
            cursor = page.next();
            if (page.events().isEmpty()) {
                if (last) {
                    return 0;
                }
                out.flush();
                // Once more after the end: the last events may have come after the page that was empty.
                View.Overview overview = session.view().overview(name);
                last = overview.complete() || overview.stuck();
                if (!last) {
                    session.around().pause().pause(Duration.ofMillis(500));
                }
            }
        }
    }

    private static void show(Session session, Output out, View.Event event) {
        if (session.json()) {
            out.json(EventJson.of(event));
        } else {
            out.line(EventText.line(out.look(), event, session.around().zone()));
        }
    }
}
