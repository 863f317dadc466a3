package dev.procession.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which run an output file is of: its first line. A run may go on with a file that has the same.
 *
 * @param task the method
 * @param inputs what the inputs are, or null if they could be read only once
 */
record RunHeader(String task, @Nullable Fingerprint inputs) {

    /**
     * All inputs in short.
     *
     * @param count how many there are
     * @param sha256 a digest of all of them, in their order
     */
    record Fingerprint(long count, String sha256) {

        /**
         * Reads all inputs.
         *
         * @param arguments the first
         * @param file the rest, if there is one
         * @param delimiter what an input in the file ends with
         */
        static Fingerprint of(List<String> arguments, @Nullable Path file, char delimiter)
                throws IOException {
            var digest = newDigest();
            for (var each : arguments) {
                // No argument has a NUL in it.
                digest.update((each + '\0').getBytes(StandardCharsets.UTF_8));
            }
            digest.update((byte) delimiter);
            if (file == null) {
                return new Fingerprint(arguments.size(), hex(digest));
            }
            try (var in = new DigestInputStream(Files.newInputStream(file), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
                var count = arguments.size() + Records.count(file, delimiter);
                return new Fingerprint(count, hex(digest));
            }
        }

        private static String hex(MessageDigest digest) {
            return HexFormat.of().formatHex(digest.digest());
        }

        private static MessageDigest newDigest() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException impossible) {
                throw new AssertionError("every JDK has it", impossible);
            }
        }
    }

    /** Returns the line, without its end. */
    String line() {
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("task", task);
        if (inputs != null) {
            run.put("inputs", inputs.count());
            run.put("sha256", inputs.sha256());
        }
        return JsonText.ofPlain(Map.of("run", run));
    }

    /** Returns why a file with this first line is not of this run. */
    String differenceFrom(String line) {
        if (!line.startsWith("{\"run\":{\"task\":\"")) {
            return "it was not written by procession map --json --output";
        }
        var sameTask = new RunHeader(task, null).line();
        return line.startsWith(sameTask.substring(0, sameTask.length() - 2))
                ? "it is of other inputs, or of the same in another order"
                : "it is of another task: " + line;
    }
}
