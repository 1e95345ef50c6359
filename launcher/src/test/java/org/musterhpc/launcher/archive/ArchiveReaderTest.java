package org.musterhpc.launcher.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.queue.model.Campaign;
import org.musterhpc.queue.model.RetrySettings;
import org.musterhpc.queue.model.Stage;
import org.musterhpc.queue.model.TaskCommand;
import org.musterhpc.queue.model.codec.CampaignCodec;

class ArchiveReaderTest {
    private static final String ABOUT =
            "{\"format\":1,\"campaign\":\"small\",\"exported\":\"2026-03-04T12:00:00Z\",\"tasks\":2}";
    private static final Stage MAIN = new Stage(
            "main",
            new TaskCommand.Shell("true"),
            new Stage.ShellSetting("/work", Map.of(), "", Stage.Logs.SLOT),
            new Stage.Limits(Duration.ofMinutes(1), 1, null),
            List.of(),
            List.of(),
            RetrySettings.DEFAULT,
            null,
            List.of(),
            0);
    private static final String CAMPAIGN =
            CampaignCodec.encode(new Campaign("small", "d", "me", Instant.EPOCH, List.of(MAIN)));
    private static final String TASKS = """
            {"stage":"main","state":"PENDING","message":{"id":"main/1"}}
            {"stage":"main","state":"PENDING","message":{"id":"main/2"}}
            """;

    @TempDir
    Path folder;

    private final List<String> seen = new ArrayList<>();

    private static byte[] entry(String name, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(Tar.header(new Tar.Entry(name, bytes.length), 0));
        out.writeBytes(bytes);
        out.writeBytes(new byte[Tar.padding(bytes.length)]);
        return out.toByteArray();
    }

    private static byte[] tar(byte[]... entries) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Arrays.stream(entries).forEach(out::writeBytes);
        out.writeBytes(new byte[1024]);
        return out.toByteArray();
    }

    private static byte[] whole() {
        return tar(entry("muster-archive.json", ABOUT), entry("campaign.json", CAMPAIGN), entry("tasks.jsonl", TASKS));
    }

    private static byte[] zipped(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        }
        return out.toByteArray();
    }

    private void read(byte[] file, long most) throws IOException {
        Path archive = Files.write(folder.resolve("x.tar.gz"), file);
        new ArchiveReader(archive, most).read(new ArchiveReader.Sink() {
            @Override
            public void begins(Contents contents, Campaign campaign) {
                seen.add(campaign.name());
            }

            @Override
            public void task(ArchivedTask task) {
                seen.add(task.message().id());
            }

            @Override
            public void log(InputStream in) throws IOException {
                seen.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        });
    }

    private void refuses(byte[] tar, String why) throws IOException {
        byte[] file = zipped(tar);
        assertThatThrownBy(() -> read(file, 1 << 20))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining(why);
    }

    @Test
    void whatIsWholeIsRead() throws IOException {
        read(zipped(whole()), 1 << 20);
        assertThat(seen).containsExactly("small", "main/1", "main/2");
        seen.clear();
        byte[] logged = tar(
                entry("muster-archive.json", ABOUT),
                entry("campaign.json", CAMPAIGN),
                entry("tasks.jsonl", TASKS),
                entry("output.log", "hello"));
        read(zipped(logged), 1 << 20);
        assertThat(seen).endsWith("hello");
    }

    /** Cut anywhere, one byte changed anywhere: refused, or read as it was; never anything else. */
    @Test
    void whatIsDamagedIsRefused() throws IOException {
        byte[] file = zipped(whole());
        for (int length = 0; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            assertThatThrownBy(() -> read(cut, 1 << 20)).as("%d bytes", length).isInstanceOf(ArchiveException.class);
        }
        Random random = new Random(5);
        for (int i = 10; i < file.length; i++) {
            byte[] changed = file.clone();
            changed[i] ^= (byte) (1 << random.nextInt(8));
            refusesOrReadsTheSame(changed);
        }
        byte[] tar = whole();
        for (int i = 0; i < tar.length; i += 7) {
            byte[] changed = tar.clone();
            changed[i] ^= (byte) (1 << random.nextInt(8));
            refusesOrReadsTheSame(zipped(changed));
        }
    }

    private void refusesOrReadsTheSame(byte[] file) throws IOException {
        seen.clear();
        try {
            read(file, 1 << 20);
            assertThat(seen).hasSize(3).doesNotHaveDuplicates();
        } catch (ArchiveException e) {
            assertThat(e).hasMessageNotContaining("Exception");
        }
    }

    @Test
    void namesThatLeadElsewhereAreRefused() throws IOException {
        for (String name : List.of("../../etc/passwd", "/etc/passwd", "output.log/../../x", "extra", "./output.log")) {
            refuses(
                    tar(
                            entry("muster-archive.json", ABOUT),
                            entry("campaign.json", CAMPAIGN),
                            entry("tasks.jsonl", TASKS),
                            entry(name, "x")),
                    "is not where it should be");
        }
    }

    @Test
    void linksFoldersAndDevicesAreRefused() throws IOException {
        for (char type : "12345x".toCharArray()) {
            byte[] header = Tar.header(new Tar.Entry("muster-archive.json", 0), 0);
            header[156] = (byte) type;
            byte[] sum = String.format("%06o", sum(header)).getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(sum, 0, header, 148, sum.length);
            refuses(tar(header), "never writes");
        }
    }

    private static int sum(byte[] header) {
        int sum = 0;
        for (int i = 0; i < header.length; i++) {
            sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
        }
        return sum;
    }

    @Test
    void whatUnpacksToFarMoreIsRefusedBeforeItDoes() throws IOException {
        byte[] zeros = new byte[8 << 20];
        refuses(tar(entry("muster-archive.json", new String(zeros, StandardCharsets.US_ASCII))), "larger than");
        ByteArrayOutputStream endless = new ByteArrayOutputStream();
        endless.writeBytes(whole());
        endless.writeBytes(zeros);
        refuses(endless.toByteArray(), "behind its end");
    }

    @Test
    void otherFormsAreRefused() throws IOException {
        refuses(tar(entry("muster-archive.json", ABOUT.replace("\"format\":1", "\"format\":7"))), "later version");
        refuses(tar(entry("muster-archive.json", "{}")), "no archive");
        refuses(tar(entry("muster-archive.json", "nonsense")), "no archive");
        refuses(tar(entry("muster-archive.json", ABOUT), entry("campaign.json", "{}")), "campaign that cannot be read");
        refuses(tar(), "is not where it should be");
        assertThatThrownBy(() -> read("plain".getBytes(StandardCharsets.UTF_8), 100))
                .isInstanceOf(ArchiveException.class);
    }

    @Test
    void tasksThatDoNotFitAreRefused() throws IOException {
        refuses(with(TASKS.replace("\"main\"", "\"other\"")), "stages that it does not have");
        refuses(with(TASKS.substring(0, TASKS.length() - 1)), "has no end");
        refuses(with(TASKS.lines().findFirst().orElseThrow() + "\n"), "1 of 2 tasks");
        refuses(with(TASKS.replace("PENDING", "FLYING")), "cannot be read");
        refuses(with("[]\n" + TASKS), "cannot be read");
    }

    private static byte[] with(String tasks) {
        return tar(entry("muster-archive.json", ABOUT), entry("campaign.json", CAMPAIGN), entry("tasks.jsonl", tasks));
    }

    @Test
    void whatIsWrittenIsReadByTarToo() throws Exception {
        Path file = Files.write(folder.resolve("y.tar.gz"), zipped(whole()));
        Process tar = new ProcessBuilder("tar", "xzf", file.toString(), "-C", folder.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(tar.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEmpty();
        assertThat(tar.waitFor()).isZero();
        assertThat(folder.resolve("tasks.jsonl")).hasContent(TASKS);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(zipped(whole()))).readAllBytes())
                .isEqualTo(whole());
    }
}
