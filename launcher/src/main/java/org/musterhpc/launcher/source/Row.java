package org.musterhpc.launcher.source;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Spot;

/**
 * One task, as its source gives it.
 *
 * @param params its parameters, without {@code id}
 * @param key what the source calls it (a column or key {@code id}), or null where it is numbered
 * @param at the line that it comes from
 */
public record Row(ObjectNode params, @Nullable String key, Spot at) {}
