package org.musterhpc.launcher.dialect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.musterhpc.queue.model.Walltime;

/**
 * What the directives of a batch script ask for, whoever wrote them: our template, a site's, or {@code directives:}.
 *
 * @param names one of these; none: not asked for
 * @param queues the same, of partitions
 * @param walltimes the same; none where one of them is written in a way that we do not read
 */
public record Wanted(Set<String> names, Set<String> queues, Set<Duration> walltimes) {
    /** Nothing that could be compared. */
    public static final Wanted NOTHING = new Wanted(Set.of(), Set.of(), Set.of());

    private static final Pattern CLOCK = Pattern.compile("(\\d+-)?\\d+:\\d{2}:\\d{2}");
    /** Slurm counts in minutes, and rounds up. */
    private static final Duration ROUNDED = Duration.ofMinutes(1);

    /** {@code --option=value}, {@code --option value}, {@code -o value} and {@code -ovalue}; several may be in a line. */
    private static final Pattern OPTION =
            Pattern.compile("(?<!\\S)(--[A-Za-z-]+|-[A-Za-z])(?:=|\\s+(?!-))?((?!-)\\S*)");

    public Wanted {
        names = Set.copyOf(names);
        queues = Set.copyOf(queues);
        walltimes = Set.copyOf(walltimes);
    }

    /** Collects them; how options are called is a dialect's. */
    public static final class Reader {
        private final Set<String> names = new HashSet<>();
        private final Set<String> queues = new HashSet<>();
        private final Set<Duration> walltimes = new HashSet<>();
        private boolean unread;

        public void name(String value) {
            names.add(value);
        }

        public void queue(String value) {
            queues.add(value);
        }

        public void walltime(String value) {
            @Nullable
            Duration time = CLOCK.matcher(value).matches() ? Words.walltime(value, Duration.ofMinutes(1)) : null;
            if (time == null) {
                unread = true;
            } else {
                walltimes.add(time);
            }
        }

        /** Gives each option of the script's directives to {@code option}. */
        public Wanted read(String directive, String script, BiConsumer<String, String> option) {
            for (String line : script.lines().toList()) {
                Matcher found =
                        OPTION.matcher(line.startsWith(directive + " ") ? line.substring(directive.length()) : "");
                while (found.find()) {
                    option.accept(found.group(1), found.group(2));
                }
            }
            return new Wanted(names, queues, unread ? Set.of() : walltimes);
        }
    }

    /** What is otherwise than it was asked for, in words; none where all is well. */
    public List<String> missed(Facts facts) {
        List<String> missed = new ArrayList<>();
        if (!names.isEmpty() && !names.contains(facts.name())) {
            missed.add("its name is " + facts.name() + ", not " + String.join(" or ", names));
        }
        if (!queues.isEmpty() && facts.queues().stream().noneMatch(queues::contains)) {
            missed.add("its partition or queue is " + String.join(", ", facts.queues()) + ", not "
                    + String.join(" or ", queues));
        }
        Duration given = facts.walltime();
        if (!walltimes.isEmpty() && walltimes.stream().noneMatch(time -> like(time, given))) {
            missed.add("its walltime is " + (given == null ? "without limit" : Walltime.format(given)) + ", not "
                    + String.join(
                            " or ", walltimes.stream().map(Walltime::format).toList()));
        }
        return missed;
    }

    private static boolean like(Duration wanted, @Nullable Duration given) {
        return given != null
                && given.compareTo(wanted) >= 0
                && given.minus(wanted).compareTo(ROUNDED) < 0;
    }
}
