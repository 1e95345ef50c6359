package org.musterhpc.launcher.top;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.app.look.TaskListing;
import org.musterhpc.launcher.view.Attempts;
import org.musterhpc.launcher.view.Harmless;
import org.musterhpc.launcher.view.Numbers;
import org.musterhpc.launcher.view.TextStyle;
import org.musterhpc.launcher.view.text.TaskText;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Attempt;
import org.musterhpc.queue.model.State;

/** Tasks, a part at a time: however many there are, one part is read, filtered and searched by the queue's side. */
final class TasksPage extends ListPage<View.TaskView> {
    private static final List<Filter> FILTERS = List.of(
            new Filter("all", Set.of()),
            new Filter("running", EnumSet.of(State.WORKING)),
            new Filter("waiting", EnumSet.of(State.PENDING, State.BLOCKED, State.DELAYED)),
            new Filter("failed", EnumSet.of(State.DEAD)),
            new Filter("cancelled", EnumSet.of(State.CANCELLED)),
            new Filter("done", EnumSet.of(State.DONE)));

    private static final Pattern PLACE = Pattern.compile("#(\\d{1,12})");

    private final String campaign;
    private final @Nullable String stage;
    private final Deque<String> before = new ArrayDeque<>();
    private int filter;
    private String search = "";
    /** How many tasks are before the first part that is looked at. */
    private long from;

    private String after = "";
    private TaskListing.@Nullable Part part;

    private record Filter(String name, Set<State> states) {}

    /** @param stage null: tasks of all */
    TasksPage(String campaign, @Nullable String stage) {
        super(List.of(
                new Order<>("queue", null),
                new Order<>("id", Comparator.comparing(one -> one.message().id())),
                new Order<>("run time", Comparator.comparing(one -> -seconds(one))),
                new Order<>(
                        "attempts",
                        Comparator.comparing(one -> -one.message().tries().attempt()))));
        this.campaign = campaign;
        this.stage = stage;
    }

    private static double seconds(View.TaskView one) {
        Attempt last = one.lastAttempt();
        return last == null ? 0 : Attempts.seconds(last);
    }

    @Override
    String title(TextStyle look) {
        String dot = look.glyphs().dot();
        return Harmless.line(campaign) + dot + "tasks" + (stage == null ? "" : " of " + Harmless.line(stage))
                + (filter == 0 ? "" : dot + FILTERS.get(filter).name())
                + (search.isEmpty() ? "" : dot + "/" + Harmless.line(search))
                + (from == 0 ? "" : dot + "from #" + look.count(from + 1))
                + (before.isEmpty() ? "" : dot + "part " + (before.size() + 1))
                + arrangement(look);
    }

    private TopQuery.Listing listing() {
        return new TopQuery.Listing(stage, FILTERS.get(filter).states(), search, from, after);
    }

    @Override
    TopQuery wanted() {
        return new TopQuery(campaign, false, listing(), null);
    }

    @Override
    void see(Seen seen) {
        Seen.Listed listed = seen.listed();
        if (listed != null && listed.listing().equals(listing())) {
            part = listed.part();
            items(listed.part().tasks());
        }
    }

    @Override
    String key(View.TaskView one) {
        return one.message().id();
    }

    @Override
    String empty() {
        TaskListing.Part known = part;
        if (known == null) {
            return "looking …";
        }
        if (!known.next().isEmpty()) {
            return "none in this part; Page down looks on";
        }
        return from == 0 ? "no task is like that" : "there are not so many tasks; Home goes to the first";
    }

    @Override
    List<String> table(TextStyle look, List<View.TaskView> items) {
        List<String> lines = new ArrayList<>();
        lines.add(TaskText.head(look));
        items.forEach(one -> lines.add(TaskText.line(look, one)));
        return lines;
    }

    @Override
    List<String> below(TextStyle look) {
        TaskListing.Part known = part;
        if (known == null) {
            return List.of();
        }
        boolean first = before.isEmpty() && (from == 0 || known.tasks().isEmpty());
        if (known.next().isEmpty() && first) {
            return List.of();
        }
        String shown = Numbers.of(look.count(known.tasks().size()), "task") + " in this part";
        return List.of(look.paint().dim("  " + shown + (known.next().isEmpty() ? ", the last" : "; more behind it")));
    }

    @Override
    boolean press(Key key) {
        TaskListing.Part known = part;
        boolean down = key.kind() == Key.Kind.DOWN || key.kind() == Key.Kind.PAGE_DOWN;
        boolean up = key.kind() == Key.Kind.UP || key.kind() == Key.Kind.PAGE_UP || key.kind() == Key.Kind.HOME;
        if (down && rows().atLast() && known != null && !known.next().isEmpty()) {
            before.push(after);
            go(known.next());
            return true;
        }
        if (up && rows().atFirst() && !before.isEmpty()) {
            String back = key.kind() == Key.Kind.HOME ? before.getLast() : before.pop();
            if (key.kind() == Key.Kind.HOME) {
                before.clear();
            }
            go(back);
            return true;
        }
        if (up && rows().atFirst() && from > 0) {
            from = key.kind() == Key.Kind.HOME ? 0 : Math.max(0, from - TaskLook.PART);
            go("");
            return true;
        }
        if (key.character() == 'f') {
            from = 0;
            filter = (filter + 1) % FILTERS.size();
            begin();
            return true;
        }
        return super.press(key);
    }

    /** Of many thousand tasks the text is looked for by the queue, not in the rows; {@code #N} goes to the Nth of them. */
    @Override
    void search(String text) {
        Matcher place = PLACE.matcher(text.strip());
        boolean jumps = place.matches();
        from = jumps ? Math.max(0, Long.parseLong(place.group(1)) - 1) : 0;
        search = jumps ? "" : text.strip();
        begin();
    }

    private void begin() {
        before.clear();
        go("");
    }

    private void go(String place) {
        after = place;
        part = null;
        rows().begin();
        items(List.of());
    }

    @Override
    String keys() {
        return "Enter:show f:filter /:search s:sort x:cancel r:retry Esc:back ?:keys q:quit";
    }

    @Override
    @Nullable
    Page opened() {
        View.TaskView one = chosen();
        return one == null ? null : new TaskPage(campaign, one.message().id());
    }

    @Override
    @Nullable
    Act act(Act.Kind kind) {
        View.TaskView one = chosen();
        boolean whole = kind == Act.Kind.PAUSE || kind == Act.Kind.RESUME;
        return whole
                ? new Act(kind, campaign, null, null)
                : one == null
                        ? null
                        : new Act(kind, campaign, null, one.message().id());
    }
}
