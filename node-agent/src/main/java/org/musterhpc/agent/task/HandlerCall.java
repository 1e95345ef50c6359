package org.musterhpc.agent.task;

import java.nio.file.Path;
import org.musterhpc.queue.model.TaskCommand;

/**
 * A task for a handler, which may be running already.
 *
 * @param user whose tasks the handler takes
 * @param handler when another takes its place
 * @param mark of its setup: a file that must not be there when it is started
 * @param id the task's
 * @param line what it reads, without the newline
 */
public record HandlerCall(User user, TaskCommand.Handler handler, Path mark, String id, String line) {

    /** A stage in an edition of its campaign. */
    public record User(String stage, int edition) {}
}
