package dev.procession.internal.util;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RandomBytesTest {

    @Test
    void keys_areAllDifferent_andFilledToTheEnd() {
        Set<String> keys = new HashSet<>();
        Set<String> lastHalves = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            byte[] key = new byte[32];
            RandomBytes.fill(key);
            String text = HexFormat.of().formatHex(key);
            keys.add(text);
            lastHalves.add(text.substring(32));
        }
        assertThat(keys).hasSize(100);
        assertThat(lastHalves).hasSize(100);
    }
}
