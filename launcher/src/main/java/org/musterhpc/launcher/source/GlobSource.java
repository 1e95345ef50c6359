package org.musterhpc.launcher.source;

import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.PatternSyntaxException;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.problem.Spot;
import org.musterhpc.queue.environment.ByteText;

/**
 * Files whose path matches a pattern, sorted; {@code **} stands for any number of folders, a pattern that ends in
 * {@code /} for folders instead of files. One folder's names are held at a time. Paths are given as the pattern is written:
 * relative to the campaign file's folder, or absolute; {@code ~/} is the user's own folder, as for other files.
 */
public final class GlobSource implements Source {
    /** What the parameter is called where {@code as:} does not say. */
    public static final String NAME = "path";

    private final Spot at;
    private final String pattern;
    private final String as;
    private final List<GlobPattern> parts;

    /**
     * @throws IllegalArgumentException where the pattern cannot be read
     */
    public GlobSource(Spot at, String pattern, String as) {
        this.at = at;
        this.pattern = DataFile.fromHome(pattern);
        this.as = as;
        try {
            this.parts = GlobPattern.parts(this.pattern);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("'" + pattern + "' is not a pattern; write * ? [a-z] {a,b} and **", e);
        }
    }

    @Override
    public Spot at() {
        return at;
    }

    @Override
    public Set<String> names() {
        return Set.of(as);
    }

    @Override
    public void rows(Consumer<Row> sink) {
        boolean absolute = pattern.startsWith("/");
        Path folder = absolute ? Path.of("/") : at.folder();
        try {
            descend(folder, absolute ? "/" : "", states(Set.of(0)), sink);
        } catch (AccessDeniedException e) {
            throw at.usage("cannot list the folder " + e.getFile(), "make it readable, or write a narrower pattern");
        } catch (IOException e) {
            throw at.usage("cannot list files: " + e.getMessage(), "write a narrower pattern");
        }
    }

    /** One pass over a folder for all the parts that its names may match, so that no path is given twice. */
    private void descend(Path folder, String prefix, Set<Integer> states, Consumer<Row> sink) throws IOException {
        for (String name : names(folder, states)) {
            Path path = ByteText.path(folder, name);
            Set<Integer> next = new TreeSet<>();
            boolean matched = false;
            for (int state : states) {
                GlobPattern part = parts.get(state);
                if (part.anyDepth()) {
                    if (below(path, name)) {
                        next.add(state);
                    }
                } else if (part.matches(name)) {
                    matched |= state == parts.size() - 1;
                    if (state < parts.size() - 1) {
                        next.add(state + 1);
                    }
                }
            }
            if (matched && (pattern.endsWith("/") ? Files.isDirectory(path) : Files.isRegularFile(path))) {
                sink.accept(Single.row(as, TextNode.valueOf(prefix + name), at));
            }
            if (!next.isEmpty() && Files.isDirectory(path)) {
                descend(path, prefix + name + "/", states(next), sink);
            }
        }
    }

    /** Whether {@code **} goes into it: not into hidden folders, nor through links, which may lead back up. */
    private static boolean below(Path path, String name) {
        return !name.startsWith(".") && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    /** With those that {@code **} reaches by standing for no folder at all. */
    private Set<Integer> states(Set<Integer> given) {
        Set<Integer> all = new TreeSet<>(given);
        for (int state : given) {
            if (state < parts.size() - 1 && parts.get(state).anyDepth()) {
                all.add(state + 1);
            }
        }
        return all;
    }

    private List<String> names(Path folder, Set<Integer> states) throws IOException {
        List<String> names = new ArrayList<>();
        if (states.size() == 1 && parts.get(states.iterator().next()).plain()) {
            String name = parts.get(states.iterator().next()).text();
            if (Files.exists(ByteText.path(folder, name))) {
                names.add(name);
            }
            return names;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            entries.forEach(entry -> names.add(ByteText.name(entry)));
        } catch (NoSuchFileException e) {
            return List.of(); // it was there when its name was read
        }
        Collections.sort(names);
        return names;
    }

    @Override
    public Problem empty() {
        return at.usage(
                "no file matches '" + pattern + "'",
                "check the pattern" + (pattern.startsWith("/") ? "" : "; it is relative to " + at.folder()));
    }
}
