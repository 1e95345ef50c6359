package org.musterhpc.queue.redis.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.musterhpc.queue.redis.Setup;
import org.musterhpc.queue.redis.Setups;
import org.musterhpc.queue.redis.script.Script;
import org.musterhpc.queue.redis.work.Exploration.Covered;

/** Small campaigns of which every schedule is played, each with the acts that matter to it. */
@SuppressWarnings("ImmutableEnumChecker") // records whose lists nobody changes
enum Scenario {
    /** Two agents and a sentinel about one task: lost answers, echoes, lapses, releases, crashes. */
    LEASES(
            Setups.one("leases", 1, 2, 2),
            "push only 1; seal only; beat 0; beat 1",
            new Choices(
                    Set.of("turn", "ghost", "beat", "crash", "echo", "look", "spot", "take", "pass"),
                    "frbg",
                    true,
                    2,
                    List.of(30_000L)),
            5),
    /** A scheduler says later why attempts were lost, while agents and a person go on. */
    AMENDS(
            Setups.one("amends", 1, 1, 1),
            "push only 1; seal only; turn 0 - only 1; turn 0 p - 0",
            new Choices(
                    Set.of("turn", "sweep", "tell", "amend", "cancel", "requeue", "pause", "resume", "pass"),
                    "fpb",
                    false,
                    1,
                    List.of(1_000L, 30_000L)),
            7),
    /** The same where no other attempt follows. */
    CONDEMNS(
            Setups.strict("condemns"),
            "push only 1; seal only; turn 0 - only 1; turn 0 p - 0",
            new Choices(
                    Set.of("turn", "sweep", "tell", "amend", "cancel", "requeue", "pass"),
                    "fp",
                    false,
                    1,
                    List.of(30_000L)),
            7),
    /** A person finds a task and cancels it where it was, while an agent goes on with it. */
    FOUND(
            Setups.one("found", 2, 1, 0),
            "push only 2; seal only",
            new Choices(
                    Set.of("turn", "find", "strike", "requeue", "sweep", "pass"), "rbg", false, 1, List.of(30_000L)),
            6),
    /** Each loss is the last. */
    LAST(
            Setups.one("last", 1, 2, 0),
            "push only 1; seal only; beat 0; beat 1",
            new Choices(
                    Set.of("turn", "beat", "look", "spot", "take", "cancel", "cancel-all", "requeue", "pass"),
                    "fb",
                    true,
                    1,
                    List.of(30_000L, 610_000L)),
            5),
    /** A claim that was given up arrives late, behind others of its agent. */
    GHOST(
            Setups.one("ghost", 4, 1, 2),
            "push only 4; seal only; turn 0 - only 1 drop; turn 0 - only 1; turn 0 - only 1; turn 0 - only 1",
            new Choices(
                    Set.of("turn", "ghost", "beat", "crash", "tend", "pass"), "fR", true, 4, List.of(30_000L, 60_000L)),
            3),
    /** Two exchanges of an agent are under way: their answers are lost, they are said again and arrive late, in any order. */
    LANES(
            Setups.one("lanes", 3, 1, 1),
            "push only 3; seal only; beat 0; turn 0 - only 1 drop; turn 0b - only 1 drop",
            new Choices(
                    Set.of("turn", "lanes", "ghost", "beat", "crash", "echo", "release", "pass"),
                    "fg",
                    true,
                    3,
                    List.of(30_000L)),
            4),
    /** Two agents with two attempts at one task, whatever becomes of either. */
    DOUBLES(
            Setups.one("doubles", 1, 2, 2),
            "push only 1; seal only; beat 0; beat 1; turn 0 - only 1; pass 1000; double 1 only 1000",
            new Choices(
                    Set.of("turn", "double", "beat", "crash", "echo", "sweep", "release", "cancel", "pass"),
                    "frg",
                    true,
                    2,
                    List.of(30_000L)),
            4),
    /** Too much fails, and a person resumes. */
    HALT(
            Setups.halting("halt"),
            "push only 3; seal only; beat 0; beat 1",
            new Choices(Set.of("turn", "echo", "pause", "resume", "requeue", "cancel"), "frbw", true, 2, List.of()),
            6),
    /** Stages that share a limit: of what is lost, cancelled, given back or reported twice, nothing of it stays taken. */
    BOUNDS(
            Setups.bounded("bounds", 2, 1),
            "push left 2; push right 2; seal left; seal right",
            new Choices(
                    Set.of("turn", "crash", "sweep", "cancel", "requeue", "pass"), "frbg", true, 3, List.of(30_000L)),
            5),
    /** Tasks that begin one after the other, by the clock. */
    PACED(
            Setups.paced("paced", 3, 1),
            "push only 3; seal only",
            new Choices(
                    Set.of("turn", "crash", "release", "cancel", "tend", "pass"),
                    "frg",
                    true,
                    3,
                    List.of(1_000L, 29_999L)),
            5),
    /** Another producer sends the id of a task that is there. */
    TWICE(
            Setups.twice("twice"),
            "push only 1; seal only",
            new Choices(
                    Set.of("turn", "send", "cancel", "cancel-all", "requeue", "pass"),
                    "frb",
                    false,
                    2,
                    List.of(30_000L)),
            8),
    /** A launcher that dies and says it again, beside an agent and a person: tasks that wait for one another. */
    EACH(
            Setups.pair("each", 1, 1, false),
            "",
            new Choices(
                    Set.of("push", "seal", "relaunch", "turn", "cancel", "requeue", "sweep", "pass"),
                    "fb",
                    true,
                    1,
                    List.of(30_000L)),
            7),
    /** A task that waits for two others, one of which is cancelled, fails, or is to be done again. */
    JOIN(
            Setups.join("join", false),
            "push left 1; push right 1",
            new Choices(Set.of("push", "turn", "cancel", "requeue", "reopen", "relaunch"), "fb", false, 2, List.of()),
            6),
    /** The same where it is enough that they have ended. */
    ENDED(
            Setups.join("ended", true),
            "push left 1; push right 1; push both 1",
            new Choices(
                    Set.of("turn", "cancel", "cancel-all", "requeue", "reopen", "sweep", "pass"),
                    "fb",
                    false,
                    2,
                    List.of(30_000L)),
            5),
    /** Tasks that wait for a group. */
    GROUPS(
            Setups.groups("groups", false),
            "push first 1",
            new Choices(Set.of("push", "seal", "turn", "cancel", "requeue", "reopen"), "fb", false, 2, List.of()),
            6),
    /** The same where it is enough that they have ended. */
    GROUPS_ENDED(
            Setups.groups("groups-ended", true),
            "push first 2; push second 2",
            new Choices(Set.of("seal", "turn", "cancel", "cancel-all", "requeue", "reopen"), "fb", false, 2, List.of()),
            6),
    /** Tasks are added where some have been released already, and a stage waits for all of them. */
    GROWTH(
            Setups.pair("growth", 1, 1, true),
            "push first 1; push second 1; seal first; seal second",
            new Choices(Set.of("unseal", "push", "seal", "relaunch", "turn", "cancel"), "fb", false, 2, List.of()),
            7),
    /** The same with groups. */
    GROWN_GROUPS(
            Setups.groups("grown-groups", false),
            "push first 2; push second 2; seal second",
            new Choices(Set.of("unseal", "push", "seal", "turn", "cancel"), "fb", false, 2, List.of()),
            6),
    /** Results that bring tasks along, which form groups. */
    CHILDREN(
            Setups.family("children"),
            "push split 1; seal split; beat 0",
            new Choices(
                    Set.of("turn", "echo", "cancel", "requeue", "reopen", "tend", "sweep", "pass"),
                    "fb",
                    true,
                    2,
                    List.of(30_000L)),
            6),
    /** The same with a stage that waits for the whole of another. */
    ALL(
            Setups.pair("all", 1, 1, true),
            "",
            new Choices(
                    Set.of("push", "seal", "relaunch", "turn", "cancel", "requeue", "reopen", "cancel-all"),
                    "fb",
                    false,
                    2,
                    List.of()),
            7),
    /** A person and another producer beside an agent that fails, gives back and falls silent. */
    PERSON(
            Setups.one("person", 2, 1, 2),
            "push only 2; seal only",
            new Choices(
                    Set.of(
                            "turn",
                            "send",
                            "cancel",
                            "cancel-all",
                            "requeue",
                            "pause",
                            "resume",
                            "sweep",
                            "pass",
                            "beat"),
                    "frg",
                    false,
                    2,
                    List.of(30_000L)),
            5);

    private final Setup setup;
    private final String opening;
    private final Choices choices;
    /** How many acts are tried in the build. */
    final int depth;

    Scenario(Setup setup, String opening, Choices choices, int depth) {
        this.setup = setup;
        this.opening = opening;
        this.choices = choices;
        this.depth = depth;
    }

    /** Plays every schedule of as many acts as the build does, and tells how many these are. */
    void check() {
        Covered covered = explore(Script.texts(), depth + Integer.getInteger("model.deeper", 0));
        System.out.printf(
                "%s: %,d schedules of up to %d acts, through %,d states, by %,d acts%n",
                this, covered.schedules(), covered.depth(), covered.states(), covered.played());
        assertThat(covered.schedules()).isGreaterThan(1_000);
    }

    Covered explore(Map<Script, Script.Text> scripts, int acts) {
        return Exploration.run(setup, scripts, opening, choices, acts);
    }
}
