package org.musterhpc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code src/testkit/report}, which bin/check ends with. */
class ReportTest {
    @TempDir
    private Path folder;

    private Path stamp;
    private Path list;

    @BeforeEach
    void write() throws IOException {
        Path reports = Files.createDirectories(folder.resolve("module/target/failsafe-reports"));
        Files.writeString(reports.resolve("TEST-a.b.SomeIT.xml"), """
                <?xml version="1.0" encoding="UTF-8"?>
                <testsuite xmlns:xsi="x" name="a.b.SomeIT" time="1,003.5" tests="4" errors="0" skipped="2" failures="1">
                  <testcase name="long" classname="a.b.SomeIT" time="0.001">
                    <skipped message="not &quot;now&quot;"/>
                  </testcase>
                  <testcase name="other(String)[2]" classname="a.b.SomeIT" time="0.001">
                    <skipped message="no tcsh" type="x"><![CDATA[stack]]></skipped>
                  </testcase>
                  <testcase name="slow" classname="a.b.SomeIT" time="1,000.5"/>
                  <testcase name="wrong" classname="a.b.SomeIT" time="0.5">
                    <failure message="&lt;skipped" type="x">stack</failure>
                  </testcase>
                </testsuite>""");
        Path old = reports.resolve("TEST-a.b.OldIT.xml");
        Files.writeString(
                old, "<testsuite name=\"a.b.OldIT\" time=\"1\" tests=\"7\" errors=\"0\" skipped=\"7\" failures=\"0\">");
        Files.setLastModifiedTime(old, FileTime.from(Instant.EPOCH));
        stamp = Files.createFile(folder.resolve("stamp"));
        Files.setLastModifiedTime(stamp, FileTime.from(Instant.EPOCH.plusSeconds(1)));
        list = Files.writeString(folder.resolve("list"), "# why\nSomeIT#long  takes long\n");
    }

    private String report(String ci, int status) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("./report", stamp.toString(), list.toString(), folder.toString());
        builder.environment().put("CI", ci);
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isEqualTo(status);
        return said;
    }

    @Test
    void skippedTestsAreListedAndCountedAndFailInCiWhereTheListDoesNotNameThem() throws Exception {
        assertThat(report("true", 1))
                .isEqualTo(report("", 0))
                .contains("check: skipped: SomeIT#long: not \"now\" (may be: takes long)\n")
                .contains("check: skipped: SomeIT#other(String)[2]: no tcsh\n")
                .contains("check: 1 of the skipped tests may not be")
                .doesNotContain("Old")
                .endsWith("check: 1 passed, 1 failed, 2 skipped\n");
        Files.writeString(list, "SomeIT#long  takes long\nSomeIT#other  needs tcsh\n");
        assertThat(report("true", 0)).contains("(may be: needs tcsh)");
    }

    @Test
    void slowestComeFirst() throws Exception {
        assertThat(report("", 0))
                .containsSubsequence("20 slowest tests:", "1000.5 s  SomeIT#slow", "0.5 s  SomeIT#wrong")
                .containsSubsequence("20 slowest classes:", "1003.5 s  SomeIT");
    }
}
