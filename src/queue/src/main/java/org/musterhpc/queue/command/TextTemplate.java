package org.musterhpc.queue.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** A text with <code>{{name}}</code> in it that no shell sees, such as the path of an input or output. */
public final class TextTemplate {
    /** Stands for a value that is not known yet. */
    private static final JsonNode FILLED = TextNode.valueOf("x");

    private final Filling filling;

    private TextTemplate(Filling filling) {
        this.filling = filling;
    }

    /**
     * @throws TemplateException where it cannot be read
     */
    public static TextTemplate parse(String template) {
        return new TextTemplate(Filling.verbatim(template));
    }

    /**
     * As {@link #render}, for the path of a file.
     *
     * @throws FillException also where an empty value leaves nothing of the path, or of a folder's name in it: then it would
     *     be the path of something else
     */
    public String path(Map<String, JsonNode> params) {
        for (String name : names()) {
            JsonNode value = params.get(name);
            if (value != null && Items.are(value)) {
                throw new FillException(
                        Placeholders.of(name) + " is a list, and stands for no file; name it by {{key}}");
            }
        }
        String path = filling.with(params);
        refuseEmpty(params);
        return path;
    }

    private void refuseEmpty(Map<String, JsonNode> params) {
        String empty = filling.emptyPart(params);
        if (empty != null) {
            throw new FillException("parameter '" + empty + "' is empty, and stands in the path of a file");
        }
    }

    /**
     * The text with these values in it, as a template for what else it names.
     *
     * @throws FillException where a value cannot be a text, or is empty and stands in the path of a file
     */
    public String given(Map<String, JsonNode> values) {
        Map<String, JsonNode> all = new HashMap<>(values);
        names().forEach(name -> all.putIfAbsent(name, FILLED));
        refuseEmpty(all);
        return filling.template(values);
    }

    /** The parameters that it needs, in order. */
    public Set<String> names() {
        return filling.names();
    }

    /**
     * @throws FillException where a parameter is missing
     */
    public String render(Map<String, JsonNode> params) {
        return filling.with(params);
    }
}
