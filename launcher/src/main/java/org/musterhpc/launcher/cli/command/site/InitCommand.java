package org.musterhpc.launcher.cli.command.site;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import org.musterhpc.launcher.app.site.Init;
import org.musterhpc.launcher.cli.command.Session;
import org.musterhpc.launcher.cli.command.SessionCommand;
import picocli.CommandLine.Parameters;

/** {@code muster init}: writes a first campaign file, with a comment on each key. Never overwrites one. */
public final class InitCommand extends SessionCommand {
    @Parameters(arity = "0..1", paramLabel = "FILE", description = "default: campaign.yml")
    Path file = Path.of("campaign.yml");

    @Override
    protected int run(Session session) {
        Init.write(file);
        if (session.json()) {
            session.out().json(JsonNodeFactory.instance.objectNode().put("file", file.toString()));
        } else {
            session.out().line("wrote " + file + ": three tasks to try, and comments on what else can be said");
            session.out().line("  next: muster run " + file);
        }
        return 0;
    }
}
