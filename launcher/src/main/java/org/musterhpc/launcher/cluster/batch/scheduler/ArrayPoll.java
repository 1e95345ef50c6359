package org.musterhpc.launcher.cluster.batch.scheduler;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.musterhpc.launcher.dialect.ArrayStates;
import org.musterhpc.launcher.dialect.Facts;
import org.musterhpc.queue.DamagedException;
import org.musterhpc.queue.LostCampaignException;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.ArrayRecord;
import org.musterhpc.queue.model.ArrayRecord.State;
import org.musterhpc.queue.policy.Releaser.Gone;

/**
 * Asks the scheduler how a campaign's arrays on one cluster are, records it, and takes back the tasks of elements that
 * ended. Records what the answer says of campaigns that are over as well: perhaps no other program asks for them.
 */
public final class ArrayPoll {
    private final CampaignArrays campaign;
    private final Site site;
    private final LateCauses.News news = new LateCauses.News();
    private final WaitReasons waits;

    public ArrayPoll(CampaignArrays campaign, Site site) {
        this.campaign = campaign;
        this.site = site;
        this.waits = new WaitReasons(site.name());
    }

    /**
     * @param asked when the scheduler answered, in Redis' time; another program may have asked it
     * @param known whether it told of any array
     * @param fewer whether there are fewer elements than before
     * @param taken tasks that were taken back
     * @param ends how elements ended, in a few words; empty: none is known to have
     */
    public record Heard(Instant asked, boolean known, boolean fewer, int taken, String ends) {}

    /**
     * Asks now, or takes an answer that somebody got before.
     *
     * @param age an answer that is no older is good enough
     */
    public Heard ask(Instant now, Duration age, List<String> notes) {
        SharedAnswers.Kept kept = site.states(campaign.jobs(), now, age);
        List<ArrayRecord> arrays = campaign.submitted();
        Map<String, ArrayStates> states =
                site.dialect().states(arrays.stream().map(ArrayRecord::job).toList(), kept.answer());
        boolean known = states.isEmpty() || states.values().stream().anyMatch(ArrayStates::known);
        List<View.AgentView> agents = agents(arrays);
        Map<String, Gone> gone = new HashMap<>();
        LateCauses afterwards = new LateCauses(site.dialect(), agents);
        boolean fewer = false;
        List<ArrayRecord> heard = new ArrayList<>();
        for (ArrayRecord array : arrays) {
            // The answer does not tell of arrays that were submitted, or changed, after the question.
            if (!array.at().changedAfter(kept.asked(), now)) {
                ArrayStates those = sure(array, states, agents, notes);
                ArrayRecord counted = ArrayStatus.count(array, those);
                if (counted.seen().stuck() && !array.seen().stuck()) {
                    waits.stuck(counted, notes);
                }
                record(campaign.campaign(), array, counted);
                heard.add(counted);
                fewer |= counted.seen().live() < array.seen().live();
                gone.putAll(ArrayStatus.gone(site.dialect(), array, those, agents, kept.asked()));
                afterwards.add(array, those);
            }
        }
        waits.tell(heard, notes);
        others(kept, now);
        int taken = campaign.holders().release(gone, now);
        if (taken > 0) {
            notes.add(taken + (taken == 1 ? " task" : " tasks") + " taken back from elements that ended"
                    + " on cluster " + site.name());
        }
        if (news.isNews(afterwards)) {
            notes.addAll(campaign.holders().amend(afterwards, site.name()));
        }
        return new Heard(kept.asked(), known, fewer, taken, afterwards.ends());
    }

    /** The states of an array's elements. An array that is missing in the list is asked for by itself before it counts as ended. */
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

    private void record(String any, ArrayRecord array, ArrayRecord counted) {
        if (!counted.equals(array)) {
            campaign.settle(any, State.SUBMITTED, counted);
        }
    }

    /** Records arrays of campaigns that are over; those that run have a watcher of their own. */
    private void others(SharedAnswers.Kept kept, Instant now) {
        for (String any : campaign.view().campaigns()) {
            List<ArrayRecord> arrays = any.equals(campaign.campaign()) ? List.of() : campaign.submitted(any);
            if (!arrays.isEmpty() && over(any)) {
                Map<String, ArrayStates> states = site.dialect()
                        .states(arrays.stream().map(ArrayRecord::job).toList(), kept.answer());
                List<View.AgentView> agents = campaign.view().agents(any);
                for (ArrayRecord array : arrays) {
                    if (!array.at().changedAfter(kept.asked(), now)) {
                        record(any, array, ArrayStatus.count(array, sure(array, states, agents, new ArrayList<>())));
                    }
                }
            }
        }
    }

    /** A campaign that is damaged must not keep this one from its round. */
    private boolean over(String any) {
        try {
            return campaign.view().overview(any).complete();
        } catch (LostCampaignException | DamagedException e) {
            return false;
        }
    }

    /** Those of the campaign's agents that run in these arrays. */
    public List<View.AgentView> agents(List<ArrayRecord> arrays) {
        return campaign.agents().stream()
                .filter(agent -> arrays.stream()
                        .anyMatch(array -> site.dialect()
                                .index(array.job(), agent.info().allocation())
                                .isPresent()))
                .toList();
    }
}
