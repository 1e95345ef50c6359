package org.musterhpc.launcher.cli.command.look;

import org.musterhpc.launcher.app.look.Events;
import org.musterhpc.launcher.cli.command.CampaignCommand;
import org.musterhpc.launcher.cli.command.Session;
import org.musterhpc.launcher.view.Output;
import org.musterhpc.launcher.view.json.EventJson;
import org.musterhpc.launcher.view.text.EventText;
import org.musterhpc.queue.View;
import picocli.CommandLine.Option;

/** {@code muster events}: what happened, oldest first. */
public final class EventsCommand extends CampaignCommand {
    @Option(names = "--follow", description = "go on until the campaign has ended")
    boolean follow;

    @Override
    protected int run(Session session, String name) {
        Events events = session.app().events();
        if (follow) {
            events.follow(name, event -> show(session, event), session.out()::flush);
        } else {
            events.list(name, event -> show(session, event));
        }
        return 0;
    }

    private static void show(Session session, View.Event event) {
        Output out = session.out();
        if (session.json()) {
            out.json(EventJson.of(event));
        } else {
            out.line(EventText.line(out.look(), event, session.around().zone()));
        }
    }
}
