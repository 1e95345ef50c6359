package org.musterhpc.launcher.app;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A campaign's file, and what the user wants otherwise than it says.
 *
 * @param name the campaign's name; null: as the file says
 * @param cluster where agents run; null: as the file says
 * @param vars values for variables of the file, {@code NAME=VALUE} each
 * @param fresh whether a campaign of this name is removed first
 * @param force whether that is so even while tasks are running
 */
public record Request(
        String file,
        @Nullable String name,
        @Nullable String cluster,
        List<String> vars,
        boolean fresh,
        boolean force) {}
