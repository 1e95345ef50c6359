package org.musterhpc.launcher.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musterhpc.queue.sign.SigningKey;
import org.musterhpc.testkit.Meanwhile;
import org.musterhpc.testkit.Together;

class CampaignKeyTest {
    @TempDir
    Path temp;

    @Test
    void ofManyThatStartACampaignAtOnceAllHaveTheOneKeyThatIsKept() throws Exception {
        MusterHome home = new MusterHome(temp.resolve("home"));
        for (int round = 0; round < 30; round++) {
            String campaign = "c" + round;
            List<String> keys = Together.each(
                    IntStream.range(0, 6).boxed().toList(),
                    i -> CampaignKey.keptOrFresh(home, campaign).text());
            assertThat(keys).containsOnly(kept(home, campaign));
        }
    }

    @Test
    void keyThatAnotherProgramHasPutDownIsNotReplacedAndNotForgotten() {
        MusterHome home = new MusterHome(temp.resolve("home"));
        SigningKey theirs = CampaignKey.keptOrFresh(home, "c");
        SigningKey ours = SigningKey.fresh();
        assertThat(CampaignKey.keep(home, "c", ours).text()).isEqualTo(theirs.text());
        CampaignKey.forget(home, "c", ours);
        assertThat(kept(home, "c")).isEqualTo(theirs.text());
        CampaignKey.forget(home, "c", theirs);
        assertThat(CampaignKey.kept(home, "c")).isNull();
    }

    @Test
    void keyThatACampaignWasSignedWithIsKeptWhateverOthersDidMeanwhile() {
        MusterHome home = new MusterHome(temp.resolve("home"));
        SigningKey signed = CampaignKey.keptOrFresh(home, "c");
        CampaignKey.forget(home, "c", signed);
        CampaignKey.confirm(home, "c", signed);
        assertThat(kept(home, "c")).isEqualTo(signed.text());
        CampaignKey.forget(home, "c", signed);
        CampaignKey.keptOrFresh(home, "c");
        CampaignKey.confirm(home, "c", signed);
        assertThat(kept(home, "c")).isEqualTo(signed.text());
    }

    @Test
    void whatAnotherProgramForgetsMeanwhileIsNotThere() throws Exception {
        MusterHome home = new MusterHome(temp.resolve("home"));
        SigningKey key = CampaignKey.keptOrFresh(home, "c");
        Meanwhile.again(
                () -> {
                    CampaignKey.forget(home, "c", key);
                    CampaignKey.keep(home, "c", key);
                },
                3000,
                () -> {
                    SigningKey kept = CampaignKey.kept(home, "c");
                    assertThat(kept == null ? key.text() : kept.text()).isEqualTo(key.text());
                });
    }

    private static String kept(MusterHome home, String campaign) {
        return Objects.requireNonNull(CampaignKey.kept(home, campaign)).text();
    }
}
