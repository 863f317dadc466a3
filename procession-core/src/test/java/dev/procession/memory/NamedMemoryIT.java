package dev.procession.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.Shortage;
import dev.procession.testing.Victim;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rows S5, F16: named memory of JVMs that have nothing in common but their user. */
class NamedMemoryIT {

    /** Does what the lines of its input say, and says what came of it. */
    static final class User {
        private static final Map<String, SharedMemory> HELD = new HashMap<>();

        private User() {}

        public static void main(String[] arguments) throws IOException {
            var lines =
                    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ");
                try {
                    System.out.println("did " + answer(words));
                } catch (IOException | RuntimeException refused) {
                    System.out.println("did " + refused.getClass().getSimpleName() + " " + refused);
                }
            }
        }

        private static String answer(String[] words) throws IOException {
            String name = words[1];
            switch (words[0]) {
                case "create" ->
                        HELD.put(name, SharedMemory.create(name, Long.parseLong(words[2])));
                case "unnamed" -> HELD.put(name, SharedMemory.create(Long.parseLong(words[2])));
                case "attach" -> HELD.put(name, SharedMemory.attach(name));
                case "put" ->
                        HELD.get(name)
                                .segment()
                                .set(ValueLayout.JAVA_LONG, 0, Long.parseLong(words[2]));
                case "get" -> {
                    return "" + HELD.get(name).segment().get(ValueLayout.JAVA_LONG, 0);
                }
                case "touch" -> HELD.get(name).segment().fill((byte) 1);
                case "close" -> HELD.remove(name).close();
                case "unlink" -> HELD.get(name).unlink();
                case "exit" -> System.exit(0);
                default -> throw new IllegalArgumentException(words[0]);
            }
            return "it";
        }
    }

    private static String ask(Victim user, String line) {
        user.send(line);
        return user.line("did ");
    }

    private static void kill(Victim user) {
        user.pid().signal("KILL");
        user.awaitEnd();
    }

    /** The names that are there, dead or alive. */
    private static List<String> names(Victim user) {
        return user.files().stream()
                .filter(each -> each.matches("procession-memory-[^/]+/m-.*"))
                .map(each -> each.substring(each.indexOf("/m-") + 3))
                .toList();
    }

    private static Path file(Victim user, String name) {
        String found =
                user.files().stream().filter(each -> each.endsWith("/m-" + name)).findFirst().get();
        return user.base().resolve(found);
    }

    @Test
    void S5_twoPrograms_seeWhatTheOtherWrites() throws Exception {
        try (Victim one = Victim.start(User.class);
                Victim two = Victim.startBeside(one, User.class)) {
            assertThat(ask(one, "create m 8")).isEqualTo("it");
            assertThat(ask(two, "attach m")).isEqualTo("it");
            assertThat(ask(one, "put m 5")).isEqualTo("it");
            assertThat(ask(two, "get m")).isEqualTo("5");
            assertThat(ask(two, "create m 8")).startsWith("FileAlreadyExistsException ");
            assertThat(ask(two, "close m")).isEqualTo("it");
            assertThat(ask(two, "attach m")).isEqualTo("it");
            assertThat(ask(one, "close m")).isEqualTo("it");
            assertThat(ask(two, "put m 6")).isEqualTo("it");
            assertThat(ask(one, "attach m")).startsWith("NoSuchFileException ");
            assertThat(names(one)).isEmpty();
            assertThat(ask(one, "create m 8")).isEqualTo("it");
            assertThat(ask(one, "get m")).isEqualTo("0");
            assertThat(ask(two, "get m")).isEqualTo("6");
        }
    }

    @Test
    void S5_theDirectoryOfNames_isPrivate() throws Exception {
        try (Victim one = Victim.start(User.class)) {
            assertThat(ask(one, "create m 8")).isEqualTo("it");
            Path directory = file(one, "m").getParent();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void S5_theDirectoryOfNames_isRefusedIfOthersCanEnterIt() throws Exception {
        try (Victim one = Victim.start(User.class);
                Victim two = Victim.startBeside(one, User.class)) {
            assertThat(ask(one, "create m 8")).isEqualTo("it");
            Path directory = file(one, "m").getParent();
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
            assertThat(ask(two, "attach m"))
                    .startsWith("IOException ")
                    .contains("a directory of this user's that nobody else can enter: path=");
        }
    }

    @Test
    void F16_creatorKilled_whoHasItGoesOnAndOthersCanAttach() {
        try (Victim creator = Victim.start(User.class);
                Victim user = Victim.startBeside(creator, User.class);
                Victim later = Victim.startBeside(creator, User.class)) {
            assertThat(ask(creator, "create m 8")).isEqualTo("it");
            assertThat(ask(creator, "put m 5")).isEqualTo("it");
            assertThat(ask(user, "attach m")).isEqualTo("it");
            kill(creator);
            assertThat(ask(later, "create m 8")).startsWith("FileAlreadyExistsException ");
            assertThat(ask(later, "attach m")).isEqualTo("it");
            assertThat(ask(later, "get m")).isEqualTo("5");
            assertThat(ask(user, "close m")).isEqualTo("it");
            assertThat(names(later)).containsExactly("m");
            assertThat(ask(later, "close m")).isEqualTo("it");
            assertThat(names(later)).isEmpty();
        }
    }

    @Test
    void F16_allKilled_nothingIsLeftOnceSomebodyElseComes() {
        try (Victim creator = Victim.start(User.class);
                Victim user = Victim.startBeside(creator, User.class)) {
            assertThat(ask(creator, "create one 8")).isEqualTo("it");
            assertThat(ask(creator, "create two 8")).isEqualTo("it");
            assertThat(ask(user, "attach one")).isEqualTo("it");
            kill(creator);
            kill(user);
            try (Victim next = Victim.startBeside(creator, User.class)) {
                assertThat(ask(next, "attach one")).startsWith("NoSuchFileException ");
                assertThat(names(next)).containsExactly("two");
                assertThat(ask(next, "create three 8")).isEqualTo("it");
                assertThat(names(next)).containsExactly("three");
            }
        }
    }

    @Test
    void F16_creatorOfADeadNameKilled_theNameCanBeHadAgain() {
        try (Victim creator = Victim.start(User.class);
                Victim next = Victim.startBeside(creator, User.class)) {
            assertThat(ask(creator, "create m 8")).isEqualTo("it");
            assertThat(ask(creator, "put m 5")).isEqualTo("it");
            kill(creator);
            assertThat(ask(next, "create m 16")).isEqualTo("it");
            assertThat(ask(next, "get m")).isEqualTo("0");
        }
    }

    @Test
    void F16_killedWhileItMakesMemory_leavesWhatIsRemoved() throws Exception {
        try (Victim user = Victim.start(User.class)) {
            assertThat(ask(user, "create m 8")).isEqualTo("it");
            for (int bytes : new int[] {0, 8, 64, 1000}) {
                Files.write(file(user, "m").resolveSibling("m-half" + bytes), new byte[bytes]);
            }
            assertThat(ask(user, "attach half0")).startsWith("NoSuchFileException ");
            assertThat(ask(user, "attach half1000")).startsWith("NoSuchFileException ");
            assertThat(names(user)).containsExactly("half64", "half8", "m");
            assertThat(ask(user, "create half8 8")).isEqualTo("it");
            assertThat(names(user)).containsExactly("half8", "m");
        }
    }

    @Test
    void F16_programsThatJustEnd_leaveNothing() {
        try (Victim creator = Victim.start(User.class);
                Victim user = Victim.startBeside(creator, User.class);
                Victim other = Victim.startBeside(creator, User.class)) {
            assertThat(ask(creator, "create m 8")).isEqualTo("it");
            assertThat(ask(user, "attach m")).isEqualTo("it");
            creator.send("exit now");
            creator.awaitEnd();
            assertThat(names(other)).containsExactly("m");
            assertThat(ask(other, "attach m")).isEqualTo("it");
            assertThat(ask(other, "close m")).isEqualTo("it");
            user.send("exit now");
            user.awaitEnd();
            assertThat(names(other)).isEmpty();
        }
    }

    @Test
    void F16_unlinkedByOne_isUnlinkedForAll() {
        try (Victim one = Victim.start(User.class);
                Victim two = Victim.startBeside(one, User.class)) {
            assertThat(ask(one, "create m 8")).isEqualTo("it");
            assertThat(ask(two, "attach m")).isEqualTo("it");
            assertThat(ask(two, "unlink m")).isEqualTo("it");
            assertThat(names(one)).isEmpty();
            assertThat(ask(one, "attach m")).startsWith("NoSuchFileException ");
            assertThat(ask(two, "create other 8")).isEqualTo("it");
            assertThat(ask(one, "unlink m")).isEqualTo("it");
            assertThat(ask(one, "put m 5")).isEqualTo("it");
            assertThat(ask(two, "get m")).isEqualTo("5");
        }
    }

    @Test
    void F16_noRoom_isAnErrorThatSaysSoAndLeavesNothing() {
        try (Victim user = Shortage.ROOM.start(User.class)) {
            assertThat(ask(user, "create small 8")).isEqualTo("it");
            assertThat(ask(user, "create large 16777216"))
                    .contains("No space left")
                    .contains(Shortage.ROOM.remedy());
            assertThat(names(user)).containsExactly("small");
            assertThat(ask(user, "put small 1")).isEqualTo("it");
            assertThat(ask(user, "create large 1048576")).isEqualTo("it");
            assertThat(ask(user, "touch large")).isEqualTo("it");
            assertThat(ask(user, "unnamed u 16777216")).isEqualTo("it");
            assertThat(ask(user, "touch u")).isEqualTo("it");
        }
    }

    @Test
    void SEC11_aFileCutShortBySomebody_isNotAttached() throws Exception {
        try (Victim creator = Victim.start(User.class);
                Victim other = Victim.startBeside(creator, User.class)) {
            assertThat(ask(creator, "create m 100000")).isEqualTo("it");
            try (FileChannel file =
                    FileChannel.open(file(creator, "m"), StandardOpenOption.WRITE)) {
                file.truncate(50_000);
            }
            assertThat(ask(other, "attach m")).startsWith("NoSuchFileException ");
            try (FileChannel file =
                    FileChannel.open(file(creator, "m"), StandardOpenOption.WRITE)) {
                file.truncate(0);
            }
            assertThat(ask(other, "attach m")).startsWith("NoSuchFileException ");
            assertThat(ask(creator, "create other 8")).isEqualTo("it");
            assertThat(creator.pid().isAlive()).isTrue();
        }
    }
}
