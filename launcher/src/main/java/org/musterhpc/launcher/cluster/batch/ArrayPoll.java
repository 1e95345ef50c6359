package org.musterhpc.launcher.cluster.batch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.musterhpc.launcher.dialect.ArrayStates;
import org.musterhpc.launcher.dialect.Facts;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.ArrayRecord.State;
import org.musterhpc.queue.policy.Amender;
import org.musterhpc.queue.policy.Releaser;
import org.musterhpc.queue.policy.Releaser.Gone;
import org.musterhpc.queue.policy.Sweeper;

/**
 * Hears from the scheduler what became of a campaign's arrays on one cluster, records it, and takes back what ended
 * elements held. What the answer says of campaigns that have ended is recorded as well: nobody else may ask for them.
 */
final class ArrayPoll {
    private final ArrayWatch.Post post;
    private final Site site;
    private final LateCauses.News news = new LateCauses.News();

    ArrayPoll(ArrayWatch.Post post, Site site) {
        this.post = post;
        this.site = site;
    }

    /**
     * @param asked when the answer was given, in Redis' time; it may be another program's
     * @param known whether anything came of it
     * @param fewer whether fewer elements are there than before
     * @param taken tasks that were taken back
     * @param ends how elements ended, in a few words; empty: none is known to have
     */
    record Heard(Instant asked, boolean known, boolean fewer, int taken, String ends) {}

    /**
     * Asks now, or takes an answer that somebody got before.
     *
     * @param age an answer that is no older is good enough
     */
    Heard ask(Instant now, Duration age, List<String> notes) {
        SharedAnswers.Kept kept = site.states(jobs(), now, age);
        List<ArrayRecord> arrays = submitted(post.campaign());
        Map<String, ArrayStates> states =
                site.dialect().states(arrays.stream().map(ArrayRecord::job).toList(), kept.answer());
        boolean known = states.isEmpty() || states.values().stream().anyMatch(ArrayStates::known);
        List<View.AgentView> agents = agents(arrays);
        Map<String, Gone> gone = new HashMap<>();
        LateCauses afterwards = new LateCauses(site.dialect(), agents);
        boolean fewer = false;
        for (ArrayRecord array : arrays) {
            // What was submitted, or judged, after the question was asked is not in the answer.
            if (!array.at().changedAfter(kept.asked(), now)) {
                ArrayStates those = sure(array, states, agents, notes);
                ArrayRecord counted = ArrayStatus.count(array, those);
                if (counted.seen().stuck() && !array.seen().stuck()) {
                    notes.add("elements of array " + array.job() + " on cluster " + site.name() + " wait and will not"
                            + " start by themselves: "
                            + Stalemate.said(counted.seen().reason()));
                }
                record(post.campaign(), array, counted);
                fewer |= counted.seen().live() < array.seen().live();
                gone.putAll(ArrayStatus.gone(site.dialect(), array, those, agents, kept.asked()));
                afterwards.add(array, those);
            }
        }
        others(kept, now);
        Sweeper.Swept swept = new Releaser(post.work(), () -> now).release(gone);
        if (swept.taken() > 0) {
            notes.add(swept.taken() + (swept.taken() == 1 ? " task" : " tasks") + " taken back from elements that ended"
                    + " on cluster " + site.name());
        }
        if (news.isNews(afterwards)) {
            notes.addAll(afterwards.amend(
                    new Amender(post.work().losses(), post.work().campaign()), site.name()));
        }
        return new Heard(kept.asked(), known, fewer, swept.taken(), afterwards.ends());
    }

    /** What the scheduler says of an array, as far as that is more than silence. */
    private ArrayStates sure(
            ArrayRecord array, Map<String, ArrayStates> states, List<View.AgentView> agents, List<String> notes) {
        ArrayStates said = states.getOrDefault(array.job(), ArrayStates.unknown("nothing was said of it"));
        ArrayStates those = ArrayStatus.beating(site.dialect(), array, said, agents);
        if (!site.dialect().unlisted(those)) {
            return those;
        }
        // Once for an array: what has ended is not asked for again.
        Facts facts = site.scheduler().facts(array.job()).orElse(null);
        if (facts != null && facts.live()) {
            notes.add("array " + array.job() + " is missing in cluster " + site.name() + "'s list of jobs and lives all"
                    + " the same: something narrows what "
                    + site.dialect().status(List.of()).get(0) + " shows there");
        }
        return facts == null || facts.live() ? ArrayStates.unknown("it is in no list") : those;
    }

    private void record(String campaign, ArrayRecord array, ArrayRecord counted) {
        if (!counted.equals(array)) {
            post.ledger().settle(campaign, State.SUBMITTED, counted, Duration.ZERO);
        }
    }

    /** Those of campaigns that run are their own watchers' to count. */
    private void others(SharedAnswers.Kept kept, Instant now) {
        for (String campaign : post.view().campaigns()) {
            List<ArrayRecord> arrays = campaign.equals(post.campaign()) ? List.of() : submitted(campaign);
            if (!arrays.isEmpty() && post.view().overview(campaign).complete()) {
                Map<String, ArrayStates> states = site.dialect()
                        .states(arrays.stream().map(ArrayRecord::job).toList(), kept.answer());
                List<View.AgentView> agents = post.view().agents(campaign);
                for (ArrayRecord array : arrays) {
                    if (!array.at().changedAfter(kept.asked(), now)) {
                        record(campaign, array, ArrayStatus.count(array, sure(array, states, agents, new ArrayList<>())));
                    }
                }
            }
        }
    }

    /** Of all campaigns, so that one question serves all of them. */
    List<String> jobs() {
        return post.view().campaigns().stream()
                .flatMap(campaign -> submitted(campaign).stream())
                .map(ArrayRecord::job)
                .distinct()
                .sorted()
                .toList();
    }

    private List<ArrayRecord> submitted(String campaign) {
        return post.ledger().arrays(campaign).stream()
                .filter(array ->
                        array.state() == State.SUBMITTED && array.cluster().equals(site.name()))
                .toList();
    }

    List<View.AgentView> agents(List<ArrayRecord> arrays) {
        return post.view().agents(post.campaign()).stream()
                .filter(agent -> agent.info().cluster().equals(site.name()))
                .filter(agent -> arrays.stream()
                        .anyMatch(array -> site.dialect()
                                .index(array.job(), agent.info().allocation())
                                .isPresent()))
                .toList();
    }
}
