package dev.procession.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The ways in which a parent ends: by itself, or by what happens to it. */
public enum Ending {
    /** Its {@code main} returns. */
    RETURN,
    /** An exception leaves its {@code main}. */
    EXCEPTION,
    /** {@link System#exit}. */
    EXIT,
    /** {@link Runtime#halt}. */
    HALT,
    /** SIGKILL. */
    KILL,
    /** SIGKILL while SIGSTOP holds it. */
    STOP;

    /** What ends in order gives stuck children their grace before it ends. */
    private static final Duration LONGEST = Duration.ofSeconds(5);

    /** In a parent's {@code main}, as the last thing: waits for the order to end and obeys it. */
    public static void awaitOrder() throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        switch (valueOf(in.readLine())) {
            case RETURN -> System.out.println("returning");
            case EXCEPTION -> throw new IOException("thrown by main");
            case EXIT -> System.exit(3);
            case HALT -> Runtime.getRuntime().halt(4);
            case KILL, STOP -> throw new IOException("nobody ends so by itself");
        }
    }

    /** In a test: ends a parent that {@linkplain #awaitOrder awaits its order}; it is dead then. */
    public void of(Victim parent) {
        switch (this) {
            case KILL -> parent.pid().signal("KILL");
            case STOP -> {
                parent.pid().signal("STOP");
                parent.pid().signal("KILL");
            }
            case RETURN, EXCEPTION, EXIT, HALT -> parent.send(name());
        }
        parent.pid().awaitDeath(LONGEST);
    }
}
