package org.musterhpc.launcher.cli;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.submit.Source;
import org.musterhpc.launcher.submit.Submission;
import org.musterhpc.queue.Intake;
import org.musterhpc.queue.model.Campaign;

/** A campaign file that has been read, expanded to its tasks, and verified. */
@SuppressWarnings({"DoNotCallSuggester", "ObjectToString"})
record Plan(Campaign campaign, Map<String, Long> tasks, Source source, @Nullable String cluster) {

    static Plan of(Session session, String file, SubmitOptions options) {
        throw new UnsupportedOperationException(file + session + options);
    }

    static String nameIn(Path file) {
        throw new UnsupportedOperationException(file.toString());
    }

    static Submission rest(Session session, String campaign) {
        throw new UnsupportedOperationException(campaign + session);
    }

    String name() {
        return campaign.name();
    }

    long total() {
        return tasks.values().stream().mapToLong(Long::longValue).sum();
    }

    Intake.Created commit(Submission submission) {
        return submission.create();
    }

    void show(Session session) {
        throw new UnsupportedOperationException(session.toString());
    }
}
