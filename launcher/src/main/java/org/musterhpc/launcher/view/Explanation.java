package org.musterhpc.launcher.view;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.View;
import org.musterhpc.queue.model.Stage;

/**
 * What is known of a task whose standing is to be explained.
 *
 * @param campaign its campaign
 * @param stage its stage's settings
 * @param task the task with its history
 * @param overview of the campaign at the same moment
 * @param agents that the campaign has or had
 * @param awaited the task that it waits for, where it waits for one
 * @param clusters where the campaign has array elements
 * @param stages all of the campaign's
 * @param imported whether the campaign is here to be looked at, and never run
 * @param lastLine what the last attempt that ended printed last; null: nothing, or it cannot be had
 */
public record Explanation(
        String campaign,
        Stage stage,
        View.TaskView task,
        View.Overview overview,
        List<View.AgentView> agents,
        View.@Nullable TaskView awaited,
        List<ClusterStanding> clusters,
        List<Stage> stages,
        boolean imported,
        @Nullable String lastLine) {}
