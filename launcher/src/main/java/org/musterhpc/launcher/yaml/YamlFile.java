package org.musterhpc.launcher.yaml;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.musterhpc.launcher.problem.Place;
import org.musterhpc.launcher.problem.Problem;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.representer.Representer;

/** Reads a YAML file into values that know their places. Nothing but text, lists and mappings comes out of it. */
public final class YamlFile {
    private static final int MOST_BYTES = 16 << 20;
    private static final int DEEPEST = 50;

    private YamlFile() {}

    /** The file's one value; {@code kind} is what it should be, for advice: {@code "campaign file"}. */
    public static Value read(Path file, String kind) {
        return parse(file.toString(), text(file, kind), kind);
    }

    /** The same for text that has been read; {@code name} stands in problems. */
    public static Value parse(String name, String text, String kind) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MOST_BYTES);
        options.setNestingDepthLimit(DEEPEST);
        DumperOptions dump = new DumperOptions();
        Yaml yaml = new Yaml(new SafeConstructor(options), new Representer(dump), dump, options, new NothingImplicit());
        try {
            Node root = yaml.compose(new StringReader(text.startsWith("\uFEFF") ? text.substring(1) : text));
            if (root == null) {
                throw new Place(name, 1).problem("the file is empty", "a " + kind + " is YAML; see docs/" + page(kind));
            }
            Bulk.check(name, root);
            return new Value(name, root);
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark();
            throw new Place(name, mark == null ? 1 : mark.getLine() + 1)
                    .problem(
                            "not YAML: " + reason(e),
                            "look at this line and the one before it: quotes, brackets, indentation");
        } catch (YAMLException e) {
            throw new Place(name, 1)
                    .problem("not YAML that can be read: " + firstLine(e.getMessage()), "see docs/" + page(kind));
        }
    }

    private static String text(Path file, String kind) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw Problem.usage(
                        file + " is larger than " + (MOST_BYTES >> 20) + " MiB",
                        "keep the tasks in a file of their own and name it under tasks: csv, jsonl or lines");
            }
            byte[] bytes = Files.readAllBytes(file);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (NoSuchFileException e) {
            throw Problem.usage("there is no file " + file, "name a " + kind + " that is there");
        } catch (CharacterCodingException e) {
            throw new Place(file.toString(), 1)
                    .problem("not a text in UTF-8", "is it a " + kind + " at all? Save it as UTF-8");
        } catch (IOException e) {
            throw Problem.usage(
                    file + " cannot be read: " + (Files.isDirectory(file) ? "it is a folder" : e.getMessage()),
                    "name a " + kind + " that you may read");
        }
    }

    private static String page(String kind) {
        return kind.startsWith("campaign") ? "campaign-file.md" : "configuration.md";
    }

    private static String reason(MarkedYAMLException e) {
        String context = e.getContext();
        String problem = firstLine(e.getProblem());
        return context == null ? problem : firstLine(context) + ", " + problem;
    }

    private static String firstLine(String text) {
        return String.valueOf(text).lines().findFirst().orElse("").strip();
    }
}
