package dev.procession.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.List;

/** A peer that says what its arguments tell, one after the other, then ends. */
final class FakePeer {

    private FakePeer() {}

    public static void main(String[] lines) throws IOException {
        var reader = new BufferedReader(new InputStreamReader(System.in));
        for (int i = 0; i < lines.length; i++) {
            String asked = i == 0 ? "" : reader.readLine();
            System.out.println(lines[i].replace("ASKED", "" + asked));
        }
    }

    /** The command that runs it. */
    static List<String> command(String... lines) {
        return Jvm.likeThis(FakePeer.class, lines);
    }
}
