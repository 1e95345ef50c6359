package org.musterhpc.systemtests.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.musterhpc.systemtests.endtoend.Muster.Ended;

/** What a new user copies from the README runs. */
class ReadmeIT {
    @Test
    void campaignOfTheReadmeRunsAsItIsWritten() throws IOException {
        try (Muster muster = new Muster()) {
            Matcher block = Pattern.compile("```yaml\n# match\\.yml\n(.*?)```", Pattern.DOTALL)
                    .matcher(Files.readString(muster.root.resolve("README.md")));
            assertThat(block.find()).isTrue();
            muster.write("match.yml", block.group(1));
            muster.write("edges.csv", "image1,image2\na b.png,b.png\nb.png,c.png\n");
            for (String image : new String[] {"a b.png", "b.png", "c.png"}) {
                muster.write(image, "");
            }
            assertThat(muster.write("match.sh", "#!/bin/sh\nprintf '%s|' \"$@\"\n")
                            .toFile()
                            .setExecutable(true))
                    .isTrue();
            Ended run = muster.run("run", "match.yml");
            assertThat(run.exit()).as(run.out() + run.err()).isZero();
            assertThat(muster.folder.resolve("out/main/000001.txt")).hasContent("a b.png|b.png|--tolerance|0.01|");
            assertThat(muster.folder.resolve("out/main/000002.txt")).hasContent("b.png|c.png|--tolerance|0.01|");
        }
    }
}
