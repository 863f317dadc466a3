package dev.procession.testing;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.util.concurrent.atomic.AtomicBoolean;

/** An object of the class path that tells whether its code has run because it was decoded. */
public final class Canary implements Serializable {

    @Serial private static final long serialVersionUID = 1L;

    private static final AtomicBoolean SINGS = new AtomicBoolean();

    /** Tells whether one was decoded by this process since this was asked last. */
    public static boolean hasSung() {
        return SINGS.getAndSet(false);
    }

    @Serial
    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        SINGS.set(true);
    }
}
