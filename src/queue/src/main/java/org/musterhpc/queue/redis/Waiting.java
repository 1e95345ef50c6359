package org.musterhpc.queue.redis;

import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.Stage.After;

/** What the tasks of a stage wait for, as the scripts are told it. */
record Waiting(String stage, @Nullable After after) {

    static Waiting of(CampaignReader.Known known, String stage) {
        return new Waiting(stage, known.campaign().stage(stage).after());
    }

    /** {@code free}, {@code all} or {@code each}. */
    String mode() {
        return after == null ? "free" : after.all() ? "all" : "each";
    }

    boolean each() {
        return after != null && !after.all();
    }

    /** The stage whose index tells what is done; where nothing is waited for, our own, so that the key is there to name. */
    String indexStage() {
        return after == null ? stage : after.stage();
    }

    /** As for its id; a message of another producer waits for no single task: then empty. */
    String idWaitedFor(Message message) {
        return each() && message.n() > 0 ? idWaitedFor(message.id()) : "";
    }

    /** {@code merge/000017} waits for {@code match/000017}. */
    String idWaitedFor(String id) {
        if (after == null) {
            return "";
        }
        return id.startsWith(stage + "/") ? after.stage() + id.substring(stage.length()) : after.stage() + "/" + id;
    }
}
