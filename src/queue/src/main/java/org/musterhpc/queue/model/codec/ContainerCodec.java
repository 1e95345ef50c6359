package org.musterhpc.queue.model.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Container;

/** A container as a part of its stage's definition. */
public final class ContainerCodec {
    private ContainerCodec() {}

    /** @return the object that was given */
    public static ObjectNode put(ObjectNode json, Container container) {
        json.put("engine", container.engine().word());
        json.put("image", container.image());
        ArrayNode mounts = json.putArray("mounts");
        for (Container.Mount mount : container.mounts()) {
            mounts.addObject()
                    .put("source", mount.source())
                    .put("target", mount.target())
                    .put("read_only", mount.readOnly());
        }
        container.args().forEach(json.putArray("args")::add);
        return json.put("user", container.user().word());
    }

    static @Nullable Container of(@Nullable JsonNode json) {
        if (json == null) {
            return null;
        }
        List<Container.Mount> mounts = new ArrayList<>();
        for (JsonNode mount : json.path("mounts")) {
            mounts.add(new Container.Mount(
                    mount.path("source").asText(),
                    mount.path("target").asText(),
                    mount.path("read_only").asBoolean()));
        }
        List<String> args = new ArrayList<>();
        json.path("args").forEach(arg -> args.add(arg.asText()));
        return new Container(
                one(Container.Engine.values(), json.path("engine").asText()),
                json.path("image").asText(),
                mounts,
                args,
                one(Container.User.values(), json.path("user").asText()));
    }

    private static <E extends Enum<E>> E one(E[] all, String word) {
        for (E each : all) {
            if (each.name().equalsIgnoreCase(word)) {
                return each;
            }
        }
        throw new IllegalArgumentException("container: '" + word + "' is not known here");
    }
}
