package org.musterhpc.launcher.cli.command.look;

import java.util.Comparator;
import java.util.List;
import org.musterhpc.launcher.cli.command.CampaignCommand;
import org.musterhpc.launcher.cli.command.Session;
import org.musterhpc.launcher.view.Output;
import org.musterhpc.launcher.view.json.AgentJson;
import org.musterhpc.launcher.view.text.AgentText;
import org.musterhpc.queue.View;

/** {@code muster agents}: who runs tasks, and where. */
public final class AgentsCommand extends CampaignCommand {
    @Override
    protected int run(Session session, String name) {
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
