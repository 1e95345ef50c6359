package org.musterhpc.launcher.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.musterhpc.launcher.problem.Problem;
import org.musterhpc.launcher.problem.Spot;
import org.musterhpc.launcher.source.NumberedLines.NotUtf8Exception;
import org.musterhpc.queue.model.codec.ExactJson;

/** A file with one JSON object a line, whose keys are the parameters. */
public final class JsonlSource implements Source {
    private static final String ADVICE = "write one object a line, such as {\"image\":\"a.png\",\"level\":3}";
    private static final JsonMapper JSON = ExactJson.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final DataFile file;

    public JsonlSource(Spot at, String file) {
        this.file = DataFile.of(at, file);
    }

    @Override
    public Spot at() {
        return file.at();
    }

    @Override
    public @Nullable Set<String> names() {
        return null;
    }

    @Override
    public void rows(Consumer<Row> sink) {
        try (InputStream in = file.open()) {
            NumberedLines.read(in, (number, text) -> sink.accept(row(file.line(number), text)));
        } catch (NotUtf8Exception e) {
            throw file.line(0).usage(e.what(), e.advice());
        } catch (IOException e) {
            throw file.unreadable(e);
        }
    }

    static Row row(Spot line, String text) {
        JsonNode json;
        try {
            json = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw line.usage("is not JSON: " + ExactJson.fault(e), ADVICE);
        } catch (NumberFormatException e) {
            throw line.usage(
                    "holds a number that is beyond all measure: " + e.getMessage(), "write it as a text, in quotes");
        }
        if (!(json instanceof ObjectNode object)) {
            throw line.usage("is not a JSON object", ADVICE);
        }
        object.fieldNames().forEachRemaining(name -> ParamName.refuseOwn(line, name));
        JsonNode id = object.remove(ParamName.ID);
        if (id != null && !id.isTextual() && !id.isIntegralNumber()) {
            throw line.usage("'id' is neither a text nor a whole number", "write a text, or leave it out");
        }
        return new Row(object, id == null ? null : id.asText(), line);
    }

    @Override
    public Problem empty() {
        return at().usage(file.path() + " has no lines", ADVICE);
    }
}
