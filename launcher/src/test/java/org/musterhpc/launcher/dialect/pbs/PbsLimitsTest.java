package org.musterhpc.launcher.dialect.pbs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.musterhpc.launcher.dialect.Limits;
import org.musterhpc.launcher.dialect.Words;

/** In the words of {@code qstat -Bf} and {@code -Qf} of OpenPBS. */
class PbsLimitsTest {
    private static final String SERVER = """
            #muster who alice lab
            Server: s
                default_queue = workq
                max_array_size = 10000
                resources_max.mem = 64gb
                resources_max.ncpus = 32
                resources_max.walltime = 72:00:00
            """;

    private static Limits limits(String server, String queues) {
        return PbsLimits.read(SERVER + server + queues);
    }

    @Test
    void limitsOfTheServerCountWhereTheQueueHasNone() {
        Limits limits = limits("", """
                Queue: workq
                    queue_type = Execution
                Queue: short
                    queue_type = Execution
                    resources_max.walltime = 01:00:00
                    resources_max.mem = 524288kb
                """);
        assertThat(limits.partition(null).most()).isEqualTo(new Limits.Most(Duration.ofDays(3), 32, 64L << 30));
        assertThat(limits.partition("short").most()).isEqualTo(new Limits.Most(Duration.ofHours(1), 32, 512L << 20));
    }

    @Test
    void ofTheNumbersOfJobsTheLeastThatIsAboutTheUserCounts() {
        assertThat(queued("[u:PBS_GENERIC=20]")).isEqualTo(20);
        assertThat(queued("[u:PBS_GENERIC=20],[u:alice=40],[u:bob=3]")).isEqualTo(40);
        assertThat(queued("[u:PBS_GENERIC=20],[g:lab=10],[g:other=1]")).isEqualTo(10);
        assertThat(queued("[g:PBS_GENERIC=7],[o:PBS_ALL=1000]")).isEqualTo(7);
        assertThat(queued("[u:bob=3]")).isNull();
    }

    private static Integer queued(String value) {
        return limits("    max_queued = " + value + "\n", "").submitted();
    }

    @Test
    void queueAndServerBothCountJobs() {
        Limits limits = limits("    max_queued = [u:PBS_GENERIC=50]\n", """
                Queue: workq
                    max_queued = [g:lab=20]
                Queue: wide
                    queued_jobs_threshold = [u:PBS_GENERIC=80]
                """);
        assertThat(limits.submitted(limits.partition("workq"))).isEqualTo(20);
        assertThat(limits.submitted(limits.partition("wide"))).isEqualTo(50);
    }

    @Test
    void routingQueueGivesWhatItsDestinationsGive() {
        Limits limits = limits("", """
                Queue: workq
                    queue_type = Route
                    route_destinations = short,long
                    resources_max.mem = 32gb
                Queue: short
                    queue_type = Execution
                    max_array_size = 100
                    resources_max.walltime = 01:00:00
                Queue: long
                    queue_type = Execution
                    max_array_size = 500
                    resources_max.walltime = 24:00:00
                    resources_max.ncpus = 8
                Queue: away
                    queue_type = Route
                    route_destinations = short,big@elsewhere
                """);
        Limits.Partition routed = limits.partition(null);
        assertThat(routed.most()).isEqualTo(new Limits.Most(Duration.ofHours(24), 32, 32L << 30));
        assertThat(limits.arraySize(routed)).isEqualTo(500);
        assertThat(limits.arraySize(limits.partition("away"))).isEqualTo(10_000);
        assertThat(limits.partition("away").most().walltime()).isEqualTo(Duration.ofDays(3));
    }

    @Test
    void sizesAreReadAsPbsWritesThem() {
        assertThat(Words.bytes("4gb", 1)).isEqualTo(4L << 30);
        assertThat(Words.bytes("100", 1)).isEqualTo(100);
        assertThat(Words.bytes("100b", 1)).isEqualTo(100);
        assertThat(Words.bytes("2kw", 1)).isEqualTo(16 << 10);
        assertThat(Words.bytes("4096", 1 << 20)).isEqualTo(4L << 30);
        assertThat(Words.bytes("UNLIMITED", 1)).isNull();
        assertThat(Words.bytes(null, 1)).isNull();
    }
}
