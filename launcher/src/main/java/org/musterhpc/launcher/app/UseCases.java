package org.musterhpc.launcher.app;

import org.musterhpc.launcher.app.campaign.AddTasks;
import org.musterhpc.launcher.app.campaign.AgentAccess;
import org.musterhpc.launcher.app.campaign.Clearance;
import org.musterhpc.launcher.app.campaign.Fitness;
import org.musterhpc.launcher.app.campaign.Leftovers;
import org.musterhpc.launcher.app.campaign.Pausing;
import org.musterhpc.launcher.app.campaign.Plans;
import org.musterhpc.launcher.app.campaign.Purge;
import org.musterhpc.launcher.app.campaign.Repair;
import org.musterhpc.launcher.app.campaign.Restore;
import org.musterhpc.launcher.app.campaign.Submit;
import org.musterhpc.launcher.app.campaign.Verify;
import org.musterhpc.launcher.app.connection.Attendance;
import org.musterhpc.launcher.app.connection.ClusterConnections;
import org.musterhpc.launcher.app.connection.Connection;
import org.musterhpc.launcher.app.connection.Environment;
import org.musterhpc.launcher.app.connection.Ownership;
import org.musterhpc.launcher.app.connection.Setup;
import org.musterhpc.launcher.app.look.Campaigns;
import org.musterhpc.launcher.app.look.EditionReader;
import org.musterhpc.launcher.app.look.Events;
import org.musterhpc.launcher.app.look.Explain;
import org.musterhpc.launcher.app.look.FailureGroups;
import org.musterhpc.launcher.app.look.Logs;
import org.musterhpc.launcher.app.look.RollCall;
import org.musterhpc.launcher.app.look.Status;
import org.musterhpc.launcher.app.look.TaskFinder;
import org.musterhpc.launcher.app.look.TaskListing;
import org.musterhpc.launcher.app.pool.PoolControl;
import org.musterhpc.launcher.app.report.Advise;
import org.musterhpc.launcher.app.report.Export;
import org.musterhpc.launcher.app.report.Import;
import org.musterhpc.launcher.app.report.MakeReport;
import org.musterhpc.launcher.app.run.CampaignEnd;
import org.musterhpc.launcher.app.run.RunCampaign;
import org.musterhpc.launcher.app.run.ScaleCampaign;
import org.musterhpc.launcher.app.run.Sentinel;
import org.musterhpc.launcher.app.run.SentinelLog;
import org.musterhpc.launcher.app.run.Watch;
import org.musterhpc.launcher.app.site.Checkup;
import org.musterhpc.launcher.app.task.Cancel;
import org.musterhpc.launcher.app.task.RetryTasks;
import org.musterhpc.launcher.app.task.Try;
import org.musterhpc.launcher.cluster.Notes;
import org.musterhpc.launcher.follow.Follower;
import org.musterhpc.launcher.follow.Stop;
import org.musterhpc.launcher.snapshot.Snapshots;
import org.musterhpc.launcher.view.AttemptRun;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.sign.SigningKey;

/** Makes every use case of what one program has open, and closes that. Nothing is opened before it is asked for. */
public record UseCases(Environment here, Connection connection, Setup setup, ClusterConnections clusters, Notes notes)
        implements AutoCloseable {
    /** What can be read of campaigns, for what needs no use case of its own. */
    public View view() {
        return connection.view();
    }

    /** How campaigns stand, looked at once a second for all who look. */
    public Snapshots snapshots() {
        return connection.snapshots();
    }

    public Campaigns campaigns() {
        return new Campaigns(connection, here.home(), notes);
    }

    public TaskFinder tasks() {
        return new TaskFinder(view());
    }

    public TaskListing listing() {
        return new TaskListing(view(), tasks());
    }

    public FailureGroups failures() {
        return new FailureGroups(view());
    }

    /** The same, telling somebody else what is done. */
    public UseCases telling(Notes other) {
        return new UseCases(here, connection, setup, clusters, other);
    }

    /** What attempts of a campaign ran. */
    public AttemptRun runs(String campaign) {
        return new AttemptRun(new EditionReader(connection, campaign)::at);
    }

    public Status status() {
        return new Status(view(), snapshots(), here.pause(), notes);
    }

    public Events events() {
        return new Events(view(), here.pause());
    }

    public RollCall rollCall() {
        return new RollCall(view());
    }

    public Explain explain() {
        return new Explain(view(), connection.link().ledger(), tasks(), clusters);
    }

    public Logs logs() {
        return new Logs(view(), tasks(), clusters, here.pause(), notes);
    }

    public Attendance attendance() {
        return new Attendance(connection);
    }

    public Advise advise() {
        return new Advise(connection);
    }

    public MakeReport report(String campaign) {
        return new MakeReport(connection, clusters.logs(campaign));
    }

    public Export export(String campaign) {
        return new Export(connection, clusters.logs(campaign), runs(campaign));
    }

    public Import imports() {
        return new Import(connection, here.home(), fitness());
    }

    public Pausing pausing() {
        return new Pausing(view(), connection.link().control(), attendance());
    }

    public Cancel cancel() {
        return new Cancel(connection.link().control(), tasks(), clearance());
    }

    public RetryTasks retry() {
        return new RetryTasks(view(), connection.link().control(), tasks(), here.home(), notes);
    }

    public Try tryOut() {
        return new Try(here, connection, setup, connection.connect());
    }

    public Repair repair() {
        return new Repair(here, connection, setup, clusters, notes);
    }

    public Purge purge() {
        return new Purge(connection, here.home(), campaigns(), leftovers(), clearance());
    }

    public Fitness fitness() {
        return new Fitness(connection, setup, notes);
    }

    public Plans plans() {
        return new Plans(here.home(), setup, clusters, fitness());
    }

    public Verify verify() {
        return new Verify(connection, setup, plans(), fitness(), clusters, notes);
    }

    public Submit submit() {
        return new Submit(connection, here.home(), here.pause(), leftovers(), purge(), clusters);
    }

    public AddTasks add() {
        return new AddTasks(connection, here.home(), here.pause());
    }

    public Restore restore() {
        return new Restore(here, connection, setup, clusters, leftovers(), notes);
    }

    public Checkup checkup() {
        return new Checkup(here, connection, setup, clusters);
    }

    /**
     * @param follower looks at {@code stop} as well
     */
    public RunCampaign run(Follower follower, Stop stop) {
        return new RunCampaign(clusters, connection, this::key, setup, follower, stop);
    }

    public ScaleCampaign scale() {
        return new ScaleCampaign(clusters, this::key);
    }

    public Sentinel sentinel(SentinelLog log) {
        return new Sentinel(clusters, connection, this::key, setup.lease(), log);
    }

    public PoolControl pool() {
        return new PoolControl(here, connection, setup, clusters);
    }

    public Watch watch() {
        return new Watch(connection, here.pause(), notes, this::runs);
    }

    public CampaignEnd campaignEnd() {
        return new CampaignEnd(connection, this::key, setup.lease(), here.pause());
    }

    public AgentAccess agentAccess() {
        return new AgentAccess(connection, this::key);
    }

    /** The key of a campaign that Redis tells of; see {@link Ownership}. */
    public SigningKey key(Campaign campaign) {
        return Ownership.key(here.home(), campaign);
    }

    private Leftovers leftovers() {
        return new Leftovers(connection, here.home());
    }

    private Clearance clearance() {
        return new Clearance(connection, here.home(), setup, leftovers(), clusters, notes);
    }

    @Override
    public void close() {
        clusters.close();
        connection.close();
    }
}
