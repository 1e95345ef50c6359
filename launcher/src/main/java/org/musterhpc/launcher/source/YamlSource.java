package org.musterhpc.launcher.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.problem.Spot;
import org.musterhpc.launcher.yaml.YamlFile;
import org.musterhpc.launcher.yaml.YamlJson;
import org.musterhpc.launcher.yaml.YamlMap;
import org.musterhpc.launcher.yaml.YamlValue;
import org.musterhpc.queue.environment.ByteText;

/**
 * Files of YAML, sorted by name, with a document a task: its keys are the parameters, those within others by {@code a.b}.
 * A task's key is its {@code id}, or the file's name without its ending, with a number where the file has several.
 */
public final class YamlSource implements Source {
    private static final String ADVICE = "write 'name: value' lines, and --- between two tasks";

    private final GlobSource files;

    /**
     * @param pattern of the files' names
     * @throws IllegalArgumentException where it cannot be read
     */
    public YamlSource(Spot at, String pattern) {
        this.files = new GlobSource(at, pattern, GlobSource.NAME);
    }

    @Override
    public Spot at() {
        return files.at();
    }

    @Override
    public @Nullable Set<String> names() {
        return null;
    }

    @Override
    public void rows(Consumer<Row> sink) {
        files.rows(found -> read(found.params().path(GlobSource.NAME).asText(), sink));
    }

    private void read(String name, Consumer<Row> sink) {
        Path file = ByteText.path(at().file().resolveSibling(""), name);
        List<YamlValue> documents = YamlFile.documents(file);
        if (documents.isEmpty()) {
            throw new Spot(file, 0).usage("holds no task", ADVICE);
        }
        String plain = ByteText.name(file).replaceFirst("(?<=.)\\.[^.]*$", "");
        for (int i = 0; i < documents.size(); i++) {
            sink.accept(row(documents.get(i), documents.size() == 1 ? plain : plain + "/" + (i + 1)));
        }
    }

    private static Row row(YamlValue document, String name) {
        Spot at = document.at();
        if (!document.isMap()) {
            throw at.usage("is no task: it has no names and values", ADVICE);
        }
        YamlMap map = document.map("in a task");
        map.values().forEach((key, value) -> ParamName.refuseOwn(value.at(), key));
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        put(params, "", map);
        JsonNode id = params.remove(ParamName.ID);
        if (id != null && !id.isTextual() && !id.isNumber()) {
            throw at.usage("'id' is neither a text nor a number", "write a text, or leave it out");
        }
        return new Row(params, id == null ? name : id.asText(), at);
    }

    /** What is in a map by its names, one dot further down; a list is a value, as in JSON. */
    private static void put(ObjectNode params, String above, YamlMap map) {
        map.values().forEach((key, value) -> {
            String name = above + key;
            if (value.isMap() && !value.map("in " + name).keys().isEmpty()) {
                put(params, name + ".", value.map("in " + name));
            } else if (params.has(name)) {
                throw value.at().usage("'" + name + "' is there twice", "a.b: 1 is the same as a: {b: 1}; remove one");
            } else {
                params.set(name, YamlJson.of(value));
            }
        });
    }

    @Override
    public Problem empty() {
        return files.empty();
    }
}
