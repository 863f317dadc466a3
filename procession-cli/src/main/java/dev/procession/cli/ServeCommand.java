package dev.procession.cli;

import dev.procession.ManagerUnavailableException;
import dev.procession.ProcessOptions;
import dev.procession.connection.AuthenticationKey;
import dev.procession.connection.ConnectionOptions;
import dev.procession.manager.ManagerOptions;
import dev.procession.manager.ProcessManager;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code procession serve}. */
@Command(
        name = "serve",
        sortOptions = false,
        header = "Serves maps, lists, queues, locks and the like to other programs, by name.",
        description = {
            "",
            "Programs that know the key connect by ProcessManager.connect(address, key), and find or make"
                    + " objects by manager.named(\"...\"). All objects are in memory, and end with the"
                    + " command. It prints one line when programs can connect: serving at ADDRESS.",
            "",
            "The key is never given on the command line, where every user of the machine could read it.",
            ""
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "1:the process that has the objects has ended",
            "2:the command line is wrong, or nobody can listen there",
            "130:stopped by Ctrl-C (143: by SIGTERM)"
        })
final class ServeCommand implements Callable<Integer> {

    private static final int SERVER_ENDED = 1;

    @Spec private CommandSpec spec;

    @Option(
            names = "--bind",
            required = true,
            paramLabel = "ADDRESS",
            description = {
                "Where to listen: the path of a Unix-domain socket in a directory that nobody else can"
                        + " enter; HOST:PORT; or PORT, of the loopback. Port 0 is any that is free."
            })
    private String bind = "";

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = {
                "Has the key as 64 hexadecimal digits or more, as openssl rand -hex 32 writes it; nobody but"
                        + " its owner may read it. Without it the variable PROCESSION_KEY has the key."
            })
    private @Nullable String keyFile;

    @Option(
            names = "--tls-key-store",
            paramLabel = "FILE",
            description = {
                "Encrypts what goes over TCP by TLS 1.3, with the key and certificate of this PKCS#12 file."
                        + " Beyond the loopback this is needed, or --plaintext."
            })
    private @Nullable String keyStore;

    @Option(
            names = "--tls-password-file",
            paramLabel = "FILE",
            description =
                    "Has the key store's password. Without it the variable PROCESSION_TLS_PASSWORD does.")
    private @Nullable String passwordFile;

    @Option(
            names = "--plaintext",
            description = "Let everybody on the way read and change what goes beyond the loopback.")
    private boolean isPlaintext;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = {
                "What both sides know the service by, where they see its address differently:"
                        + " ConnectionOptions.withName."
            })
    private @Nullable String name;

    @Option(
            names = "--admit",
            paramLabel = "PATTERN",
            description = {
                "Take values of these classes only, and the JDK's: com.acme.Order, com.acme.*,"
                        + " com.acme.**. May be given more than once. Default: all on the class path."
            })
    private List<String> admitted = new ArrayList<>();

    @Option(
            names = "--max-connections",
            paramLabel = "N",
            description = "How many programs may be connected at the same time. Default: 1000.")
    private @Nullable Integer maxConnections;

    @Option(
            names = "--max-message",
            paramLabel = "SIZE",
            description = "How long a call or its answer may be, such as 512k. Default: 64m.")
    private @Nullable String maxMessage;

    @Option(
            names = "--max-silence",
            paramLabel = "TIME",
            description = {
                "How long a program may be silent over TCP before what it has locked is free. Default: 30s."
            })
    private @Nullable String maxSilence;

    @Option(
            names = "--max-heap",
            paramLabel = "SIZE",
            description = "How much heap there is for the objects, such as 512m.")
    private @Nullable String maxHeap;

    @Option(
            names = {"-cp", "--class-path"},
            paramLabel = "PATH",
            description = "Where the classes of values are: jars, directories, dir/* for all jars.")
    private @Nullable String classPath;

    @Override
    public Integer call() throws InterruptedException {
        try {
            var environment = System.getenv();
            var key = ServeSecrets.key(keyFile, environment);
            var options = options(environment);
            var console = Console.takeOver(true);
            var ended = new CompletableFuture<Integer>();
            try (var interrupts = new Interrupts(ended::complete)) {
                interrupts.listen();
                return serve(key, options, console, ended);
            }
        } catch (UsageException mistake) {
            throw new ParameterException(
                    spec.commandLine(), String.valueOf(mistake.getMessage()), mistake);
        }
    }

    private int serve(
            AuthenticationKey key,
            ManagerOptions options,
            Console console,
            CompletableFuture<Integer> ended) {
        try (var manager = ProcessManager.serve(BindAddress.parse(bind), key, options)) {
            console.results().line("serving at " + BindAddress.format(manager.address()));
            console.results().flush();
            if (console.control().exitStatus() != 0) {
                // Nobody knows where it serves.
                return console.control().exitStatus();
            }
            Thread.startVirtualThread(() -> watch(manager, console, ended));
            return ended.join();
        } catch (IOException | IllegalArgumentException refused) {
            throw new UsageException(String.valueOf(refused.getMessage()), refused);
        } catch (ManagerUnavailableException notThere) {
            console.err().println("procession: " + notThere.getMessage());
            return SERVER_ENDED;
        }
    }

    private static void watch(
            ProcessManager manager, Console console, CompletableFuture<Integer> ended) {
        try {
            var status = manager.awaitEnd();
            if (!ended.isDone()) {
                console.err().println("procession: the server has ended: status=" + status);
            }
            ended.complete(SERVER_ENDED);
        } catch (InterruptedException nobodyShould) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- the command line --------------------------------------------------------------------

    private ManagerOptions options(Map<String, String> environment) {
        try {
            var options =
                    ManagerOptions.defaults()
                            .withProcess(process())
                            .withConnection(connection(environment));
            return maxSilence == null
                    ? options
                    : options.withAnswerTimeout(Durations.parse("--max-silence", maxSilence));
        } catch (IllegalArgumentException outOfRange) {
            throw new UsageException(String.valueOf(outOfRange.getMessage()), outOfRange);
        }
    }

    /** The secrets are not for its environment. */
    private ProcessOptions process() {
        var options =
                ProcessOptions.defaults()
                        .withName("serve")
                        .withEnvironment(ServeSecrets.KEY_VARIABLE, "")
                        .withEnvironment(ServeSecrets.PASSWORD_VARIABLE, "");
        if (maxHeap != null) {
            options = options.withMaxHeap(maxHeap);
        }
        return classPath == null
                ? options
                : options.withClassPath(ClassPathEntries.parse(classPath));
    }

    private ConnectionOptions connection(Map<String, String> environment) {
        var options = ConnectionOptions.defaults();
        if (keyStore != null) {
            options = options.withTls(ServeSecrets.tls(keyStore, passwordFile, environment));
        } else if (passwordFile != null) {
            throw new UsageException(
                    "--tls-password-file has the password of --tls-key-store, which is missing");
        }
        if (isPlaintext) {
            options = options.withPlaintextBeyondLoopback();
        }
        if (name != null) {
            options = options.withName(name);
        }
        if (!admitted.isEmpty()) {
            options = options.withStrict(admitted.toArray(String[]::new));
        }
        if (maxConnections != null) {
            options = options.withMaxConnections(maxConnections);
        }
        return maxMessage == null ? options : options.withMaxMessage(maxMessage);
    }
}
