package dev.procession.internal.launch;

import java.io.IOException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Says of programs that the system did not start what the user has asked for. The JDK names the
 * first word, which is one of {@link OutsidePrefix}.
 */
final class NotStarted {

    /** E2BIG, which has the same number on Linux and macOS. */
    private static final Pattern TOO_LONG = Pattern.compile("error[=:] ?7\\b");

    private static final String BY_THE_JDK = "Cannot run program ";

    private NotStarted() {}

    /**
     * Returns what is told instead of the JDK's failure.
     *
     * @param failure any
     * @param names of the programs that were asked for
     * @param builders what was to be started
     */
    static IOException named(
            IOException failure, List<String> names, List<ProcessBuilder> builders) {
        String message = String.valueOf(failure.getMessage());
        if (!message.startsWith(BY_THE_JDK)) {
            return failure;
        }
        Throwable why = failure.getCause() == null ? failure : failure.getCause();
        String reason = String.valueOf(why.getMessage());
        String remedy = TOO_LONG.matcher(reason).find() ? tooLong(builders) : "";
        return new IOException(
                "the system has not started the command: programs="
                        + names
                        + ", reason="
                        + reason
                        + remedy,
                failure);
    }

    private static String tooLong(List<ProcessBuilder> builders) {
        long longest = builders.stream().flatMap(NotStarted::lengths).reduce(0L, Math::max);
        long all =
                builders.stream()
                        .map(each -> lengths(each).reduce(0L, Long::sum))
                        .reduce(0L, Math::max);
        return "; its words and its environment must not be longer than the system allows, on Linux"
                + " 128 KiB for one and a quarter of ulimit -s for all: longest="
                + longest
                + " bytes, all="
                + all
                + " bytes; hand long data over as input or in a file";
    }

    private static Stream<Long> lengths(ProcessBuilder builder) {
        Stream<String> variables =
                builder.environment().entrySet().stream().map(Map.Entry::toString);
        return Stream.concat(builder.command().stream(), variables).map(NotStarted::length);
    }

    private static long length(String text) {
        return text.getBytes(Charset.defaultCharset()).length;
    }
}
