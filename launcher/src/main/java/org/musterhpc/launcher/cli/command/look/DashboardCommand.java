package org.musterhpc.launcher.cli.command.look;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cli.command.Session;
import org.musterhpc.launcher.cli.command.SessionCommand;
import org.musterhpc.launcher.cli.terminal.Interrupts;
import org.musterhpc.launcher.follow.Stop;
import org.musterhpc.launcher.snapshot.Snapshots;
import org.musterhpc.launcher.view.Json;
import org.musterhpc.launcher.web.Dashboard;
import org.musterhpc.launcher.web.http.Listen;
import picocli.CommandLine.Option;

/** {@code muster dashboard}: the web page, until it is told to end. */
public final class DashboardCommand extends SessionCommand {
    @Option(names = "--port", paramLabel = "N", description = "where it is served (default: a port that is free)")
    int port;

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS",
            description = "on this address, for others too (default: 127.0.0.1); wants --tls-cert, --tls-key and"
                    + " --password-file")
    @Nullable
    String listen;

    @Option(names = "--read-only", description = "for looking only: nothing can be changed")
    boolean readOnly;

    @Option(names = "--tls-cert", paramLabel = "FILE", description = "the page's certificate (PEM)")
    @Nullable
    Path certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "its key (PEM, chmod 600)")
    @Nullable
    Path key;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "lets in who knows the password in it (chmod 600)")
    @Nullable
    Path password;

    @Override
    protected int run(Session session) {
        Listen where = Listen.of(new Listen.Wish(listen, port, certificate, key, password, readOnly));
        Stop stop = new Stop();
        try (Dashboard dashboard = Dashboard.start(session.app(), where)) {
            tell(session, dashboard);
            Interrupts.handle(session.err(), session, stop, "closes the page; campaigns go on", "left at once");
            stop.wakes();
            while (!stop.requested()) {
                dashboard.runOnce();
                session.around().pause().pause(Snapshots.EVERY);
            }
            stop.lets();
        }
        return stop.exit();
    }

    private void tell(Session session, Dashboard dashboard) {
        if (session.json()) {
            ObjectNode told = Json.object().put("url", dashboard.url()).put("port", dashboard.port());
            session.out().json(told.put("tunnel", dashboard.tunnel().isEmpty() ? null : dashboard.tunnel()));
        } else {
            session.out().line(dashboard.url());
            if (!dashboard.tunnel().isEmpty()) {
                session.out().line(dashboard.tunnel());
            }
        }
        session.out().flush();
        session.note("whoever has the first address may " + (readOnly ? "look" : "act as you")
                + (dashboard.tunnel().isEmpty()
                        ? "; others enter by the password"
                        : "; from another machine, say the second line there first")
                + "; Ctrl-C ends it");
    }
}
