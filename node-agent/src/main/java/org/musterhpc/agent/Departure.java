package org.musterhpc.agent;

import org.musterhpc.agent.claim.Leaving;
import org.musterhpc.agent.claim.Outbox;
import org.musterhpc.agent.claim.Slots;
import org.musterhpc.agent.diary.Diary;
import org.musterhpc.agent.supervise.Supervisor;

/** How the agent leaves where that is not the claiming thread's doing, and what it says then. */
record Departure(Slots slots, Outbox outbox, Diary diary) implements Supervisor.Response {

    @Override
    public void leave() {
        slots.stop(Leaving.BROKEN);
    }

    @Override
    public void tell(String part, Throwable cause) {
        tell(diary, part, cause);
    }

    static void tell(Diary diary, String part, Throwable cause) {
        cause.printStackTrace();
        say(diary, "leaves because " + part + " failed: " + cause);
    }

    /** Beside what hangs, there may be outcomes that only this process knows. */
    @Override
    public void halt() {
        try {
            keep();
            diary.warn("ends at once: it could not leave in order after what failed");
        } finally {
            Runtime.getRuntime().halt(Leaving.BROKEN.exitStatus());
        }
    }

    /** Puts on disk what only this process knows. */
    void keep() {
        outbox.away();
        outbox.keep();
    }

    /** The tasks have ended; what could not be reported lapses. Better than to be killed and called a failure. */
    void tooLate() {
        try {
            diary.warn("leaves because the allocation ends; Redis did not take all that there was to say");
        } finally {
            Runtime.getRuntime().halt(Leaving.NO_TIME.exitStatus());
        }
    }

    /** Says why it leaves, also to whoever started it where that is no good end. */
    void leaves(Leaving why, String lacks) {
        String text = why == Leaving.UNFIT ? why.reason() + ": " + lacks : "leaves: " + why.reason();
        if (why.exitStatus() == 0 || why == Leaving.BROKEN) {
            diary.info(text); // of what broke, more has been said
        } else {
            say(diary, text);
        }
    }

    private static void say(Diary diary, String text) {
        diary.warn(text);
        System.err.println("muster-agent: " + text.replace('\n', ' '));
    }
}
