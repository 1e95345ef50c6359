package org.musterhpc.launcher.app.look;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.State;

/** A task moves while states are read one after the other, as Redis is asked for them. */
class TaskFinderTest {
    private static final Campaign CAMPAIGN = new Campaign("c", "digest", "me", Instant.EPOCH, List.of());
    private static final Set<State> MOVING = EnumSet.of(State.PENDING, State.BLOCKED, State.DELAYED, State.WORKING);

    private final Map<String, State> tasks = new TreeMap<>();
    private Runnable moves = () -> {};

    @SuppressWarnings("unchecked")
    private final View view = (View) Proxy.newProxyInstance(
            View.class.getClassLoader(), new Class<?>[] {View.class}, (proxy, asked, of) -> {
                assertThat(asked.getName()).isEqualTo("tasks");
                list((Set<State>) of[2], (Consumer<View.TaskView>) of[3]);
                return null;
            });

    private void list(Set<State> states, Consumer<View.TaskView> sink) {
        for (State state : states) {
            List<String> ids = new ArrayList<>(tasks.keySet());
            ids.removeIf(id -> tasks.get(id) != state);
            ids.forEach(id -> sink.accept(task(id, state)));
            moves.run();
        }
    }

    private static View.TaskView task(String id, State state) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        Message message =
                new Message(id, 1, Message.Tries.NONE, Message.Needs.NOTHING, json.objectNode(), json.objectNode());
        return new View.TaskView("s", state, message, null, null, null, List.of());
    }

    /** After any of the states was read. */
    @ParameterizedTest
    @CsvSource({
        "BLOCKED, PENDING",
        "DELAYED, PENDING",
        "PENDING, WORKING",
        "WORKING, DELAYED",
        "WORKING, PENDING",
    })
    void taskThatMovesOnceIsFound(State from, State to) {
        for (int when = 1; when <= 2 * State.values().length; when++) {
            int[] left = {when};
            tasks.put("stays", from);
            tasks.put("moves", from);
            moves = () -> {
                if (--left[0] == 0) {
                    tasks.put("moves", to);
                }
            };
            Selection any = new Selection(CAMPAIGN, List.of(), Selection.Wish.ANY);
            assertThat(new TaskFinder(view).ids(any, MOVING))
                    .as("moved after read " + when)
                    .containsExactlyInAnyOrder("stays", "moves");
        }
    }
}
