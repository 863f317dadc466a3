package dev.procession.manager;

import dev.procession.CodecException;
import dev.procession.internal.channel.LostFrameException;
import dev.procession.internal.util.Shortage;
import org.jspecify.annotations.Nullable;

/** What is said of calls that are not run, or whose outcome does not reach their caller. */
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
                        + Shortage.describe(refused)
                        + "; it gets no code from other programs, only values of classes that the"
                        + " program that serves has, too",
                refused);
    }

    /** Of a call that has come without its arguments. */
    static CodecException ofLostCall(LostFrameException lost) {
        return new CodecException(
                "the call was not made, its arguments were thrown away by the manager: "
                        + lost.getMessage()
                        + "; give the manager a larger heap by ManagerOptions.withProcess, or send"
                        + " less at a time",
                lost.getCause());
    }

    /** Of a call that was run, whose outcome cannot leave the manager. */
    static CodecException ofOutcome(Throwable cannotTravel) {
        String why =
                cannotTravel instanceof CodecException
                        ? Shortage.describe(cannotTravel)
                        : "the manager's memory has no room for it: " + cannotTravel;
        return new CodecException("the call was made, but its outcome cannot be returned: " + why);
    }

    /** Of a call that was run, whose outcome this process has thrown away. */
    static CodecException ofLostAnswer(LostFrameException lost) {
        return new CodecException(
                "the call was made, but its outcome was thrown away by this process: "
                        + lost.getMessage()
                        + "; give this process a larger heap, or ask for less at a time",
                lost);
    }
}
