package org.musterhpc.launcher.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostNamesTest {
    private final HostNames names = new HostNames(List.of("Muster.site.org", "[fe80::1]"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.0.0.1:8080",
                "localhost:9",
                "LOCALHOST",
                "[::1]:80",
                "muster.SITE.org:443",
                "muster.site.org.",
                "[fe80::1]:1"
            })
    void ownNamesAreServedAtWhateverPort(String host) {
        assertThat(names.has(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "evil.org",
                "evil.org:8080",
                "localhost.evil.org",
                "127.0.0.1.evil.org",
                "127.0.0.1@evil.org",
                "evil.org#localhost",
                "0.0.0.0",
                "localhost:80:80",
                "localhost:x"
            })
    void othersAreNot(String host) {
        assertThat(names.has(host)).isFalse();
        assertThat(names.has(null)).isFalse();
    }
}
