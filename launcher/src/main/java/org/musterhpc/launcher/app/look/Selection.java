package org.musterhpc.launcher.app.look;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.text.NameValue;
import org.musterhpc.queue.command.NearestName;
import org.musterhpc.queue.command.Parameters;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Outcome;
import org.musterhpc.queue.model.State;

/**
 * Which tasks of a campaign are meant: by ids, stage, state, how they ended, and values of their parameters. It is the same
 * for every command that is about tasks. What it has seen it remembers, so that a name that no task has can be told.
 */
public final class Selection {
    private final Campaign campaign;
    private final List<String> ids;
    private final Wish wish;
    private final Set<String> wanted;
    private final Map<String, String> where;
    private final Set<String> names = new HashSet<>();
    private long looked;

    /**
     * What a user says beside ids; all of it has to fit.
     *
     * @param stage null: whatever stage
     * @param states none: whatever state
     * @param outcomes how the last attempt ended; none: whichever way, or not yet
     * @param where {@code name=value} each, of parameters as the task last had them, and of the names that each task has
     */
    public record Wish(@Nullable String stage, Set<State> states, Set<Outcome> outcomes, List<String> where) {
        public static final Wish ANY = new Wish(null, Set.of(), Set.of(), List.of());

        boolean narrow() {
            return !states.isEmpty() || !outcomes.isEmpty() || !where.isEmpty();
        }
    }

    /**
     * @param ids none: whatever id
     * @throws Problem usage, where a condition is not {@code name=value}
     */
    Selection(Campaign campaign, List<String> ids, Wish wish) {
        this.campaign = campaign;
        this.ids = ids;
        this.wish = wish;
        this.wanted = Set.copyOf(ids);
        this.where = conditions(wish.where());
    }

    private static Map<String, String> conditions(List<String> texts) {
        Map<String, String> conditions = new HashMap<>();
        for (String text : texts) {
            NameValue condition = NameValue.of(text);
            if (condition == null) {
                throw Problem.usage(
                        "--where: '" + text + "' is no condition",
                        "write NAME=VALUE, for example --where tolerance=0.01");
            }
            String before = conditions.put(condition.name(), condition.value());
            if (before != null && !before.equals(condition.value())) {
                throw Problem.usage(
                        "--where: nothing is " + before + " and " + condition.value() + " at once", "say one of them");
            }
        }
        return conditions;
    }

    public String campaign() {
        return campaign.name();
    }

    public Campaign definition() {
        return campaign;
    }

    /** Those that are named; none: all that fit. */
    public List<String> ids() {
        return ids;
    }

    /** The only stage of which tasks are meant; null: of all. */
    public @Nullable String stage() {
        return wish.stage();
    }

    /** The states of which tasks are meant, or those where the user says nothing of states. */
    public Set<State> states(Set<State> otherwise) {
        return wish.states().isEmpty() ? otherwise : EnumSet.copyOf(wish.states());
    }

    /** Whether the user says how tasks ended. */
    public boolean saysOutcomes() {
        return !wish.outcomes().isEmpty();
    }

    /** How tasks must have ended; none: whichever way. */
    Set<Outcome> outcomes() {
        return wish.outcomes();
    }

    /** Whether every task of the stage is meant. */
    public boolean all() {
        return ids.isEmpty() && !wish.narrow();
    }

    /** Whether only a look at a task tells that it is meant, its stage and state aside. */
    boolean looksAtEach() {
        return !wish.outcomes().isEmpty() || !where.isEmpty();
    }

    /** Whether this task is meant, its state aside. */
    public boolean takes(Ending ending) {
        return takes(ending.message().id(), ending);
    }

    /** @param id under which it stands: of two that were sent with one id, the second has another */
    public boolean takes(String id, Ending ending) {
        return named(id) && takes(ending.stage(), ending.message(), ending.last());
    }

    private boolean named(String id) {
        return wanted.isEmpty() || wanted.contains(id);
    }

    /**
     * The same of any task.
     *
     * @param last its last attempt; null: it had none, or that is not known
     */
    boolean takes(String stage, Message message, @Nullable Attempt last) {
        looked++;
        if (wish.stage() != null && !wish.stage().equals(stage)) {
            return false;
        }
        if (!wish.outcomes().isEmpty() && (last == null || !wish.outcomes().contains(last.outcome()))) {
            return false;
        }
        return where.isEmpty() || fits(stage, message);
    }

    private boolean fits(String stage, Message message) {
        Map<String, JsonNode> params = Parameters.of(
                campaign.name(),
                message,
                campaign.stage(stage),
                Math.max(1, message.tries().attempt()));
        names.addAll(params.keySet());
        return where.entrySet().stream()
                .allMatch(condition -> same(params.get(condition.getKey()), condition.getValue()));
    }

    /** @throws Problem usage, where a condition is about a name that none of the tasks has that were looked at */
    public void refuseUnknownNames() {
        for (String name : where.keySet()) {
            if (looked > 0 && !names.isEmpty() && !names.contains(name)) {
                String near = NearestName.of(name, List.copyOf(names));
                throw Problem.usage(
                        "--where: no task of " + campaign.name() + " has a parameter '" + name + "'",
                        near != null
                                ? "did you mean: " + near
                                : "there are " + String.join(", ", new TreeSet<>(names)));
            }
        }
    }

    /** Numbers are the same whichever way they are written; everything else as it is. */
    private static boolean same(@Nullable JsonNode value, String typed) {
        if (value == null) {
            return false;
        }
        String text = value.isTextual() ? value.textValue() : value.toString();
        return text.equals(typed) || sameNumber(text, typed);
    }

    private static boolean sameNumber(String one, String other) {
        try {
            return new BigDecimal(one).compareTo(new BigDecimal(other)) == 0;
        } catch (NumberFormatException e) {
            return false; // not both are numbers
        }
    }
}
