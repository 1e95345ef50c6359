package org.musterhpc.agent.allocation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.musterhpc.queue.model.Outcome;

/**
 * Why the scheduler ends the allocation. Its signal is the same whatever the cause, and once the agent has given its tasks
 * back nobody else can tell them apart; but pbs_mom and slurmstepd write a line into the batch script's output before they
 * send it, and the agent has that output open.
 */
public final class KillNotice {
    private static final int READ_AT_MOST = 64 << 10;
    private static final int LONGEST = 200;
    private static final Pattern WHO = Pattern.compile("^(=>> PBS: |slurmstepd: )", Pattern.MULTILINE);

    /** In this order; what a scheduler ends for another cause it takes away. */
    private static final List<Map.Entry<Pattern, Outcome>> CAUSES = List.of(
            Map.entry(Pattern.compile("job killed: p?v?mem |xceeded (job |step )?memory limit|oom.kill"), Outcome.OOM),
            Map.entry(Pattern.compile("NODE FAIL|[Ee]pilog|[Pp]rolog"), Outcome.NODE_LOST),
            Map.entry(Pattern.compile("job killed: |CANCELLED|PREEMPTION|TIME LIMIT"), Outcome.PREEMPTED));

    private final Map<Path, Long> outputs;

    private KillNotice(Map<Path, Long> outputs) {
        this.outputs = outputs;
    }

    /** Why, in the scheduler's words. */
    public record Cause(Outcome outcome, String reason) {}

    /** Looks at what is written from now on to the standard output and error of this process, where they are files. */
    public static KillNotice ofThisProcess() {
        return of(List.of(Path.of("/proc/self/fd/1"), Path.of("/proc/self/fd/2")));
    }

    /** The links lead to open files, also where their folders may not be entered. */
    static KillNotice of(List<Path> links) {
        Map<Path, Long> outputs = new LinkedHashMap<>();
        Set<Object> seen = new HashSet<>();
        for (Path link : links) {
            regular(link).filter(file -> seen.add(file.fileKey())).ifPresent(file -> outputs.put(link, file.size()));
        }
        return new KillNotice(outputs);
    }

    /** Empty where nothing is told: it is closed, or no file. */
    private static Optional<BasicFileAttributes> regular(Path link) {
        try {
            return Optional.of(Files.readAttributes(link, BasicFileAttributes.class))
                    .filter(BasicFileAttributes::isRegularFile);
        } catch (IOException closedOrGone) {
            return Optional.empty();
        }
    }

    /** Empty where it does not say: an end that somebody asked for, or a scheduler that writes elsewhere. */
    public Optional<Cause> read() {
        String told = outputs.entrySet().stream()
                .map(output -> since(output.getKey(), output.getValue()))
                .reduce("", String::concat);
        List<String> notices = told.lines()
                .filter(line -> WHO.matcher(line).find())
                .map(line ->
                        line.strip().substring(0, Math.min(LONGEST, line.strip().length())))
                .toList();
        for (Map.Entry<Pattern, Outcome> cause : CAUSES) {
            for (String notice : notices) {
                if (cause.getKey().matcher(notice).find()) {
                    return Optional.of(new Cause(cause.getValue(), "its allocation was ended: " + notice));
                }
            }
        }
        return Optional.empty();
    }

    private static String since(Path file, long start) {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            long from = Math.max(start, channel.size() - READ_AT_MOST);
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.max(0, Math.min(READ_AT_MOST, channel.size() - from)));
            channel.position(from);
            int read = 0;
            while (bytes.hasRemaining() && read >= 0) {
                read = channel.read(bytes);
            }
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
        } catch (IOException gone) {
            return "";
        }
    }
}
