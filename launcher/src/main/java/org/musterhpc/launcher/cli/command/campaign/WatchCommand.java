package org.musterhpc.launcher.cli.command.campaign;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.run.Watch;
import org.musterhpc.launcher.app.run.WatcherName;
import org.musterhpc.launcher.callback.Callback;
import org.musterhpc.launcher.cli.command.CampaignCommand;
import org.musterhpc.launcher.cli.command.Session;
import org.musterhpc.launcher.cli.terminal.Interrupts;
import org.musterhpc.launcher.follow.Stop;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.launcher.yaml.Names;
import org.musterhpc.queue.Watcher;
import org.musterhpc.queue.model.State;
import picocli.CommandLine.Option;

/** {@code muster watch}: runs a command for tasks that ended, with their records on its stdin, until the campaign has ended. */
public final class WatchCommand extends CampaignCommand {
    private static final int MOST = 100_000;

    @Option(
            names = "--exec",
            paramLabel = "CMD",
            required = true,
            description =
                    "is run by sh -c, with a JSON line a task on its stdin, as muster results has it; where its exit"
                            + " status is not 0, it is told of the same tasks again")
    String exec = "";

    @Option(names = "--stage", paramLabel = "STAGE", description = "only this stage; may be given several times")
    List<String> stages = List.of();

    @Option(
            names = "--state",
            paramLabel = "STATE",
            split = ",",
            description = "only tasks that ended so: DONE, DEAD, CANCELLED (default: all)")
    List<String> states = List.of();

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "how many tasks CMD is told of at once, at the most (default: 1)")
    int batch = 1;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description =
                    "who watches: each name is told of all, and processes of one name share that; said again, it goes on"
                            + " where it stopped (default: made of CMD, --stage and --state)")
    @Nullable
    String name;

    @Option(names = "--follow", description = "go on when the campaign has ended: tasks may be sent again")
    boolean follow;

    @Override
    protected int run(Session session, String watched) {
        Watcher.Choice choice = choice(session);
        if (batch < 1 || batch > MOST) {
            throw Problem.usage(
                    "--batch " + batch + ": is not between 1 and " + Numbers.grouped(MOST), "leave it out for 1");
        }
        stages.forEach(stage -> session.app().campaigns().requireStage(watched, stage));
        Callback command =
                new Callback(exec, Path.of("").toAbsolutePath(), Map.of("MUSTER_CAMPAIGN", watched), session.json());
        Stop stop = new Stop();
        Interrupts.handle(
                session.err(),
                session,
                stop,
                "leaves when the command has ended; say it again to go on (again: at once)",
                "left at once; what the command was told it is told of again");
        Watch.Told told = session.app()
                .watch()
                .tell(
                        new Watch.Request(
                                watched, choice, batch, follow, session.setup().stopGrace()),
                        command,
                        "--exec",
                        stop);
        tell(session, watched, choice, told);
        return told.complete() ? 0 : stop.exit();
    }

    private Watcher.Choice choice(Session session) {
        Set<State> ends = states.isEmpty()
                ? EnumSet.of(State.DONE, State.DEAD, State.CANCELLED)
                : states.stream().map(WatchCommand::state).collect(Collectors.toSet());
        String called = name == null ? WatcherName.of(exec, Set.copyOf(stages), ends) : name;
        if (!Names.valid(called)) {
            throw Problem.usage("--name: '" + called + "' cannot be a name", Names.ADVICE);
        }
        return new Watcher.Choice(
                called, Set.copyOf(stages), ends, session.setup().lease());
    }

    private static State state(String word) {
        for (State state : State.values()) {
            if (state.ended() && state.name().equalsIgnoreCase(word.strip())) {
                return state;
            }
        }
        throw Problem.usage(
                "--state " + word + ": is no state in which tasks end", "write some of DONE,DEAD,CANCELLED");
    }

    private static void tell(Session session, String campaign, Watcher.Choice choice, Watch.Told told) {
        if (session.json()) {
            ObjectNode line = JsonNodeFactory.instance.objectNode();
            line.put("campaign", campaign).put("watcher", choice.name()).put("told", told.records());
            line.put("runs", told.runs()).put("failures", told.failures()).put("complete", told.complete());
            session.out().json(line);
            return;
        }
        session.note(campaign + ": " + choice.name() + " was told of "
                + Numbers.of(Numbers.grouped(told.records()), "task")
                + (told.failures() > 0
                        ? "; its command failed " + Numbers.of(Numbers.grouped(told.failures()), "time")
                        : "")
                + (told.complete() ? "" : "; there may be more"));
    }
}
