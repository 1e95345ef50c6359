package org.musterhpc.agent.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.musterhpc.queue.model.Outcome;

class KillNoticeTest {
    @TempDir
    private Path folder;

    private Path out() {
        return folder.resolve("out");
    }

    private void print(String text) throws IOException {
        Files.writeString(out(), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @ParameterizedTest
    @CsvSource({
        "'=>> PBS: job killed: mem 64184kb exceeded limit 40960kb', OOM",
        "'=>> PBS: job killed: vmem 1541620kb exceeded limit 40960kb', OOM",
        "'=>> PBS: job killed: walltime 10 exceeded limit 5', PREEMPTED",
        "'=>> PBS: job killed: ncpus 3.41 exceeded limit 1 (sum)', PREEMPTED",
        "'slurmstepd: error: Exceeded job memory limit', OOM",
        "'slurmstepd: error: Step 12.batch exceeded memory limit (64184 > 40960), being killed', OOM",
        "'slurmstepd: error: Detected 1 oom-kill event(s) in StepId=12.batch.', OOM",
        "'slurmstepd: error: *** JOB 12 ON n1 CANCELLED AT 2026-11-29T03:00:00 DUE TO TIME LIMIT ***', PREEMPTED",
        "'slurmstepd: error: *** JOB 12 ON n1 CANCELLED AT 2026-11-29T03:00:00 DUE TO PREEMPTION ***', PREEMPTED",
        "'slurmstepd: error: *** JOB 12 ON n1 CANCELLED AT 2026-11-29T03:00:00 DUE TO NODE FAILURE ***', NODE_LOST",
        "'slurmstepd: error: *** JOB 12 ON n1 CANCELLED AT 2026-11-29T03:00:00 ***', PREEMPTED",
    })
    void causeIsTakenFromTheSchedulersLine(String line, Outcome outcome) throws IOException {
        print("before\n");
        KillNotice notice = KillNotice.of(List.of(out(), out()));
        print("noise\n" + line + "\n");
        assertThat(notice.read()).contains(new KillNotice.Cause(outcome, "its allocation was ended: " + line));
    }

    /** The output of a requeued element goes on where that of its former start ended. */
    @Test
    void whatWasThereBeforeIsNotAboutThisStart() throws IOException {
        print("=>> PBS: job killed: mem 64184kb exceeded limit 40960kb\n");
        KillNotice notice = KillNotice.of(List.of(out()));
        assertThat(notice.read()).isEmpty();
        print("the agent says: job killed: mem 1kb exceeded\n");
        assertThat(notice.read()).as("not the scheduler's words").isEmpty();
    }

    @Test
    void memoryGoesBeforeWhatFollowsIt() throws IOException {
        print("");
        KillNotice notice = KillNotice.of(List.of(out()));
        print(
                "slurmstepd: error: *** JOB 12 ON n1 CANCELLED AT 2026 ***\nslurmstepd: error: Exceeded job memory limit\n");
        assertThat(notice.read())
                .hasValueSatisfying(cause -> assertThat(cause.outcome()).isEqualTo(Outcome.OOM));
    }

    @Test
    void muchOutputAndNoFileAreNoTrouble() throws IOException {
        print("");
        KillNotice notice = KillNotice.of(List.of(out(), folder.resolve("not-there"), Path.of("/dev/null")));
        print("x".repeat(500_000) + "\n=>> PBS: job killed: mem 2kb exceeded limit 1kb\n");
        assertThat(notice.read()).isPresent();
        Files.delete(out());
        assertThat(notice.read()).isEmpty();
    }
}
