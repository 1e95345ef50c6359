package org.musterhpc.agent.handler;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** What a handler says that is not for the log. */
sealed interface HandlerReply {

    /**
     * How a task went.
     *
     * @param exit 0 where it went well
     * @param last whether the handler wants another to take its place
     */
    record Answer(
            String id,
            int exit,
            @Nullable String error,
            @Nullable JsonNode result,
            boolean last) implements HandlerReply {
        Answer asLast() {
            return new Answer(id, exit, error, result, true);
        }
    }

    /** An answer that is none, in words. */
    record Fault(String words) implements HandlerReply {}
}
