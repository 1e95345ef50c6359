package org.musterhpc.queue.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;

/** A text with <code>{{name}}</code> in it that no shell sees, such as the path of an input or output. */
public final class TextTemplate {
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
