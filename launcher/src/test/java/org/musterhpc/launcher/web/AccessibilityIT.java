package org.musterhpc.launcher.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.testkit.Ceiling;
import org.musterhpc.testkit.SharedRedis;

/** What axe-core finds on every page, light and dark, on a telephone and on a wide screen: for whom it cannot be read or used. */
class AccessibilityIT {
    private static final List<String> SCHEMES = List.of("light", "dark");
    private static final List<Integer> WIDTHS = List.of(390, 1280);
    private static String axe = "";

    @TempDir
    Path folder;

    /** Where a page is, what it shows when it is whole, and what is done there before it is looked at. */
    private record Place(String hash, String whole, String first) {}

    @BeforeAll
    static void wantsABrowserAndTheChecker() throws Exception {
        assumeThat(Browser.PROGRAM).as("chromium").exists();
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve(".mvn"))) {
            root = root.getParent();
        }
        Process fetch = new ProcessBuilder(root.resolve("src/testkit/fetch-axe").toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(fetch.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assumeThat(fetch.waitFor(Ceiling.TIME.toSeconds(), TimeUnit.SECONDS) && fetch.exitValue() == 0)
                .as("axe-core: %s", said)
                .isTrue();
        axe = Files.readString(Path.of(said.strip()));
    }

    private static List<Place> places(String name) {
        String rows = "document.querySelectorAll('.row:not(.head)').length";
        return List.of(
                new Place("", "document.querySelector('main')?.textContent.includes('" + name + "')", "0"),
                new Place(
                        "#/c/" + name,
                        "['bad <b>', 'Agents and hosts', 'Running'].every(text => document.querySelector('main').textContent.includes(text))",
                        "0"),
                new Place(
                        "#/c/" + name + "?asking",
                        "document.getElementById('dialog').open",
                        "document.getElementById('dialog').open || [...document.querySelectorAll('button')].find(b => b.textContent.startsWith('Run failed'))?.click()"),
                new Place("#/c/" + name + "/tasks", rows + " > 10", "0"),
                new Place(
                        "#/c/" + name + "/tasks?state=DELAYED",
                        "document.querySelector('main').textContent.includes('no such')",
                        "0"),
                new Place(
                        "#/c/" + name + "/t/main%2F000002",
                        "document.querySelector('pre.log')?.textContent !== ''",
                        "0"),
                new Place("#/c/" + name + "/t/main%2F000040", "document.querySelector('dl') !== null", "0"),
                new Place("#/c/none", "document.getElementById('standing').textContent !== ''", "0"));
    }

    @Test
    void nothingSeriousIsFoundOnAnyPage() throws Exception {
        String name = "axe-" + UUID.randomUUID().toString().substring(0, 8);
        List<String> found = new ArrayList<>();
        try (Scene scene = new Scene(SharedRedis.url(), name, folder).with(40);
                Dashboard page = scene.serve(false);
                Browser browser = new Browser(folder.resolve("profile"))) {
            Awaitility.await().atMost(Ceiling.TIME).until(() -> {
                page.runOnce();
                return scene.get(
                                        page,
                                        "/api/v1/campaigns/" + name + "/progress?"
                                                + page.url().replaceFirst(".*\\?", ""))
                                .json()
                                .at("/history/points")
                                .size()
                        > 1;
            });
            for (String scheme : SCHEMES) {
                for (int width : WIDTHS) {
                    browser.scheme(scheme);
                    browser.width(width);
                    String look = scheme + " " + width + " ";
                    browser.open(page.url().replaceFirst("token=.*", "token=wrong"));
                    browser.await("document.body?.textContent.includes('of another time')");
                    found.addAll(check(browser, look + "door"));
                    browser.open(page.url());
                    for (Place place : places(name)) {
                        browser.await("document.querySelector('#trail a') !== null");
                        browser.ask("location.hash = '" + place.hash() + "'");
                        browser.await("(" + place.first() + ", " + place.whole() + ")");
                        found.addAll(check(browser, look + place.hash()));
                    }
                }
            }
        }
        assertThat(found).isEmpty();
    }

    private static List<String> check(Browser browser, String where) throws IOException {
        if (browser.ask("typeof axe").equals("undefined")) {
            browser.run(axe);
        }
        browser.run("window.said = null; axe.run(document, {resultTypes: ['violations']})"
                + ".then(found => { window.said = JSON.stringify(found.violations); })");
        browser.await("window.said !== null");
        List<String> lines = new ArrayList<>();
        for (JsonNode rule : JsonMapper.builder().build().readTree(browser.ask("window.said"))) {
            for (JsonNode node : rule.path("nodes")) {
                lines.add(where + ": " + rule.path("impact").asText() + " "
                        + rule.path("id").asText() + ": " + node.path("html").asText() + " "
                        + node.path("failureSummary").asText());
            }
        }
        return lines;
    }
}
