package org.musterhpc.launcher.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.musterhpc.launcher.problem.Spot;

/** Rows with one parameter. */
final class Single {
    private Single() {}

    static Row row(String name, JsonNode value, Spot at) {
        return new Row(JsonNodeFactory.instance.objectNode().set(name, value), null, at);
    }
}
