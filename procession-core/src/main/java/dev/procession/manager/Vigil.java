package dev.procession.manager;

import dev.procession.internal.channel.FramePort;
import dev.procession.internal.util.Shortage;
import java.io.IOException;
import java.time.Duration;

/**
 * Watches over a client whose machine may vanish without a word: asks it for a sign of life when it
 * is silent, and cuts it off when there is none.
 *
 * <p>The time is counted in parts, none of which counts for longer: what this process spends
 * stopped, or its machine asleep, is not taken for the client's silence.
 */
final class Vigil implements AutoCloseable {

    /** After the first of them it is asked, after the last it is cut off. */
    private static final int PARTS = 4;

    private final ClientConnection client;
    private final FramePort port;
    private final Duration part;
    private final Thread watcher = Thread.ofVirtual().unstarted(this::watch);

    private Vigil(ClientConnection client, FramePort port, Duration part) {
        this.client = client;
        this.port = port;
        this.part = part;
    }

    /**
     * Begins.
     *
     * @param nanos how long the client may be silent
     */
    static Vigil keep(ClientConnection client, FramePort port, long nanos) throws IOException {
        Vigil vigil = new Vigil(client, port, Duration.ofNanos(Math.max(1, nanos / PARTS)));
        Shortage.start(vigil.watcher);
        return vigil;
    }

    private void watch() {
        try {
            long heard = client.lastHeard();
            int silentParts = 0;
            while (silentParts < PARTS) {
                Thread.sleep(part);
                long now = client.lastHeard();
                silentParts = now == heard ? silentParts + 1 : 0;
                heard = now;
                if (silentParts > 0) {
                    client.ping();
                }
            }
            port.close();
        } catch (InterruptedException over) {
            // Its client has ended, which is what is waited for.
            return;
        } catch (IOException failure) {
            System.getLogger("dev.procession")
                    .log(System.Logger.Level.DEBUG, "cutting a silent program off", failure);
        }
    }

    @Override
    public void close() {
        watcher.interrupt();
    }
}
