package org.musterhpc.launcher.cli.command.site;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Locale;
import org.musterhpc.launcher.cli.command.Session;
import org.musterhpc.launcher.cli.command.SessionCommand;
import org.musterhpc.launcher.text.ShippedFile;
import picocli.CommandLine.Parameters;

/** {@code muster completion SHELL}: what a shell reads to complete this program's commands, options and names. */
public final class CompletionCommand extends SessionCommand {
    enum Shell {
        BASH,
        ZSH,
        FISH
    }

    @Parameters(
            arity = "1",
            paramLabel = "bash|zsh|fish",
            description = "the shell; what is printed says in its first lines where it belongs")
    @SuppressWarnings("NullAway.Init") // picocli refuses the command without it
    Shell shell;

    @Override
    protected int run(Session session) {
        String name = shell.name().toLowerCase(Locale.ROOT);
        String script = ShippedFile.text(CompletionCommand.class, "muster." + name);
        if (session.json()) {
            session.out()
                    .json(JsonNodeFactory.instance
                            .objectNode()
                            .put("shell", name)
                            .put("script", script));
        } else {
            session.out().lines(script.lines().toList());
        }
        return 0;
    }
}
