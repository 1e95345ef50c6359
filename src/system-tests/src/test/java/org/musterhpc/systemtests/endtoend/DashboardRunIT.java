package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster.Ended;
import org.musterhpc.systemtests.endtoend.Muster.Running;
import org.musterhpc.testkit.Ceiling;

/** The page as a user has it: the address that the command prints leads there, and shows what the commands say. */
class DashboardRunIT {
    private final HttpClient client = HttpClient.newHttpClient();

    private String get(String address, String token) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                .header("Authorization", "Bearer " + token)
                .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private static List<String> printed(Running page) throws IOException {
        return Files.readAllLines(page.out());
    }

    @Test
    void pageShowsWhatTheCommandsSay() throws Exception {
        try (Muster muster = new Muster()) {
            Running page = muster.begin("dashboard");
            await().atMost(Ceiling.TIME).until(() -> printed(page).size() == 2);
            String[] address = printed(page).get(0).split("/\\?token=", -1);
            assertThat(printed(page).get(1)).matches("ssh -L (\\d+):127\\.0\\.0\\.1:\\1 \\S+@\\S+");
            String campaigns = address[0] + "/api/v1/campaigns";
            assertThat(get(campaigns, address[1])).as("there is none yet").isEqualTo("[]\n");

            muster.write(
                    "few.yml",
                    "command: 'echo {{n}}; test {{n}} -ne 3'\ntasks: {range: 1-5}\nretry: {max_attempts: 1}\n");
            assertThat(muster.run("run", "few.yml").exit()).isEqualTo(1);
            Ended status = muster.run("status", "few", "--json");
            await().atMost(Ceiling.TIME)
                    .until(() -> get(campaigns + "/few", address[1]).equals(status.out()));
            assertThat(get(campaigns + "/few/tasks/main%2F000003", address[1]))
                    .isEqualTo(
                            muster.run("show", "few", "main/000003", "--json").out());
            assertThat(get(campaigns + "/few/tasks/main%2F000003/log", address[1]))
                    .isEqualTo("3\n");

            page.process().destroy();
            assertThat(page.process().waitFor(Ceiling.TIME.toMinutes(), TimeUnit.MINUTES))
                    .isTrue();
            assertThat(Files.readString(page.err()))
                    .contains("Ctrl-C ends it")
                    .doesNotContain(address[1], "unexpected");
        }
    }

    @Test
    void pageForOthersWantsEncryptionAndAPassword() {
        try (Muster muster = new Muster()) {
            Ended refused = muster.run("dashboard", "--listen", "0.0.0.0");
            assertThat(refused.exit()).isEqualTo(2);
            assertThat(refused.out()).isEmpty();
            assertThat(refused.err())
                    .contains(
                            "--listen 0.0.0.0 is for others, too, and wants encryption and a password",
                            "→ give --tls-cert");
        }
    }
}
