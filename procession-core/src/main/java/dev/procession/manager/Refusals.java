package dev.procession.manager;

import dev.procession.CodecException;
import org.jspecify.annotations.Nullable;

/** What is answered to calls that are not run. */
final class Refusals {

    private Refusals() {}

    static RuntimeException of(@Nullable Exported object) {
        return object == null
                ? new IllegalStateException(
                        "the object is not there: nobody had a handle on it any more, or it is of"
                                + " another manager")
                : new UnsupportedOperationException(
                        "only methods of the exported interface can be called: interface="
                                + object.exports().type().getName());
    }

    /** Of what another program has sent. */
    static CodecException ofRemote(CodecException refused) {
        return new CodecException(
                "the manager does not take it: "
                        + refused.getMessage()
                        + "; it gets no code from other programs, only values of classes that the"
                        + " program that serves has, too",
                refused);
    }
}
