package org.musterhpc.launcher.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.launcher.web.http.Route;
import org.musterhpc.testkit.SharedRedis;

/** What is served is what the OpenAPI file says: every address, and every key of what is answered. */
class OpenApiIT {
    private static final List<String> LOOKS = List.of(
            "",
            "/progress",
            "/failures",
            "/slowest",
            "/agents",
            "/tasks",
            "/tasks?state=WORKING",
            "/tasks/main%2F000002");

    @TempDir
    Path folder;

    private JsonNode document;

    @Test
    void everyAddressAndEveryKeyIsInTheFile() throws IOException {
        String name = "api-" + UUID.randomUUID().toString().substring(0, 8);
        try (Scene scene = new Scene(SharedRedis.url(), name, folder).with(10);
                Dashboard page = scene.serve(false)) {
            String[] bearer = {"Authorization", "Bearer " + page.url().replaceFirst(".*token=", "")};
            document = scene.get(page, "/api/v1/openapi.json", bearer).json();
            List<String> served = new ArrayList<>();
            for (Route route : page.routes()) {
                if (route.template().startsWith("/api/")) {
                    served.add(route.method().toLowerCase(Locale.ROOT) + " " + route.template());
                }
            }
            List<String> said = new ArrayList<>();
            document.path("paths")
                    .properties()
                    .forEach(path -> path.getValue()
                            .properties()
                            .forEach(method -> said.add(method.getKey() + " " + path.getKey())));
            assertThat(said).containsExactlyInAnyOrderElementsOf(served);
            for (String look : LOOKS) {
                JsonNode answer = scene.get(page, "/api/v1/campaigns/" + name + look, bearer)
                        .json();
                String template = "/api/v1/campaigns/{name}"
                        + look.replaceFirst("\\?.*", "").replaceFirst("main%2F.*", "{id}");
                JsonNode schema =
                        document.path("paths").path(template).at("/get/responses/200/content/application~1json/schema");
                assertThat(schema.isMissingNode()).as(template).isFalse();
                assertThat(unsaid(answer, schema, look)).isEmpty();
            }
            JsonNode wrong = scene.get(page, "/api/v1/campaigns/none", bearer).json();
            assertThat(unsaid(wrong, document.at("/components/schemas/Error"), "error"))
                    .isEmpty();
        }
    }

    /** Keys that an answer has and its schema does not. */
    private Set<String> unsaid(JsonNode answer, JsonNode schema, String at) {
        Set<String> unsaid = new TreeSet<>();
        String ref = schema.path("$ref").asText();
        if (!ref.isEmpty()) {
            return unsaid(answer, document.at(ref.substring(1)), at);
        }
        if (answer.isArray()) {
            answer.forEach(each -> unsaid.addAll(unsaid(each, schema.path("items"), at + "[]")));
        } else if (answer.isObject() && schema.has("properties")) {
            answer.properties().forEach(field -> {
                JsonNode inner = schema.path("properties").path(field.getKey());
                if (inner.isMissingNode()) {
                    unsaid.add(at + " " + field.getKey());
                } else {
                    unsaid.addAll(unsaid(field.getValue(), inner, at + "." + field.getKey()));
                }
            });
        }
        return unsaid;
    }
}
