package org.musterhpc.queue.redis;

import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.redis.World.Setup;

/**
 * How a fault is found soonest: by random walks, by all short schedules of a scenario, or by one schedule that is written
 * down and leads there.
 *
 * @param complaint what must be said of it
 * @param campaign where a schedule is played, or null
 * @param schedule what is played there; empty where a search finds it
 * @param search what is tried in turn
 */
record Detection(String complaint, @Nullable Setup campaign, String schedule, Search search) {
    private static final int WALKS = 4;
    private static final int STEPS = 300;

    /** What is tried in turn on these scripts. */
    interface Search {
        Stream<Runnable> of(Map<Script, Script.Text> scripts);
    }

    static Detection of(Fault fault) {
        return switch (fault) {
            case FINISH_OF_A_STALE_TOKEN ->
                schedule(
                        one(),
                        "push only 1; turn 0 - only 1; release 0; turn 1 - only 1; turn 0 f - 0",
                        "answers: is [ACCEPTED], should be [STALE]");
            case RETRY_OF_A_STALE_TOKEN ->
                schedule(
                        one(),
                        "push only 1; turn 0 - only 1; release 0; turn 1 - only 1; turn 0 r - 0",
                        "answers: is [ACCEPTED], should be [ALREADY]");
            case BURY_OF_A_STALE_TOKEN ->
                schedule(
                        one(),
                        "push only 1; turn 0 - only 1; release 0; turn 1 - only 1; turn 0 b - 0",
                        "answers: is [ACCEPTED], should be [STALE]");
            case GIVE_BACK_OF_A_STALE_TOKEN ->
                schedule(
                        one(),
                        "push only 1; turn 0 - only 1; release 0; turn 1 - only 1; turn 0 g - 0",
                        "answers: is [ACCEPTED], should be [STALE]");
            case LOST_LEASE_NOT_TOLD ->
                schedule(
                        one(),
                        "push only 1; turn 0 - only 1; release 0; turn 1 - only 1; beat 0",
                        "lost leases: is []");
            case HELD_BEYOND_THE_DEADLINE ->
                schedule(one(), "push only 1; turn 0 - only 1; pass 610000; beat 0; sweep", "swept: is 0, should be 1");
            case LAPSE_OF_AN_AGENT_THAT_LIVES ->
                schedule(
                        one(),
                        "push only 1; turn 0 - only 1; pass 30000; look; beat 0; take",
                        "answers: is [ACCEPTED], should be [STALE]");
            case BURIAL_OF_AN_AGENT_THAT_LIVES ->
                schedule(
                        noLosses(),
                        "push only 1; turn 0 - only 1; pass 30000; look; beat 0; take",
                        "answers: is [ACCEPTED], should be [STALE]");
            case TAKEN_AND_NOT_TOLD ->
                schedule(one(), "push only 1; turn 0 - only 1; release 0", "revoked from a0: is 0, should be 1");
            case BURIED_AND_NOT_TOLD ->
                schedule(noLosses(), "push only 1; turn 0 - only 1; release 0", "revoked from a0: is 0, should be 1");
            case DEAD_AND_NO_WATCHER_TOLD -> chain(".ended: is [], should be [DEAD ");
            case REJECTED_AND_NO_WATCHER_TOLD -> chain(".ended: is [], should be [DEAD ");
            case CONDEMNED_AND_NO_WATCHER_TOLD ->
                schedule(
                        Setups.strict("fault"),
                        "push only 1; turn 0 - only 1; turn 0 p - 0; tell only/000001; amend",
                        "only.ended: is [], should be [DEAD ");
            case CANCELLED_AND_NO_WATCHER_TOLD ->
                schedule(one(), "push only 1; cancel-all only", "only.ended: is [], should be [CANCELLED ");
            case ONE_CANCELLED_AND_NO_WATCHER_TOLD -> chain(".ended: is [], should be [CANCELLED ");
            case CANCELLED_AND_NOT_TOLD ->
                schedule(one(), "push only 1; turn 0 - only 1; cancel-all only", "revoked from a0: is 0, should be 1");
            case ONE_CANCELLED_AND_NOT_TOLD ->
                schedule(
                        one(),
                        "push only 1; turn 0 - only 1; cancel only/000001",
                        "revoked from a0: is 0, should be 1");
            case SILENT_AGENT_CLAIMS -> chain("leases: is [Lease[");
            case REPEATED_CLAIM_TAKES_MORE -> chain("leases: is [], should be [Lease[");
            case LATE_CLAIM_TAKES -> chain("leases: is [Lease[");
            case REPEATED_CLAIM_GIVES_WHAT_IS_ANOTHERS -> schedules(Scenario.LAST, 2, "leases: is [Lease[");
            case REPEATED_EMPTY_CLAIM_NOT_NOTED ->
                schedule(
                        one(),
                        "turn 0 - only 1 lost; turn 0 - - 0 lost; push only 1; turn 0 - - 0",
                        "leases: is [Lease[");
            case CLAIM_NOT_NOTED -> chain("leases: is [], should be [Lease[");
            case RETURN_NOT_NOTICED ->
                schedule(
                        one(),
                        "push only 1; turn 0 - only 1; turn 0 f - 0 lost; pass 30000; beat 0",
                        "lost leases: is []");
            case EVERYBODY_TENDS -> chain("tends: is true, should be false");
            case TENDED_AND_NOT_PENDING -> chain(": pending: ");
            case GIVEN_BACK_AND_STILL_EXPIRING -> chain(": expiry has [");
            case CANCELLED_AND_STILL_EXPIRING ->
                schedule(
                        one(),
                        "push only 1; turn 0 - only 1; cancel-all only",
                        "expiry has [only/000001], working has []");
            case RIPE_AND_NOT_PENDING -> chain(": pending: -1 counted, 0 on the queue");
            case RIPE_AND_STILL_DELAYED -> chain(".delayed: is [{");
            case TOKEN_GIVEN_TWICE -> chain("is another's, or was never given");
            case CLAIM_WHILE_PAUSED -> schedule(one(), "push only 1; pause; turn 0 - only 1", "leases: is [Lease[");
            case SECOND_MESSAGE_OF_AN_ID_RUNS ->
                schedule(
                        Setups.twice("fault"),
                        "push only 1; send only again; turn 0 - only 1; turn 0 - only 1",
                        "leases: is [Lease[");
            case TASK_TOO_LARGE_IS_DROPPED ->
                schedule(
                        one(),
                        "push only 1; turn 0 - only 1; turn 0 w - 0; pass 1000; turn 0 - only 1s",
                        "pending: 1 counted, 0 on the queue");
            case BATCH_SENT_TWICE_IS_PUSHED_TWICE -> chain("push: is ");
            case FOLLOWER_PUSHED_TOO_LATE_WAITS_FOR_EVER ->
                schedule(
                        pair(false),
                        "push first 1; turn 0 - first 1; turn 0 f - 0; push second 1",
                        "000001 waits for 0");
            case FOLLOWER_SET_FREE_STAYS_BLOCKED -> chain(" waits for 0, needs null");
            case SEAL_SETS_NOTHING_FREE ->
                schedule(
                        pair(true),
                        "push first 1; push second 1; turn 0 - first 1; turn 0 f - 0; seal first",
                        "second is not open");
            case STAGE_OPENS_BEFORE_THE_OTHER_IS_SEALED ->
                schedule(
                        pair(true),
                        "push first 1; push second 1; turn 0 - first 1; turn 0 f - 0",
                        "second.counts: is [open=1, pending=1], should be []");
            case STAGE_OPENS_BEFORE_THE_OTHER_IS_DONE -> chain("third.held from 0 on: is []");
            case SENT_AGAIN_AND_NOT_BLOCKED -> chain("second.blocked: is [], should be [");
            case CANCELLED_AND_STILL_PENDING -> chain(": pending: ");
            case FREED_BY_ONE_OF_TWO -> children("both.blocked: is [], should be [");
            case GROUP_FREED_BEFORE_THE_SEAL ->
                schedule(
                        groups(),
                        "push first 2; push second 1; turn 0 - first 2; turn 0 ff - 0",
                        "second.blocked: is [], should be [1=");
            case DEAD_FREES_WHO_WAITS_FOR_DONE -> chain("second.blocked: is [], should be [");
            case ENDED_FREES_NOBODY ->
                schedule(
                        Setups.join("fault", true),
                        "push left 1; push right 1; push both 1; turn 0 - left 1; turn 0 b - 0",
                        "000001 waits for 1, needs 2");
            case PUSHED_AND_NOT_IN_ITS_GROUP -> schedule(groups(), "push first 1", "groups need {}, should need {1=1}");
            case GROUPS_NOT_FREED_BY_THE_SEAL ->
                schedule(
                        groups(),
                        "push first 2; push second 1; turn 0 - first 2; turn 0 ff - 0; seal first",
                        "all of group 1 is over, and it waits");
            case SENT_AGAIN_AND_STILL_OVER -> children("waits for 2, needs null");
            case REOPENED_AND_STILL_OVER ->
                schedule(
                        Setups.join("fault", false),
                        "push left 1; push right 1; push both 1; turn 0 - left 1; turn 0 f - 0; reopen left/000001",
                        "000001 waits for 2, needs null");
            case REOPENED_AND_STILL_DONE ->
                schedule(
                        one(),
                        "push only 1; turn 0 - only 1; turn 0 f - 0; reopen only/000001",
                        "done has [only/000001], its index []");
            case CANCELLED_AND_STILL_NEEDED -> children("nobody waits in ");
            case CHILD_BROUGHT_TWICE ->
                schedule(
                        family(),
                        "push split 1; turn 0 - split 1; turn 0 f - 0; reopen split/000001; turn 0 - split 1; turn 0 f - 0",
                        "part/000001.1 is in 2 places");
            case CHILDREN_BROUGHT_BY_A_STALE_REPORT ->
                schedule(
                        family(),
                        "push split 1; turn 0 - split 1; release 0; turn 0 f - 0",
                        "part.brought: is [split/000001=2], should be []");
            case BROUGHT_AND_NOT_NOTED -> children("part: brought {}, but the next number is ");
            case GROUP_BROUGHT_TWICE -> children("join: brought {}, but the next number is ");
            case BROUGHT_AND_STILL_SEALED -> children("part.counts: is [sealed=1], should be []");
            case BROUGHT_AND_WAITS_FOR_ONE_OF_TWO -> children("waits for 2, needs null");
            case BROUGHT_AND_NOT_IN_ITS_GROUP -> children("join: groups need {}, should need {");
            case SEALED_WHILE_MORE_CAN_BE_BROUGHT ->
                schedule(family(), "push split 1; seal split; tend", "part.counts: is [sealed=1], should be []");
            case SEALED_BEFORE_WHAT_BRINGS -> children("fix.counts: is [sealed=1], should be []");
            case HALTED_BY_WHAT_FAILED_OTHERWISE ->
                schedule(
                        halting(),
                        "push only 1; turn 0 - only 1; turn 0 r - 0; turn 0 - only 1; turn 0 w - 0",
                        "only.counts: is [alike=2], should be [alike=-1]");
            case HALTED_THOUGH_SOME_WERE_DONE ->
                schedule(
                        halting(),
                        "push only 2; turn 0 - only 1; turn 0 f - 0; turn 0 - only 1; turn 0 b - 0",
                        "only.counts: is [alike=1], should be []");
            case HALTED_TOO_LATE ->
                schedule(halting(), "push only 3; turn 0 - only 3; turn 0 rrr - 0", "mood: is OPEN, should be PAUSED");
            case HALTED_BY_THE_DEAD_OVER_AND_OVER ->
                schedule(
                        halting(), "push only 3; seal only; turn 0 - only 2; turn 0 bb - 0", "should be [halted_at=2]");
            case BLANK_NOT_COUNTED -> chain(": blank: 0 counted, 1 on the queue");
            case BLANK_TAKEN_AND_STILL_COUNTED -> chain(": blank: 1 counted, 0 on the queue");
            case BLANK_CANCELLED_AND_STILL_COUNTED ->
                schedule(
                        two(),
                        "push only 2; cancel only/000002; cancel-all only",
                        "only: blank: 1 counted, 0 on the queue");
            case RELEASED_BLANK_IS_PENDING ->
                schedule(
                        pairs(),
                        "push first 2; push second 2; cancel second/000001; seal first; turn 0 - first 2; turn 0 ff - 0",
                        "second: pending: 2 counted, 1 on the queue");
            case ANOTHER_CANCELLED_IN_ITS_PLACE ->
                schedule(
                        two(),
                        "push only 2; find only/000001; turn 0 - only 1; strike",
                        "cancelled where it was found: is true, should be false");
            case DEAD_TASK_CANCELLED_AND_ITS_LAST_ATTEMPT_FORGOTTEN ->
                schedule(
                        one(), "push only 1; turn 0 - only 1; turn 0 b - 0; cancel only/000001", "only.history: is []");
            case ONE_CANCELLED_TASK_OVER_ANOTHER ->
                schedule(
                        Setups.twice("fault"),
                        "push only 1; send only again; cancel-all only",
                        "conservation: 2 pushed, 1 there");
            case AMENDED_THOUGH_IT_RUNS_AGAIN ->
                schedule(
                        one(),
                        "push only 1; turn 0 - only 1; turn 0 p - 0; tell only/000001; turn 0 - only 1; amend",
                        "amended: is [ACCEPTED], should be [STALE]");
            case AMENDED_AND_STILL_DELAYED ->
                schedule(
                        one(),
                        "push only 1; turn 0 - only 1; turn 0 p - 0; tell only/000001; amend",
                        "conservation: 1 pushed, 2 there");
            case AMENDED_AND_STILL_PENDING ->
                schedule(
                        one(),
                        "push only 1; turn 0 - only 1; turn 0 p - 0; tell only/000001; tend; amend",
                        "pending: 1 counted, 0 on the queue");
            case CONDEMNED_AND_STILL_IN_THE_HISTORY ->
                schedule(
                        Setups.strict("fault"),
                        "push only 1; turn 0 - only 1; turn 0 p - 0; tell only/000001; amend",
                        "only.history: is [");
            case LATE_OUTCOME_FORGOTTEN ->
                schedule(
                        one(),
                        "push only 1; turn 0 - only 1; release 0; turn 0 f - 0",
                        "only.counts: is [], should be [late=1]");
            case REPEATED_REPORT_TAKEN_FOR_LATE -> chain("answers: is [");
        };
    }

    private static Detection schedule(Setup campaign, String schedule, String complaint) {
        return new Detection(
                complaint, campaign, schedule, scripts -> Stream.of(() -> play(campaign, scripts, schedule)));
    }

    private static Detection schedules(Scenario scenario, int acts, String complaint) {
        return new Detection(complaint, null, "", scripts -> Stream.of(() -> scenario.explore(scripts, acts)));
    }

    /** Walks among three agents, and other producers that send ids twice. */
    private static Detection chain(String complaint) {
        return walks(Setups.chain("fault", 8, 3, true), complaint);
    }

    private static Detection children(String complaint) {
        return walks(Setups.children("fault", 8, 3), complaint);
    }

    private static Detection walks(Setup setup, String complaint) {
        return new Detection(
                complaint,
                null,
                "",
                scripts ->
                        LongStream.rangeClosed(1, WALKS).mapToObj(seed -> () -> Walk.run(setup, scripts, seed, STEPS)));
    }

    private static Setup one() {
        return Setups.one("fault", 1, 2, 2);
    }

    private static Setup two() {
        return Setups.one("fault", 2, 1, 2);
    }

    /** Each loss is the last. */
    private static Setup noLosses() {
        return Setups.one("fault", 1, 1, 0);
    }

    private static Setup halting() {
        return Setups.halting("fault");
    }

    private static Setup pair(boolean all) {
        return Setups.pair("fault", 1, 1, all);
    }

    private static Setup pairs() {
        return Setups.pair("fault", 2, 1, true);
    }

    private static Setup groups() {
        return Setups.groups("fault", false);
    }

    private static Setup family() {
        return Setups.family("fault");
    }

    /** Plays what is written down, and makes sure that every task ends. */
    static void play(Setup campaign, Map<Script, Script.Text> scripts, String schedule) {
        try (World world = new World(campaign, scripts)) {
            Act.schedule(schedule).forEach(world::play);
            new Recovery(world, world::play).settle();
        }
    }

    /** What is said of scripts with the fault; nothing where they pass. */
    Optional<String> complaintOf(Map<Script, Script.Text> scripts) {
        return search.of(scripts)
                .flatMap(attempt -> complaint(attempt).stream())
                .findFirst();
    }

    private static Optional<String> complaint(Runnable attempt) {
        try {
            attempt.run();
            return Optional.empty();
        } catch (AssertionError e) {
            if (e.getCause() instanceof RuntimeException broken) {
                throw broken; // that is no comparison that fails
            }
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
