package org.musterhpc.queue.sign;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HmacTest {

    /** RFC 4231, test cases 1, 2 and 7. */
    @ParameterizedTest
    @CsvSource({
        "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b, Hi There, "
                + "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
        "4a656665, what do ya want for nothing?, 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    })
    void isWhatTheStandardSays(String key, String text, String mac) {
        assertThat(HexFormat.of().formatHex(new Hmac(HexFormat.of().parseHex(key)).of(text)))
                .isEqualTo(mac);
    }

    @Test
    void isWhatJavasOwnIs() throws Exception {
        Random random = new Random(1);
        for (int size = 1; size < 200; size++) {
            byte[] key = new byte[size];
            random.nextBytes(key);
            String text = "é".repeat(random.nextInt(200));
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            assertThat(new Hmac(key).of(text)).isEqualTo(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
