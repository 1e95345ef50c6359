package org.musterhpc.launcher.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ActivityTest {
    private static final long NOON = 1_790_000_000_000L;
    private static final Offset<Double> NEARLY = within(1e-3);

    private static double spent(Activity.Course course) {
        return Arrays.stream(course.mean()).sum() * course.width();
    }

    @Test
    void allThatWasSpentIsThereHoweverLongTheWholeBecomes() {
        Random random = new Random(3);
        Activity activity = new Activity();
        double spent = 0;
        for (int i = 0; i < 2_000; i++) {
            long from = NOON + random.nextInt(i + 1) * 4_000L - random.nextInt(3) * 3_600_000L;
            long lasts = random.nextInt(100_000);
            activity.lasted(from, from + lasts, 1);
            spent += lasts;
        }
        assertThat(spent(activity.course())).isCloseTo(spent, within(spent / 1e6));
        assertThat(activity.course().mean()).hasSizeLessThanOrEqualTo(512);
    }

    @Test
    void itTellsHowManyTookPlaceAtOnce() {
        Activity activity = new Activity();
        activity.lasted(NOON, NOON + 4_000, 1);
        activity.lasted(NOON + 1_000, NOON + 3_000, 2);
        Activity.Course course = activity.course();
        assertThat(course.peak()).isCloseTo(3, NEARLY);
        assertThat(course.from()).isEqualTo(NOON);
        assertThat(course.until()).isBetween(NOON + 4_000, NOON + 4_100);
    }

    @Test
    void whatHappensIsCountedBySecondAndCanBeDrawnOverAnother() {
        Activity running = new Activity();
        running.lasted(NOON, NOON + 10_000, 1);
        Activity ended = new Activity();
        for (int i = 0; i < 100; i++) {
            ended.happened(NOON + i * 100L);
        }
        Activity.Course like = ended.like(running.course());
        assertThat(like.mean()).hasSameSizeAs(running.course().mean());
        assertThat(spent(like) / 1000).isCloseTo(100, within(1.0));
    }

    @Test
    void timesThatCannotBeDoNoHarm() {
        Activity activity = new Activity();
        activity.lasted(NOON, NOON + 10, 1);
        activity.lasted(Long.MIN_VALUE, Long.MAX_VALUE, 1);
        activity.lasted(NOON, NOON - 10, 1);
        activity.happened(Long.MAX_VALUE);
        assertThat(activity.course().mean()).hasSizeLessThanOrEqualTo(512);
        assertThat(new Activity().course()).isSameAs(Activity.Course.NOTHING);
    }
}
