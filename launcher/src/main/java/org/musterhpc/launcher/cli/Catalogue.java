package org.musterhpc.launcher.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.musterhpc.launcher.cli.command.SessionCommand;
import org.musterhpc.launcher.cli.command.campaign.AddCommand;
import org.musterhpc.launcher.cli.command.campaign.CloseCommand;
import org.musterhpc.launcher.cli.command.campaign.PauseCommand;
import org.musterhpc.launcher.cli.command.campaign.PurgeCommand;
import org.musterhpc.launcher.cli.command.campaign.RepairCommand;
import org.musterhpc.launcher.cli.command.campaign.RestoreCommand;
import org.musterhpc.launcher.cli.command.campaign.ResumeCommand;
import org.musterhpc.launcher.cli.command.campaign.RunCommand;
import org.musterhpc.launcher.cli.command.campaign.ScaleCommand;
import org.musterhpc.launcher.cli.command.campaign.SentinelCommand;
import org.musterhpc.launcher.cli.command.campaign.SubmitCommand;
import org.musterhpc.launcher.cli.command.campaign.VerifyCommand;
import org.musterhpc.launcher.cli.command.campaign.WatchCommand;
import org.musterhpc.launcher.cli.command.look.AgentsCommand;
import org.musterhpc.launcher.cli.command.look.DashboardCommand;
import org.musterhpc.launcher.cli.command.look.EventsCommand;
import org.musterhpc.launcher.cli.command.look.ExplainCommand;
import org.musterhpc.launcher.cli.command.look.LogsCommand;
import org.musterhpc.launcher.cli.command.look.ResultsCommand;
import org.musterhpc.launcher.cli.command.look.RollcallCommand;
import org.musterhpc.launcher.cli.command.look.ShowCommand;
import org.musterhpc.launcher.cli.command.look.StatusCommand;
import org.musterhpc.launcher.cli.command.look.TasksCommand;
import org.musterhpc.launcher.cli.command.look.TopCommand;
import org.musterhpc.launcher.cli.command.look.WaitCommand;
import org.musterhpc.launcher.cli.command.report.AdviseCommand;
import org.musterhpc.launcher.cli.command.report.ExportCommand;
import org.musterhpc.launcher.cli.command.report.ImportCommand;
import org.musterhpc.launcher.cli.command.report.ReportCommand;
import org.musterhpc.launcher.cli.command.site.CompletionCommand;
import org.musterhpc.launcher.cli.command.site.DoctorCommand;
import org.musterhpc.launcher.cli.command.site.InitCommand;
import org.musterhpc.launcher.cli.command.site.InstallCommand;
import org.musterhpc.launcher.cli.command.site.PoolCommand;
import org.musterhpc.launcher.cli.command.site.RedisCommand;
import org.musterhpc.launcher.cli.command.site.SelfCheckCommand;
import org.musterhpc.launcher.cli.command.task.CancelCommand;
import org.musterhpc.launcher.cli.command.task.RetryCommand;
import org.musterhpc.launcher.cli.command.task.TryCommand;
import org.musterhpc.launcher.cli.command.tutorial.TutorialCommand;

/**
 * All commands, in the order of their use. Only the one that is called is made: reading the annotations of all of them
 * would take longer than most of them run.
 */
final class Catalogue {
    private static final Map<String, Entry> ENTRIES = new LinkedHashMap<>();

    static {
        add("tutorial", "five minutes with Muster, on this machine", TutorialCommand::new);
        add("init", "write a first campaign file", InitCommand::new);
        add("run", "submit a campaign and see it through to its end", RunCommand::new);
        add("submit", "send a campaign's tasks and start its agents", SubmitCommand::new);
        add("add", "put more tasks into a campaign", AddCommand::new);
        add("close", "say that no more tasks come", CloseCommand::new);
        add("verify", "check a campaign file and its inputs; send nothing", VerifyCommand::new);
        add("status", "how many tasks are where", StatusCommand::new);
        add("try", "run one task here, and watch it", TryCommand::new);
        add("tasks", "list tasks", TasksCommand::new);
        add("show", "everything about one task", ShowCommand::new);
        add("explain", "why a task does not run, or was run again", ExplainCommand::new);
        add("logs", "what a task printed", LogsCommand::new);
        add("results", "how every task ended, for programs", ResultsCommand::new);
        add("report", "a campaign as a page to show to others", ReportCommand::new);
        add("advise", "what to ask for instead, by what tasks have used", AdviseCommand::new);
        add("export", "a campaign as a file, to be looked at elsewhere", ExportCommand::new);
        add("import", "look at a campaign that was exported elsewhere", ImportCommand::new);
        add("events", "what happened", EventsCommand::new);
        add("watch", "run a command for each task that ended", WatchCommand::new);
        add("top", "campaigns, tasks and agents on the whole terminal", TopCommand::new);
        add("dashboard", "a web page of all campaigns", DashboardCommand::new);
        add("wait", "wait until a campaign has ended", WaitCommand::new);
        add("pause", "let agents claim nothing more", PauseCommand::new);
        add("resume", "let them claim again", ResumeCommand::new);
        add("cancel", "cancel tasks", CancelCommand::new);
        add("retry", "run failed tasks again", RetryCommand::new);
        add("repair", "make outputs again that are gone", RepairCommand::new);
        add("scale", "more or fewer agents, on this cluster or another", ScaleCommand::new);
        add("sentinel", "look after campaigns while no run does", SentinelCommand::new);
        add("rollcall", "is every task accounted for?", RollcallCommand::new);
        add("restore", "put a campaign back that Redis has lost", RestoreCommand::new);
        add("agents", "who runs tasks, and where", AgentsCommand::new);
        add("pool", "agents that stay and serve several campaigns", PoolCommand::new);
        add("purge", "remove a campaign and all that is kept of it", PurgeCommand::new);
        add("redis", "start, stop or look at Muster's own server", RedisCommand::new);
        add("doctor", "look over machine and setup", DoctorCommand::new);
        add("self-check", "does this installation work?", SelfCheckCommand::new);
        add("install", "put 'muster' where your shell finds it", InstallCommand::new);
        add("completion", "what a shell needs to complete commands and names", CompletionCommand::new);
    }

    private Catalogue() {}

    record Entry(String name, String summary, Supplier<SessionCommand> make) {}

    private static void add(String name, String summary, Supplier<SessionCommand> make) {
        ENTRIES.put(name, new Entry(name, summary, make));
    }

    static Map<String, Entry> entries() {
        return ENTRIES;
    }
}
