package org.musterhpc.launcher.restore;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.home.ChangingTreeVisitor;
import org.musterhpc.launcher.home.PrivateFiles;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.Children;
import org.musterhpc.queue.model.Ending;
import org.musterhpc.queue.model.Message;
import org.musterhpc.queue.model.State;
import org.musterhpc.queue.model.codec.EndingCodec;

/**
 * Which tasks of a campaign the journals of its agents say are done. Of each only the place of its record is held, eight
 * bytes, so that millions of tasks need not fit into memory.
 */
public final class Journals {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String NAME = "results.jsonl";
    private static final Pattern DONE = Pattern.compile("^\\{\"token\":\\d+,\"state\":\"DONE\",");
    private static final String IDENTITY = "{\"campaign\":";
    private static final String LATE = "{\"late\":";

    /** The folder of all logs, an agent's in it, the journal. */
    private static final int DEPTH = 2;

    /** Bits of a place that are the offset in its file: 4 TiB; the others number the file. */
    private static final int OFFSET = 42;

    private final Campaign campaign;
    private final List<Path> files;
    private final Map<String, long[]> places = new HashMap<>();
    /** Of tasks that results brought along, by id: they had other numbers. */
    private final Map<String, Long> brought = new HashMap<>();
    /** Records that came too late, of tasks of which no other is known yet: see {@link #late}. */
    private final List<Late> late = new ArrayList<>();

    private long done;

    private Journals(Campaign campaign, List<Path> files) {
        this.campaign = campaign;
        this.files = files;
    }

    /**
     * Reads all journals in these folders of logs. Lines that are torn, or of another campaign that had this name, are left
     * out: their tasks run again.
     *
     * @throws Problem failed, where one cannot be read
     */
    public static Journals read(Campaign campaign, Collection<Path> folders) {
        Set<Path> found = new LinkedHashSet<>();
        folders.forEach(folder -> found.addAll(find(folder)));
        Journals journals = new Journals(campaign, List.copyOf(found));
        for (int i = 0; i < journals.files.size(); i++) {
            journals.index(i);
        }
        journals.late.forEach(one -> journals.note(one.ending(), one.place()));
        return journals;
    }

    private static List<Path> find(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Path> found = new ArrayList<>();
        try {
            Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEPTH, new ChangingTreeVisitor() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (file.endsWith(NAME)) {
                        found.add(file.toAbsolutePath().normalize());
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
        return found.stream().sorted().toList();
    }

    private void index(int number) {
        boolean[] ours = {false};
        try {
            JournalLines.read(files.get(number), (offset, line) -> {
                if (line.startsWith(IDENTITY)) {
                    ours[0] = isOurs(line);
                } else if (ours[0] && line.startsWith(LATE)) {
                    late(number, line);
                } else if (ours[0]) {
                    Ending ending = done(line);
                    if (ending != null) {
                        note(ending, ((long) (number + 1) << OFFSET) | offset);
                    }
                }
            });
        } catch (IOException e) {
            throw unreadable(files.get(number), e);
        }
    }

    private record Late(Ending ending, long place) {}

    /**
     * Of a task that was done twice, which of the two Redis took is known to the agent of the other: its record stands back, but for
     * where no other is found.
     */
    private void late(int number, String line) {
        try {
            JsonNode json = JSON.readTree(line);
            String stage = json.path("stage").asText();
            int n = json.path("n").asInt();
            String id = json.path("id").asText();
            long[] known = places.getOrDefault(stage, new long[0]);
            long place = brought.containsKey(id) ? brought.get(id) : n > 0 && n < known.length ? known[n] : 0;
            Ending ending = place != 0 && file(place) == number
                    ? records(List.of(place)).get(place)
                    : null;
            if (ending == null || ending.last().token() != json.path("late").asLong()) {
                return;
            }
            late.add(new Late(ending, place));
            done--;
            if (brought.remove(id) == null) {
                known[n] = 0;
            }
        } catch (JsonProcessingException torn) {
            // It counts as one that was taken.
        }
    }

    private boolean isOurs(String line) {
        try {
            JsonNode json = JSON.readTree(line);
            return json.path("campaign").asText().equals(campaign.name())
                    && json.path("digest").asText().equals(campaign.digest())
                    && json.path("created_ms").asLong() == campaign.created().toEpochMilli();
        } catch (JsonProcessingException torn) {
            return false;
        }
    }

    private static @Nullable Ending done(String line) {
        if (!DONE.matcher(line).lookingAt()) {
            return null;
        }
        try {
            Ending ending = EndingCodec.decode("?", line);
            return ending.state() == State.DONE ? ending : null;
        } catch (RuntimeException torn) {
            return null; // whatever a broken disk made of it
        }
    }

    private void note(Ending ending, long place) {
        long n = ending.message().n();
        if (n >= 1 && Children.brought(ending.message())) {
            done += brought.putIfAbsent(ending.message().id(), place) == null ? 1 : 0;
            return;
        }
        if (n < 1 || n > Integer.MAX_VALUE - 8) {
            return; // a foreign producer's, which no manifest has
        }
        int at = (int) n;
        long[] known = places.computeIfAbsent(ending.stage(), stage -> new long[1024]);
        if (at >= known.length) {
            known = Arrays.copyOf(known, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(at + 1L, known.length * 2L)));
            places.put(ending.stage(), known);
        }
        // Of two that are done, the first: the other's report came too late.
        if (known[at] == 0) {
            known[at] = place;
            done++;
        }
    }

    /** How many tasks are done. */
    public long done() {
        return done;
    }

    /** How many journals there are. */
    public int count() {
        return files.size();
    }

    /** How many of them are in a folder of logs. */
    public long count(Path folder) {
        Path whole = folder.toAbsolutePath().normalize();
        return files.stream().filter(file -> file.startsWith(whole)).count();
    }

    /** Where the record of this task stands: 0 nowhere; places of one file are in the order of the file. */
    long place(String stage, Message message) {
        if (Children.brought(message)) {
            return brought.getOrDefault(message.id(), 0L);
        }
        long[] known = places.get(stage);
        return known == null || message.n() >= known.length ? 0 : known[(int) message.n()];
    }

    /** How these tasks ended, one for each; null where they are not done, as far as the journals know. */
    List<@Nullable Ending> endings(String stage, List<Message> messages) {
        Map<Long, Ending> records = records(messages.stream()
                .map(message -> place(stage, message))
                .filter(place -> place != 0)
                .toList());
        List<@Nullable Ending> endings = new ArrayList<>();
        for (Message message : messages) {
            Ending ending = records.get(place(stage, message));
            boolean its = ending != null && ending.message().id().equals(message.id());
            endings.add(its ? ending : null);
        }
        return endings;
    }

    /** The records at these places, in any order; one that is another task's than it should be is the caller's to find out. */
    Map<Long, Ending> records(Collection<Long> wanted) {
        Map<Long, Ending> records = new HashMap<>();
        List<Long> sorted = new ArrayList<>(wanted);
        sorted.sort(null);
        int from = 0;
        while (from < sorted.size()) {
            int file = file(sorted.get(from));
            int to = from;
            while (to < sorted.size() && file(sorted.get(to)) == file) {
                to++;
            }
            Path path = files.get(file);
            try (RecordReader reader = new RecordReader(path)) {
                for (long place : sorted.subList(from, to)) {
                    Ending ending = done(reader.lineAt(place & ((1L << OFFSET) - 1)));
                    if (ending != null) {
                        records.put(place, ending);
                    }
                }
            } catch (IOException e) {
                throw unreadable(path, e);
            }
            from = to;
        }
        return records;
    }

    private static int file(long place) {
        return (int) (place >>> OFFSET) - 1;
    }

    private static Problem unreadable(Path path, IOException e) {
        return Problem.failed(path + " cannot be read: " + PrivateFiles.reason(e), "look at its permissions");
    }
}
