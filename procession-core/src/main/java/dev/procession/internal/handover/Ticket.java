package dev.procession.internal.handover;

import dev.procession.internal.util.RandomBytes;
import java.io.Serializable;
import java.nio.ByteBuffer;

/**
 * For what a child gets a connection of its parent's: where to go, and a number that nobody can
 * guess, of use once.
 *
 * @param desk the path of the socket of a {@link Cloakroom}
 * @param high the first half of the number
 * @param low its second half
 */
public record Ticket(String desk, long high, long low) implements Serializable {

    /** How many bytes the number has. */
    static final int BYTES = 16;

    static Ticket draw(String desk) {
        byte[] random = new byte[BYTES];
        RandomBytes.fill(random);
        return from(desk, ByteBuffer.wrap(random));
    }

    static Ticket from(String desk, ByteBuffer number) {
        return new Ticket(desk, number.getLong(), number.getLong());
    }

    ByteBuffer number() {
        return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).flip();
    }

    /** Does not tell the number: whoever knows it may get the connection. */
    @Override
    public String toString() {
        return "Ticket[desk=" + desk + "]";
    }
}
