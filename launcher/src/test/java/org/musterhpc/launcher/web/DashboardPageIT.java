package org.musterhpc.launcher.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.queue.model.Message;
import org.musterhpc.testkit.SharedRedis;

/** The page in a browser; where there is one (Debian: package chromium). */
class DashboardPageIT {
    private static final String HOSTILE = """
            command: echo {{item}}
            tasks:
              list: ["<img src=x onerror=\\"document.title='owned'\\">", "</span><script>document.title='owned'</script>", "c", "d", "e"]
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void wantsABrowser() {
        assumeThat(Browser.PROGRAM).as("chromium").exists();
    }

    @Test
    void pageShowsWhatThereIsAsTextAndActsWhenItIsConfirmed() throws Exception {
        String name = "page-" + UUID.randomUUID().toString().substring(0, 8);
        try (Scene scene = new Scene(SharedRedis.url(), name, folder).with(HOSTILE);
                Dashboard page = scene.serve(false);
                Browser browser = new Browser(folder.resolve("profile"))) {
            String root = page.url().replaceFirst("\\?.*", "");
            browser.width(390);
            browser.open(page.url());
            browser.await("document.querySelector('main')?.textContent.includes('" + name + "')");
            assertThat(browser.ask("location.href"))
                    .as("the token is out of sight")
                    .doesNotContain("token");

            browser.ask("location.hash = '#/c/" + name + "'");
            browser.await("document.querySelector('main').textContent.includes('bad <b>')");
            assertThat(browser.ask("document.documentElement.scrollWidth <= innerWidth"))
                    .as("on a telephone")
                    .isEqualTo("true");
            // Its parts are asked for beside each other, and come in any order.
            browser.await("[...document.querySelectorAll('button')].some(b => b.textContent === 'Pause…')");
            browser.ask("[...document.querySelectorAll('button')].find(b => b.textContent === 'Pause…').click()");
            assertThat(scene.app.view().overview(name).paused())
                    .as("it asks first")
                    .isFalse();
            browser.await("document.querySelector('dialog').open");
            browser.ask("document.querySelector('dialog button[type=submit]').click()");
            browser.await("[...document.querySelectorAll('button')].some(b => b.textContent === 'Resume…')");
            assertThat(scene.app.view().overview(name).paused()).isTrue();

            browser.ask("location.hash = '#/c/" + name + "/tasks'");
            browser.await("document.querySelectorAll('.row:not(.head)').length === 5");
            browser.ask("location.hash = '#/c/" + name + "/t/main%2F000001'");
            browser.await("document.querySelector('pre.log')?.textContent === 'hello\\n'");
            browser.await("document.querySelector('main dd code') !== null");
            assertThat(browser.ask("document.querySelector('main dd code').textContent"))
                    .isEqualTo("<img src=x onerror=\"document.title='owned'\">");
            assertThat(browser.ask("document.title")).contains("main/000001");
            assertThat(browser.ask("document.querySelectorAll('main img, main script').length"))
                    .isEqualTo("0");
            assertThat(browser.requests)
                    .as("nothing is fetched from elsewhere")
                    .filteredOn(url -> !url.equals("about:blank"))
                    .isNotEmpty()
                    .allMatch(url -> url.startsWith(root));
            assertThat(browser.problems).isEmpty();
        }
    }

    @Test
    void listGoesToAnyPlaceOfManyTasks() throws Exception {
        String name = "many-" + UUID.randomUUID().toString().substring(0, 8);
        try (Scene scene = new Scene(SharedRedis.url(), name, folder).with(3_000);
                Dashboard page = scene.serve(true);
                Browser browser = new Browser(folder.resolve("profile"))) {
            browser.width(1280);
            browser.open(page.url());
            browser.await("document.querySelector('#trail a') !== null");
            browser.ask("location.hash = '#/c/" + name + "/tasks?state=PENDING'");
            browser.await("document.querySelector('main p')?.textContent === '2,996 tasks.'");
            browser.ask("document.querySelector('.list').scrollTop = 1e9");
            browser.await(shows(3_000));
            browser.ask("document.querySelector('.list').scrollTop = 1500 * 30");
            browser.await(shows(1_510));
            press(browser, "End");
            browser.await(shows(3_000));
            press(browser, "Home");
            browser.await(shows(5));
            assertThat(browser.ask("document.querySelectorAll('.row').length < 100"))
                    .as("only what is seen is in the page")
                    .isEqualTo("true");
            assertThat(browser.requests)
                    .as("it did not go through what is between")
                    .filteredOn(url -> url.contains("/tasks?"))
                    .hasSizeLessThan(12)
                    .anyMatch(url -> url.contains("from="));
            assertThat(browser.problems).isEmpty();
        }
    }

    private static String shows(int task) {
        String id = Message.numberedId("main", task);
        return "[...document.querySelectorAll('.row a')].some(a => a.textContent === '" + id + "')";
    }

    private static void press(Browser browser, String key) {
        browser.ask(
                "document.querySelector('.list').dispatchEvent(new KeyboardEvent('keydown', {key: '" + key + "'}))");
    }
}
