package org.musterhpc.launcher.cli.command.look;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.campaign.AgentAccess;
import org.musterhpc.launcher.cli.command.CampaignCommand;
import org.musterhpc.launcher.cli.command.Session;
import org.musterhpc.launcher.view.Output;
import org.musterhpc.launcher.view.json.AgentJson;
import org.musterhpc.launcher.view.text.AgentText;
import org.musterhpc.queue.View;
import picocli.CommandLine.Option;

/** {@code muster agents}: who runs tasks, and where. */
public final class AgentsCommand extends CampaignCommand {
    @Option(
            names = "--connection",
            paramLabel = "FILE",
            description = "write FILE, by which agents that you start yourself get at the campaign; it holds the"
                    + " password and the campaign's key")
    @Nullable
    Path connection;

    @Override
    protected int run(Session session, String name) {
        return connection == null ? list(session, name) : access(session, name, connection);
    }

    private static int access(Session session, String name, Path file) {
        AgentAccess.Written written = session.app().agentAccess().write(name, file);
        if (session.json()) {
            session.out()
                    .json(JsonNodeFactory.instance
                            .objectNode()
                            .put("campaign", name)
                            .put("file", file.toString())
                            .put("url", written.url())
                            .put("elsewhere", written.elsewhere()));
            return 0;
        }
        session.out()
                .line("wrote " + file + ", to be read by you alone: whoever has it can run commands as an agent does");
        session.out().line("  muster-agent --campaign " + name + " --connection " + file);
        if (!written.elsewhere()) {
            session.note("other machines do not reach " + written.url()
                    + ": redis.listen in muster.yml opens it to them, or name a server of yours");
        }
        return 0;
    }

    private static int list(Session session, String name) {
        List<View.AgentView> agents = session.view().agents(name).stream()
                .sorted(Comparator.comparing(
                                (View.AgentView agent) -> agent.info().cluster())
                        .thenComparing(agent -> agent.info().name()))
                .toList();
        Output out = session.out();
        if (session.json()) {
            agents.forEach(agent -> out.json(AgentJson.of(agent)));
        } else if (agents.isEmpty()) {
            out.line("no agents");
        } else {
            out.lines(AgentText.of(
                    out.look(), agents, session.view().overview(name).now()));
        }
        return 0;
    }
}
