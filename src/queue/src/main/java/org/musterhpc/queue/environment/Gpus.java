package org.musterhpc.queue.environment;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The GPUs that an agent may give to tasks.
 *
 * @param variable by which a program is told which are its own
 * @param ids as that variable names them: numbers, or names of the vendor's
 * @param relative variables of the environment that count within those of the first
 */
public record Gpus(String variable, List<String> ids, List<String> relative) {
    private static final String CUDA = "CUDA_VISIBLE_DEVICES";
    private static final String ROCR = "ROCR_VISIBLE_DEVICES";
    private static final String OURS = "MUSTER_GPUS";
    /** AMD's own language reads these, and counts within what the driver was told by {@link #ROCR}. */
    private static final List<String> WITHIN_ROCR = List.of("HIP_VISIBLE_DEVICES", CUDA, "GPU_DEVICE_ORDINAL");

    public Gpus {
        ids = List.copyOf(ids);
        relative = List.copyOf(relative);
    }

    /**
     * What the allocation says, and else what the machine has.
     *
     * @param configured how many the user says that there are; null: he does not
     */
    public static Gpus of(Map<String, String> environment, @Nullable Integer configured, Path root) {
        for (String variable : List.of(ROCR, CUDA)) {
            String told = environment.get(variable);
            if (told != null) {
                List<String> within = variable.equals(ROCR)
                        ? WITHIN_ROCR.stream().filter(environment::containsKey).toList()
                        : List.of();
                return new Gpus(variable, firstOf(visible(told), configured), within);
            }
        }
        String job = environment.getOrDefault("SLURM_STEP_GPUS", environment.getOrDefault("SLURM_JOB_GPUS", ""));
        String number = environment.getOrDefault("SLURM_GPUS_ON_NODE", "");
        String machine = amd(root) > 0 && nvidia(root).isEmpty() ? ROCR : CUDA;
        List<String> there = !job.isBlank()
                ? listed(job)
                : number.matches("[0-9]{1,4}")
                        ? numbers(Integer.parseInt(number))
                        : configured != null
                                ? numbers(configured)
                                : machine.equals(CUDA) ? nvidia(root) : numbers(amd(root));
        return new Gpus(machine, firstOf(there, configured), List.of());
    }

    public int count() {
        return ids.size();
    }

    /** What tells a task of those that it is given, by their places; also where it is given none. */
    public Map<String, String> variables(List<Integer> given) {
        String own = given.stream().map(ids::get).collect(Collectors.joining(","));
        Map<String, String> variables = new TreeMap<>(Map.of(variable, own, OURS, own));
        String counted = String.join(",", numbers(given.size()));
        relative.forEach(name -> variables.put(name, counted));
        return variables;
    }

    private static List<String> firstOf(List<String> all, @Nullable Integer most) {
        return most == null || most >= all.size() ? all : all.subList(0, most);
    }

    private static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }

    /** What comes behind one that is none, such as -1 or NoDevFiles, is not to be seen. */
    private static List<String> visible(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .takeWhile(id -> id.matches("[0-9]{1,4}|(GPU|MIG)-[A-Za-z0-9/-]+"))
                .distinct()
                .toList();
    }

    /** As Slurm lists them: {@code 0,2-3}. */
    private static List<String> listed(String text) {
        List<String> ids = new ArrayList<>();
        for (String part : text.strip().split(",", -1)) {
            String[] ends = part.split("-", -1);
            if (!part.matches("[0-9]{1,4}(-[0-9]{1,4})?")) {
                return List.of(); // nobody knows what it means
            }
            int last = Integer.parseInt(ends[ends.length - 1]);
            for (int id = Integer.parseInt(ends[0]); id <= last; id++) {
                ids.add(Integer.toString(id));
            }
        }
        return ids;
    }

    private static List<String> nvidia(Path root) {
        TreeSet<Integer> found = new TreeSet<>();
        names(root.resolve("dev"), "nvidia[0-9]*").stream()
                .map(name -> name.substring("nvidia".length()))
                .filter(id -> id.matches("[0-9]{1,4}"))
                .forEach(id -> found.add(Integer.valueOf(id)));
        return found.stream().map(Object::toString).toList();
    }

    /** Processors are nodes of that tree, too. */
    private static int amd(Path root) {
        Path nodes = root.resolve("sys/class/kfd/kfd/topology/nodes");
        return (int) names(nodes, "*").stream()
                .filter(name -> !read(nodes.resolve(name).resolve("gpu_id")).matches("0?"))
                .count();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException notThere) {
            return "";
        }
    }

    private static List<String> names(Path folder, String pattern) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, pattern)) {
            files.forEach(file -> names.add(String.valueOf(file.getFileName())));
        } catch (IOException | DirectoryIteratorException notThere) {
            return List.of();
        }
        return names;
    }
}
