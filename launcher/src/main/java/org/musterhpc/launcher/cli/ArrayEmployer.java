package org.musterhpc.launcher.cli;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.SentTo;
import org.musterhpc.launcher.batch.ArrayForce;
import org.musterhpc.launcher.batch.ArrayWatch;
import org.musterhpc.launcher.batch.Site;
import org.musterhpc.launcher.batch.SiteProvision;
import org.musterhpc.launcher.follow.Force;
import org.musterhpc.launcher.home.CampaignKey;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.time.Patience;
import org.musterhpc.queue.Ledger;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.sign.SigningKey;

/** Agents in the elements of a scheduler's arrays. */
final class ArrayEmployer implements Employer {
    /** Another program that is watching hands over, or submits itself, within its term. */
    private static final Duration PATIENCE = Duration.ofSeconds(45);

    private final Session session;
    private final Site site;

    ArrayEmployer(Session session, Site site) {
        this.session = session;
        this.site = site;
    }

    @Override
    public void check(Campaign campaign) {
        if (session.addressElsewhere() == null) {
            throw Problem.usage(
                    "agents on cluster " + site.name()
                            + " cannot reach the Redis that Muster starts: it listens on this" + " machine alone",
                    "let it listen where the nodes reach this machine: redis: {listen: ADDRESS} in muster.yml; or name"
                            + " another: redis: {url: …}");
        }
        // What is looked at before it is submitted need not be in Redis yet.
        Meanwhile told = Meanwhile.telling(session, "looking over cluster " + site.name());
        try {
            provision(campaign, CampaignKey.kept(session.home(), campaign.name()))
                    .check(session.now());
        } finally {
            told.close();
        }
    }

    private SiteProvision provision(Campaign campaign, @Nullable SigningKey key) {
        return new SiteProvision(
                site,
                session.setup().order(session, campaign.name(), key),
                campaign.stages(),
                new Laying(session, site, campaign, key));
    }

    @Override
    public Force hire(Campaign campaign, Map<String, Long> tasks, @Nullable String elements) {
        Map<String, Long> first = new HashMap<>(tasks);
        for (Stage stage : campaign.stages()) {
            if (stage.after() != null) {
                first.remove(stage.name());
            }
        }
        SigningKey key = session.key(campaign);
        ArrayWatch.Post post = post(campaign.name());
        ArrayWatch watch = new ArrayWatch(post, site, provision(campaign, key));
        Ledger ledger = post.ledger();
        String known = ledger.goals(campaign.name()).get(site.name());
        String own = known == null ? site.settings().arrays().elements() : known;
        if (elements != null) {
            watch.refresh(session.now());
        }
        String goal = elements == null ? own : elements;
        new SentTo(session.home(), ledger).note(campaign.name(), site.name());
        ledger.goal(campaign.name(), site.name(), goal);
        Meanwhile told = Meanwhile.telling(session, "submitting to cluster " + site.name());
        try {
            submit(watch, first, goal);
        } catch (Problem e) {
            watch.letGo();
            throw e;
        } finally {
            told.close();
        }
        return new ArrayForce(
                watch, post, first, session.around().clock(), session.around().pause());
    }

    /**
     * For a campaign whose arrays somebody has submitted before; submits nothing by itself.
     *
     * @param key without it nothing can be submitted later, either
     */
    ArrayForce watch(Campaign campaign, @Nullable SigningKey key) {
        ArrayWatch.Post post = post(campaign.name());
        ArrayWatch watch = new ArrayWatch(post, site, provision(campaign, key));
        return new ArrayForce(
                watch,
                post,
                Map.of(),
                session.around().clock(),
                session.around().pause());
    }

    ArrayWatch arrays(Campaign campaign) {
        return new ArrayWatch(post(campaign.name()), site, provision(campaign, session.key(campaign)));
    }

    /** A first round at once, so that a scheduler that refuses is heard before a task is sent. */
    private void submit(ArrayWatch watch, Map<String, Long> tasks, String elements) {
        Patience patience = new Patience(
                PATIENCE, session.around().clock(), session.around().pause());
        boolean told = false;
        while (true) {
            View.Overview overview = session.view().overview(watch.campaign());
            ArrayWatch.Round round = watch.runOnce(overview, seen -> ArrayForce.expected(tasks, seen));
            round.notes().forEach(session::note);
            if (round.watching() || watch.served(elements, overview)) {
                return;
            }
            if (!told) {
                session.note("another program looks after cluster " + site.name() + " for " + watch.campaign()
                        + ": waiting until it submits, or is gone");
                told = true;
            }
            if (!patience.lasts()) {
                return;
            }
        }
    }

    private ArrayWatch.Post post(String campaign) {
        return new ArrayWatch.Post(
                campaign,
                session.watcher(),
                session.link().ledger(),
                session.view(),
                session.link().work(campaign));
    }
}
