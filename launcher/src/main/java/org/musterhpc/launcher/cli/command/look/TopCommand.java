package org.musterhpc.launcher.cli.command.look;

import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.cli.command.Session;
import org.musterhpc.launcher.cli.command.SessionCommand;
import org.musterhpc.launcher.cli.terminal.Interrupts;
import org.musterhpc.launcher.follow.Stop;
import org.musterhpc.launcher.top.TopScreen;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code muster top}: campaigns, their tasks and agents on the whole terminal; where there is none, what {@code status --watch} prints. */
public final class TopCommand extends SessionCommand {
    @Parameters(arity = "0..1", paramLabel = "CAMPAIGN")
    @Nullable
    String campaign;

    @Option(
            names = "--plain",
            description = "print what status --watch prints, as is done where there is no terminal, or a dumb one")
    boolean plain;

    @Override
    protected int run(Session session) {
        boolean terminal = session.out().look().live() && session.streams().interactive();
        if (plain || session.json() || !terminal) {
            return lines(session);
        }
        Stop stop = new Stop();
        try (Session silent = session.silent()) {
            String name = campaign == null ? null : silent.campaign(campaign);
            // Before the terminal is changed: whatever comes from then on, it is changed back.
            Interrupts.handle(stop, wish -> {});
            try (TopScreen top = TopScreen.open(silent.app(), session.out())) {
                if (top == null) {
                    Interrupts.handle(stop, wish -> Runtime.getRuntime().exit(stop.exit())); // as where nobody waits
                    return stop.requested() ? stop.exit() : lines(session);
                }
                Interrupts.handle(stop, wish -> {}); // Ctrl-C, which the terminal's library has taken
                top.run(name, stop::requested);
            }
        }
        return stop.requested() ? stop.exit() : 0;
    }

    private int lines(Session session) {
        StatusCommand.watch(session, session.campaign(campaign));
        return 0;
    }
}
