package org.musterhpc.launcher.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.problem.Spot;
import org.musterhpc.launcher.text.ForeignText;
import org.musterhpc.launcher.text.Utf8;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;

/** Reads YAML files. Only the tree is built, no objects, so that nothing in a file can be code. */
public final class YamlFile {
    private static final int LARGEST = 16 << 20;
    private static final String NOT_YAML =
            "write it as YAML, one 'key: value' a line; docs/campaign-file.md has examples";

    private YamlFile() {}

    /**
     * Reads a file, limited in size, depth and in what aliases multiply.
     *
     * @return what stands at its top, or null where there is nothing but comments
     * @throws Problem usage, where it cannot be read or is not YAML
     */
    public static @Nullable YamlValue read(Path file) {
        return of(file, text(file));
    }

    /** The same of a text that is in no file: {@code file} is what messages call it, and what it names lies beside that. */
    public static @Nullable YamlValue of(Path file, String text) {
        List<Node> top = new ArrayList<>();
        compose(file, text, composer -> {
            Node only = composer.getSingleNode();
            if (only != null) {
                top.add(only);
            }
        });
        return top.isEmpty() ? null : checked(file, top.get(0));
    }

    /**
     * Reads a file of several documents, as {@link #read} does one; those that hold nothing are left out.
     *
     * @throws Problem usage, where it cannot be read or is not YAML
     */
    public static List<YamlValue> documents(Path file) {
        List<Node> tops = new ArrayList<>();
        compose(file, text(file), composer -> {
            while (composer.checkNode()) {
                tops.add(composer.getNode());
            }
        });
        return tops.stream()
                .map(top -> checked(file, top))
                .filter(value -> !value.isNothing())
                .toList();
    }

    private static YamlValue checked(Path file, Node top) {
        new Extent(file).check(top);
        return YamlValue.top(file, top);
    }

    private static void compose(Path file, String text, Consumer<Composer> use) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(LARGEST);
        try {
            Parser events = new Untagged(file, new ParserImpl(new StreamReader(text), options));
            use.accept(new Composer(events, new CoreResolver(), options));
        } catch (MarkedYAMLException e) {
            throw Misread.of(file, text, e);
        } catch (ReaderException e) {
            int line = 1
                    + (int) text.codePoints()
                            .limit(e.getPosition())
                            .filter(c -> c == '\n')
                            .count();
            throw new Spot(file, line)
                    .usage("is not YAML: a character that no text has (code " + e.getCodePoint() + ")", NOT_YAML);
        } catch (YAMLException e) {
            throw new Spot(file, 0)
                    .usage(
                            "cannot be read as YAML: " + firstLine(e.getMessage()),
                            "write values out instead of aliasing them, and put long lists of tasks into a file of their own");
        }
    }

    private static String text(Path file) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(LARGEST + 1);
        } catch (NoSuchFileException e) {
            throw Problem.usage("there is no file " + file, "check the path");
        } catch (IOException e) {
            String why = Files.isDirectory(file) ? "it is a folder" : firstLine(e.getMessage());
            throw Problem.usage("cannot read " + file + ": " + why, "name a file that you may read");
        }
        if (bytes.length > LARGEST) {
            throw Problem.usage(
                    file + " is larger than 16 MiB",
                    "put the tasks into a file of their own: tasks: {lines: FILE}, or csv, jsonl");
        }
        try {
            Utf8.refuseForeign(bytes);
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new Spot(file, 0).usage("is not YAML: it " + ForeignText.what(e), ForeignText.advice(e));
        }
    }

    static String firstLine(@Nullable String message) {
        return message == null ? "no reason given" : message.lines().findFirst().orElse("no reason given");
    }
}
