package org.musterhpc.launcher.web.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import org.junit.jupiter.api.Test;

class RouteTest {
    private static Route route(String template) {
        return Route.get(template, (request, names) -> Reply.of(200, "", ""));
    }

    @Test
    void namesAreTakenFromThePath() {
        assertThat(route("/a/{name}").match(List.of("a", "b c"))).containsOnly(entry("name", "b c"));
        assertThat(route("/a/{name}").match(List.of("a", "b", "c"))).isNull();
        assertThat(route("/a/{name}").match(List.of("a"))).isNull();
        assertThat(route("/").match(List.of(""))).isEmpty();
    }

    @Test
    void idMayHaveSlashes() {
        Route log = route("/t/{id}/log");
        assertThat(log.match(List.of("t", "main/7", "log"))).containsEntry("id", "main/7");
        assertThat(log.match(List.of("t", "main", "7", "log"))).containsEntry("id", "main/7");
        assertThat(log.match(List.of("t", "main", "7"))).isNull();
        assertThat(log.match(List.of("t", "log"))).isNull();
    }
}
