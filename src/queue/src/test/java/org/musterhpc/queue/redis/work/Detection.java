package org.musterhpc.queue.redis.work;

import java.util.Map;
import java.util.Optional;
import org.musterhpc.queue.redis.Setup;
import org.musterhpc.queue.redis.Setups;
import org.musterhpc.queue.redis.script.Script;

/**
 * How a fault shows: by few acts that lead there, after which something is said of it. All else that these acts do is right, so
 * that nothing is said of the true scripts.
 *
 * @param complaint what must be said, among other things
 */
record Detection(Setup campaign, String schedule, String complaint) {

    static Detection of(Fault fault) {
        return switch (fault) {
            case FINISH_OF_A_STALE_TOKEN ->
                claimed("release 0; turn 1 - only 1; turn 0 f - 0", "answers: is [ACCEPTED], should be [STALE]");
            case RETRY_OF_A_STALE_TOKEN ->
                claimed("release 0; turn 1 - only 1; turn 0 r - 0", "answers: is [ACCEPTED], should be [ALREADY]");
            case BURY_OF_A_STALE_TOKEN ->
                claimed("release 0; turn 1 - only 1; turn 0 b - 0", "answers: is [ACCEPTED], should be [STALE]");
            case GIVE_BACK_OF_A_STALE_TOKEN ->
                claimed("release 0; turn 1 - only 1; turn 0 g - 0", "answers: is [ACCEPTED], should be [STALE]");
            case LOST_LEASE_NOT_TOLD -> claimed("release 0; turn 1 - only 1; beat 0", "lost leases: is []");
            case HELD_BEYOND_THE_DEADLINE -> claimed("pass 610000; beat 0; sweep", "swept: is 0, should be 1");
            case LAPSE_OF_AN_AGENT_THAT_LIVES ->
                claimed("pass 30000; look; beat 0; take", "answers: is [ACCEPTED], should be [STALE]");
            case BURIAL_OF_AN_AGENT_THAT_LIVES ->
                claimedForTheLastTime("pass 30000; look; beat 0; take", "answers: is [ACCEPTED], should be [STALE]");
            case TAKEN_AND_NOT_TOLD -> claimed("release 0", "revoked from a0: is 0, should be 1");
            case BURIED_AND_NOT_TOLD -> claimedForTheLastTime("release 0", "revoked from a0: is 0, should be 1");
            case DEAD_AND_NO_WATCHER_TOLD -> claimed("turn 0 b - 0", "ended: is [], should be [DEAD only/000001=");
            case REJECTED_AND_NO_WATCHER_TOLD ->
                twice("turn 0 - only 1; turn 0 - only 1", "ended: is [], should be [DEAD only/000001~");
            case CONDEMNED_AND_NO_WATCHER_TOLD ->
                condemned("tell only/000001; amend", "ended: is [], should be [DEAD only/000001=");
            case CANCELLED_AND_NO_WATCHER_TOLD ->
                one("push only 1; cancel-all only", "ended: is [], should be [CANCELLED only/000001=");
            case ONE_CANCELLED_AND_NO_WATCHER_TOLD ->
                one("push only 1; cancel only/000001", "ended: is [], should be [CANCELLED only/000001=");
            case CANCELLED_AND_NOT_TOLD -> claimed("cancel-all only", "revoked from a0: is 0, should be 1");
            case ONE_CANCELLED_AND_NOT_TOLD -> claimed("cancel only/000001", "revoked from a0: is 0, should be 1");
            case SILENT_AGENT_CLAIMS -> one("push only 1; pass 30000; turn 0 - only 1", "leases: is [Lease[");
            case REPEATED_CLAIM_TAKES_MORE ->
                two(
                        "turn 0 - only 1 lost; turn 0 - - 0",
                        "leases: is [Lease[stage=only, message=Message[id=only/000002");
            case LATE_CLAIM_TAKES ->
                two(
                        "turn 0 - only 1 drop; turn 0 - - 0; turn 0 g only 1; turn 0 g only 1; turn 0 g - 0; ghost 0",
                        "leases: is [Lease[");
            case TWO_UNDER_WAY_SHARE_AN_ANSWER ->
                two("turn 0 - only 1 lost; turn 0b - only 1 lost; turn 0 - - 0", "leases: is [], should be [Lease[");
            case REPEATED_CLAIM_GIVES_WHAT_IS_ANOTHERS ->
                one(
                        "push only 1; turn 0 - only 1 lost; release 0; beat 0; turn 1 - only 1; turn 0 - - 0",
                        "leases: is [Lease[");
            case REPEATED_EMPTY_CLAIM_NOT_NOTED ->
                one("turn 0 - only 1 lost; turn 0 - - 0 lost; push only 1; turn 0 - - 0", "leases: is [Lease[");
            case CLAIM_NOT_NOTED -> two("turn 0 - only 1 lost; turn 0 - - 0", "leases: is [], should be [Lease[");
            case RETURN_NOT_NOTICED -> claimed("turn 0 f - 0 lost; pass 30000; beat 0", "lost leases: is []");
            case EVERYBODY_TENDS -> one("beat 1", "tends: is true, should be false");
            case TENDED_AND_NOT_PENDING -> claimed("turn 0 r - 0; tend", "pending: 0 counted, 1 on the queue");
            case GIVEN_BACK_AND_STILL_EXPIRING -> claimed("turn 0 g - 0", "expiry has [only/000001], working has []");
            case CANCELLED_AND_STILL_EXPIRING -> claimed("cancel-all only", "expiry has [only/000001], working has []");
            case RIPE_AND_NOT_PENDING ->
                claimed("turn 0 r - 0; turn 0 - only 1", "pending: -1 counted, 0 on the queue");
            case RIPE_AND_STILL_DELAYED -> claimed("turn 0 r - 0; turn 0 - only 1", "conservation: 1 pushed, 2 there");
            case TOKEN_GIVEN_TWICE -> two("turn 0 - only 2", "is another's, or was never given");
            case CLAIM_WHILE_PAUSED -> one("push only 1; pause; turn 0 - only 1", "leases: is [Lease[");
            case SECOND_MESSAGE_OF_AN_ID_RUNS -> twice("turn 0 - only 1; turn 0 - only 1", "leases: is [Lease[");
            case TASK_TOO_LARGE_IS_DROPPED ->
                claimed("turn 0 w - 0; pass 1000; turn 0 - only 1s", "pending: 1 counted, 0 on the queue");
            case BATCH_SENT_TWICE_IS_PUSHED_TWICE -> one("push only 1 lost; push only 1", "push: is 2, should be 1");
            case FOLLOWER_PUSHED_TOO_LATE_WAITS_FOR_EVER ->
                pair("push first 1; turn 0 - first 1; turn 0 f - 0; push second 1", "000001 waits for 0");
            case FOLLOWER_SET_FREE_STAYS_BLOCKED ->
                pair("push first 1; push second 1; turn 0 - first 1; turn 0 f - 0", "000001 waits for 0");
            case SEAL_SETS_NOTHING_FREE -> whole("turn 0 - first 2; turn 0 ff - 0; seal first", "second is not open");
            case STAGE_OPENS_BEFORE_THE_OTHER_IS_SEALED ->
                whole("turn 0 - first 2; turn 0 ff - 0", "second.counts: is [open=1, pending=2], should be []");
            case STAGE_OPENS_BEFORE_THE_OTHER_IS_DONE ->
                whole("seal first", "second.counts: is [open=1, pending=2], should be []");
            case SENT_AGAIN_AND_NOT_BLOCKED ->
                pair(
                        "push first 1; push second 1; cancel second/000001; requeue second - yes",
                        "second.blocked: is [], should be [000001=");
            case CANCELLED_AND_STILL_PENDING -> two("cancel only/000001", "pending: 2 counted, 1 on the queue");
            case FREED_BY_ONE_OF_TWO ->
                joined("turn 0 - left 1; turn 0 f - 0", "both.blocked: is [], should be [000001=");
            case GROUP_FREED_BEFORE_THE_SEAL ->
                group("turn 0 - first 2; turn 0 ff - 0", "second.blocked: is [], should be [1=");
            case DEAD_FREES_WHO_WAITS_FOR_DONE ->
                pair(
                        "push first 1; push second 1; turn 0 - first 1; turn 0 b - 0",
                        "second.blocked: is [], should be [000001=");
            case ENDED_FREES_NOBODY -> joined("turn 0 - left 1; turn 0 b - 0", "000001 waits for 1, needs 2");
            case PUSHED_AND_NO_MEMBER -> group("", "second.members from 0 on: is [], should be [1 0000000001 first/");
            case BROUGHT_AND_NO_MEMBER ->
                family("turn 0 f - 0", "join.members from 0 on: is [], should be [1 0000000002 part/");
            case PUSHED_AND_NOT_IN_ITS_GROUP -> group("", "groups need {}, should need {1=2}");
            case GROUPS_NOT_FREED_BY_THE_SEAL ->
                group("turn 0 - first 2; turn 0 ff - 0; seal first", "all of group 1 is over, and it waits");
            case SENT_AGAIN_AND_STILL_OVER ->
                joined("turn 0 - left 1; turn 0 b - 0; requeue left - no", "000001 waits for 2, needs null");
            case REOPENED_AND_STILL_OVER ->
                joined("turn 0 - left 1; turn 0 f - 0; reopen left/000001", "000001 waits for 2, needs null");
            case REOPENED_AND_STILL_DONE ->
                claimed("turn 0 f - 0; reopen only/000001", "done has [only/000001], its index []");
            case CANCELLED_AND_STILL_NEEDED -> joined("cancel both/000001", "nobody waits in 000001, which needs 2");
            case CHILD_BROUGHT_TWICE ->
                family(
                        "turn 0 f - 0; reopen split/000001; turn 0 - split 1; turn 0 f - 0",
                        "part/000001.1 is in 2 places");
            case CHILDREN_BROUGHT_BY_A_STALE_REPORT ->
                family("release 0; turn 0 f - 0", "part.brought: is [split/000001=2], should be []");
            case BROUGHT_AND_NOT_NOTED -> family("turn 0 f - 0", "part: brought {}, but the next number is 3");
            case GROUP_BROUGHT_TWICE -> family("turn 0 f - 0", "join: brought {}, but the next number is 3");
            case BROUGHT_AND_STILL_SEALED ->
                family(
                        "seal split; turn 0 f - 0; tend; reopen split/000001; turn 0 - split 1; turn 0 f - 0",
                        "part.counts: is [sealed=1], should be []");
            case BROUGHT_AND_WAITS_FOR_ONE_OF_TWO -> children("turn 0 f - 0", "both: 000001.1 waits for 2, needs null");
            case BROUGHT_AND_NOT_IN_ITS_GROUP -> family("turn 0 f - 0", "join: groups need {}, should need {1=1, a=1}");
            case SEALED_WHILE_MORE_CAN_BE_BROUGHT ->
                family("seal split; tend", "part.counts: is [sealed=1], should be []");
            case SEALED_BEFORE_WHAT_BRINGS -> family("turn 0 f - 0; tend", "part.counts: is [sealed=1], should be []");
            case HALTED_BY_WHAT_FAILED_OTHERWISE ->
                halting(
                        "turn 0 r.. - 0; turn 0 - only 1; turn 0 ..w - 0",
                        "counts: is [alike=2], should be [alike=-1]");
            case HALTED_THOUGH_SOME_WERE_DONE ->
                halting("turn 0 f.. - 0; turn 0 b. - 0", "counts: is [alike=1], should be []");
            case HALTED_TOO_LATE -> halting("turn 0 rrr - 0", "mood: is OPEN, should be PAUSED");
            case HALTED_BY_THE_DEAD_OVER_AND_OVER -> halting("seal only; turn 0 bb. - 0", "should be [halted_at=2]");
            case BLANK_NOT_COUNTED -> two("cancel only/000001", "blank: 0 counted, 1 on the queue");
            case BLANK_TAKEN_AND_STILL_COUNTED ->
                two("cancel only/000001; turn 0 - only 2", "blank: 1 counted, 0 on the queue");
            case BLANK_CANCELLED_AND_STILL_COUNTED ->
                two("cancel only/000002; cancel-all only", "blank: 1 counted, 0 on the queue");
            case RELEASED_BLANK_IS_PENDING ->
                whole(
                        "cancel second/000001; seal first; turn 0 - first 2; turn 0 ff - 0",
                        "pending: 2 counted, 1 on the queue");
            case ANOTHER_CANCELLED_IN_ITS_PLACE ->
                two(
                        "find only/000001; turn 0 - only 1; strike",
                        "cancelled where it was found: is true, should be false");
            case DEAD_TASK_CANCELLED_AND_ITS_LAST_ATTEMPT_FORGOTTEN ->
                claimed("turn 0 b - 0; cancel only/000001", "history: is [], should be [only/000001=");
            case ONE_CANCELLED_TASK_OVER_ANOTHER -> twice("cancel-all only", "conservation: 2 pushed, 1 there");
            case AMENDED_THOUGH_IT_RUNS_AGAIN ->
                claimed(
                        "turn 0 p - 0; tell only/000001; turn 0 - only 1; amend",
                        "amended: is [ACCEPTED], should be [STALE]");
            case AMENDED_AND_STILL_DELAYED ->
                claimed("turn 0 p - 0; tell only/000001; amend", "conservation: 1 pushed, 2 there");
            case AMENDED_AND_STILL_PENDING ->
                claimed("turn 0 p - 0; tell only/000001; tend; amend", "pending: 1 counted, 0 on the queue");
            case CONDEMNED_AND_STILL_IN_THE_HISTORY ->
                condemned("tell only/000001; amend", "history: is [only/000001=");
            case ONE_MORE_THAN_MAY_RUN ->
                bounded(
                        "turn 0 - left 2; turn 1 - left 1",
                        "leases: is [Lease[stage=left, message=Message[id=left/000003");
            case LIMIT_IS_EACH_STAGES_OWN ->
                bounded(
                        "turn 0 - left 2; turn 1 - right 1",
                        "leases: is [Lease[stage=right, message=Message[id=right/000001");
            case LIMIT_IS_COUNTED_BY_TASKS ->
                bounded(
                        "turn 0 - right 1; turn 1 - right 1",
                        "leases: is [Lease[stage=right, message=Message[id=right/000002");
            case AS_MANY_AS_ARE_WANTED_BEYOND_THE_LIMIT -> bounded("turn 0 - left 3", "leases: is [Lease[stage=left");
            case RATE_NOT_SPENT -> paced("turn 0 - only 1", "counts: is [], should be [paced=");
            case LATE_OUTCOME_FORGOTTEN -> claimed("release 0; turn 0 f - 0", "counts: is [], should be [late=1]");
            case SECOND_OF_ANOTHER_LEASE_COUNTS ->
                doubled("turn 0 r - 0; turn 0 - only 1; turn 1 f - 0", "answers: is [ACCEPTED], should be [STALE]");
            case FAILED_SECOND_COUNTS -> doubled("turn 1 r - 0; turn 0 r - 0", "revoked from a1: is 1, should be 0");
            case DONE_BY_THE_SECOND_AND_FIRST_NOT_TOLD -> doubled("turn 1 f - 0", "revoked from a0: is 0, should be 1");
            case DONE_BY_THE_FIRST_AND_SECOND_NOT_TOLD -> doubled("turn 0 f - 0", "revoked from a1: is 0, should be 1");
            case DONE_AND_SECOND_STILL_THERE -> doubled("turn 1 f - 0", "doubles: is [only/000001=");
            case RETRIED_AND_SECOND_NOT_TOLD -> doubled("turn 0 r - 0", "revoked from a1: is 0, should be 1");
            case BURIED_AND_SECOND_NOT_TOLD -> doubled("turn 0 b - 0", "revoked from a1: is 0, should be 1");
            case CANCELLED_AND_SECOND_NOT_TOLD -> doubled("cancel-all only", "revoked from a1: is 0, should be 1");
            case ONE_CANCELLED_AND_SECOND_NOT_TOLD ->
                doubled("cancel only/000001", "revoked from a1: is 0, should be 1");
            case SECOND_GIVEN_BACK_AND_STILL_THERE -> doubled("turn 1 g - 0", "doubles: is [only/000001=");
            case RETRIED_SECOND_STILL_COUNTS -> doubled("turn 1 r - 0", "doubles: is [only/000001=");
            case BURIED_SECOND_STILL_COUNTS -> doubled("turn 1 b - 0", "doubles: is [only/000001=");
            case SECOND_THAT_COUNTS_TOLD_THAT_IT_IS_LOST -> doubled("beat 1", "lost leases: is [Lease[");
            case THIRD_ATTEMPT -> doubled("double 1 only 1000", "double: is Asked[lease=Optional[Lease[");
            case SECOND_OF_ONES_OWN ->
                claimed("seal only; pass 1000; double 0 only 1000", "double: is Asked[lease=Optional[Lease[");
            case SECOND_BEFORE_ITS_TIME ->
                claimed("seal only; pass 999; double 1 only 1000", "double: is Asked[lease=Optional[Lease[");
            case SECOND_WHILE_MORE_MAY_COME ->
                claimed("pass 1000; double 1 only 1000", "double: is Asked[lease=Optional[Lease[");
            case SECOND_WHILE_OTHERS_WAIT ->
                two(
                        "turn 0 - only 1; seal only; pass 1000; double 1 only 1000",
                        "double: is Asked[lease=Optional[Lease[");
            case SECOND_HAS_THE_FIRSTS_TOKEN ->
                claimed("seal only; pass 1000; double 1 only 1000", "double: is Asked[lease=Optional[Lease[");
            case REPEATED_REPORT_TAKEN_FOR_LATE ->
                claimed("turn 0 f - 0; echo 0", "answer: is [STALE], should be [ALREADY]");
        };
    }

    /** One task and two agents. */
    private static Detection one(String schedule, String complaint) {
        return new Detection(Setups.one("fault", 1, 2, 2), schedule, complaint);
    }

    /** The same; the first agent has the task. */
    private static Detection claimed(String schedule, String complaint) {
        return new Detection(Setups.one("fault", 1, 2, 2), "push only 1; turn 0 - only 1; " + schedule, complaint);
    }

    /** The same, and the other has a second attempt at it. */
    private static Detection doubled(String schedule, String complaint) {
        return claimed("seal only; pass 1000; double 1 only 1000; " + schedule, complaint);
    }

    /** The same where a loss is the last. */
    private static Detection claimedForTheLastTime(String schedule, String complaint) {
        return new Detection(Setups.one("fault", 1, 2, 0), "push only 1; turn 0 - only 1; " + schedule, complaint);
    }

    /** Three tasks in each of two stages, which share a limit of three. */
    private static Detection bounded(String schedule, String complaint) {
        return new Detection(Setups.bounded("fault", 3, 2), "push left 3; push right 3; " + schedule, complaint);
    }

    /** Three tasks, of which two may begin a minute. */
    private static Detection paced(String schedule, String complaint) {
        return new Detection(Setups.paced("fault", 3, 2), "push only 3; " + schedule, complaint);
    }

    /** Two tasks. */
    private static Detection two(String schedule, String complaint) {
        return new Detection(Setups.one("fault", 2, 2, 2), "push only 2; " + schedule, complaint);
    }

    /** A task, and another of its id. */
    private static Detection twice(String schedule, String complaint) {
        return new Detection(Setups.twice("fault"), "push only 1; send only again; " + schedule, complaint);
    }

    /** A task that was lost, and of which one failure is enough. */
    private static Detection condemned(String schedule, String complaint) {
        return new Detection(
                Setups.strict("fault"), "push only 1; turn 0 - only 1; turn 0 p - 0; " + schedule, complaint);
    }

    /** The first agent has three tasks; two dead ones, or three that fail alike, are enough. */
    private static Detection halting(String schedule, String complaint) {
        return new Detection(Setups.halting("fault"), "push only 3; turn 0 - only 3; " + schedule, complaint);
    }

    /** A task that waits for another. */
    private static Detection pair(String schedule, String complaint) {
        return new Detection(Setups.pair("fault", 1, 1, false), schedule, complaint);
    }

    /** Two tasks that wait for all of another stage, of which there are two. */
    private static Detection whole(String schedule, String complaint) {
        return new Detection(Setups.pair("fault", 2, 1, true), "push first 2; push second 2; " + schedule, complaint);
    }

    /** A task that waits for the end of two others. */
    private static Detection joined(String schedule, String complaint) {
        return new Detection(
                Setups.join("fault", true), "push left 1; push right 1; push both 1; " + schedule, complaint);
    }

    /** A task that waits for a group of two. */
    private static Detection group(String schedule, String complaint) {
        return new Detection(Setups.groups("fault", false), "push first 2; push second 1; " + schedule, complaint);
    }

    /** The first agent has a task whose result brings along two others, in two groups. */
    private static Detection family(String schedule, String complaint) {
        return new Detection(Setups.family("fault"), "push split 1; turn 0 - split 1; " + schedule, complaint);
    }

    /** The same where more follows the children. */
    private static Detection children(String schedule, String complaint) {
        return new Detection(Setups.children("fault", 1, 1), "push split 1; turn 0 - split 1; " + schedule, complaint);
    }

    /** What is said of these scripts, if anything: on the way, or because not every task ends. */
    Optional<String> said(Map<Script, Script.Text> scripts) {
        return Detection.said(() -> {
            try (World world = new World(campaign, scripts)) {
                Act.schedule(schedule).forEach(world::play);
                new Settling(world, world::play).settle();
            }
        });
    }

    /** What a comparison that fails says; whatever else is thrown is nobody's complaint. */
    static Optional<String> said(Runnable attempt) {
        try {
            attempt.run();
            return Optional.empty();
        } catch (AssertionError e) {
            if (e.getCause() instanceof RuntimeException broken) {
                throw broken;
            }
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
