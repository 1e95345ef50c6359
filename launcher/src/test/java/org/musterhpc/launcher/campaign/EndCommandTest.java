package org.musterhpc.launcher.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.queue.model.OnEnd;

class EndCommandTest {
    @TempDir
    Path folder;

    private CampaignSpec read(String text, String... vars) throws IOException {
        Path file = Files.writeString(folder.resolve("c.yml"), text);
        return CampaignFile.read(file, List.of(vars));
    }

    @Test
    void lineRunsInTheFolderOfTheFileWithItsVariables() throws IOException {
        String text = "vars: {who: me}\ncommand: 'true'\ntasks: {range: 1-2}\non_end: ./mail.sh {{who}}\n";
        assertThat(read(text).onEnd().onEnd()).isEqualTo(new OnEnd("./mail.sh 'me'", folder.toString()));
        assertThat(read(text, "who=a b").named("other").onEnd().line()).isEqualTo("./mail.sh 'a b'");
        assertThat(read("command: 'true'\ntasks: {range: 1-2}\n").onEnd()).isNull();
    }

    @Test
    void whatCannotBeOneIsSaidWithItsLine() {
        assertThatThrownBy(() -> read("command: 'true'\ntasks: {range: 1-2}\non_end: '  '\n"))
                .hasMessageContaining("c.yml:3: on_end: is empty");
        assertThatThrownBy(() -> read("command: 'true'\ntasks: {range: 1-2}\non_end: [a]\n"))
                .hasMessageContaining("c.yml:3: on_end");
        assertThatThrownBy(() -> read("vars: {a: 1}\ncommand: 'true'\ntasks: {range: 1-2}\non_end: x {{b}}\n"))
                .hasMessageContaining("c.yml:4: on_end")
                .hasMessageContaining("{{b}}");
        assertThatThrownBy(() -> read("stages:\n  s:\n    command: 'true'\n    tasks: {range: 1-2}\n    on_end: x\n"))
                .hasMessageContaining("c.yml:5");
    }

    @Test
    void whatStandsInRedisIsReadOrIsNone() {
        OnEnd onEnd = new OnEnd("a \"b\"\n", "/x");
        assertThat(OnEnd.decode(onEnd.encode())).isEqualTo(onEnd);
        for (String text :
                new String[] {null, "", "x", "[]", "{}", "{\"command\":1,\"folder\":\"\"}", "{\"command\":\"a\"}"}) {
            assertThat(OnEnd.decode(text)).isNull();
        }
    }
}
