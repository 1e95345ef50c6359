package org.musterhpc.launcher.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.musterhpc.launcher.problem.Spot;

/** Every combination of the values of several parameters; the last one changes fastest. */
public record MatrixSource(Spot at, Map<String, List<JsonNode>> axes) implements Source {
    public MatrixSource {
        axes = new LinkedHashMap<>(axes);
        axes.keySet().forEach(name -> {
            if (ParamName.OWN.contains(name)) {
                throw at.usage("'" + name + "' is set by Muster for every task", "give it another name");
            }
        });
    }

    @Override
    public Set<String> names() {
        return axes.keySet();
    }

    @Override
    public void rows(Consumer<Row> sink) {
        if (!axes.isEmpty()) {
            descend(new ArrayList<>(axes.entrySet()), 0, JsonNodeFactory.instance.objectNode(), sink);
        }
    }

    private void descend(
            List<Map.Entry<String, List<JsonNode>>> rest, int depth, ObjectNode chosen, Consumer<Row> sink) {
        if (depth == rest.size()) {
            sink.accept(new Row(JsonNodeFactory.instance.objectNode().setAll(chosen), null, at));
            return;
        }
        for (JsonNode value : rest.get(depth).getValue()) {
            chosen.set(rest.get(depth).getKey(), value);
            descend(rest, depth + 1, chosen, sink);
        }
    }
}
