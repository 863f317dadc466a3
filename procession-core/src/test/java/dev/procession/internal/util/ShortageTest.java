package dev.procession.internal.util;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

/** What messages say of the failures behind them. */
class ShortageTest {

    @Test
    void failureWithoutAMessage_isItsClass() {
        assertThat(Shortage.describe(new ClosedChannelException()))
                .isEqualTo("java.nio.channels.ClosedChannelException");
    }

    @Test
    void failureThatSaysAPathOnly_hasItsClass() {
        assertThat(Shortage.describe(new NoSuchFileException("/a")))
                .isEqualTo("java.nio.file.NoSuchFileException: /a");
    }

    @Test
    void remedy_isSaidOnce_howeverOftenItIsAskedFor() {
        IOException full = new IOException("No space left on device");
        String once = Shortage.describe(full);
        assertThat(once).startsWith("No space left on device; the file system");
        IOException wrapped = new IOException("[pool a] could not be opened: " + once, full);
        assertThat(Shortage.describe(wrapped)).isEqualTo("[pool a] could not be opened: " + once);
    }
}
