package dev.procession.examples;

import dev.procession.ProcessOptions;
import dev.procession.memory.SharedBoolean;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.RetryPolicy;
import dev.procession.pool.RetryPolicy.Failure;
import dev.procession.pool.WorkerLocal;
import dev.procession.process.JavaProcess;
import dev.procession.subprocess.Command;
import java.io.IOException;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Four processes book transfers between the accounts of an SQLite database. One of them is killed
 * when it has taken money and not given it yet: the database takes that back, another process does
 * this transfer again, and nothing is lost. In the usual program the children inherit a connection
 * that was opened before them, which may damage the file; here each has its own.
 */
public final class Transfers {

    private static final int ACCOUNTS = 10;
    private static final int TRANSFERS = 200;
    private static final int UNLUCKY = 100;
    private static final List<String> QUESTIONS =
            List.of(
                    "select count(*) from done",
                    "select sum(balance) from account",
                    "pragma integrity_check");

    private Transfers() {}

    /** What the processes share: how to connect, and whether one of them was killed. */
    private record Bank(WorkerLocal<Connection> connection, SharedBoolean wasKilled)
            implements Serializable {

        int transfer(int number) throws Exception {
            execute("begin immediate"); // waits while another process writes
            try {
                // Noted in the same transaction, so that it is not done again if it was done.
                if (execute("insert or ignore into done values (?)", number) == 1) {
                    add(-1, number % ACCOUNTS);
                    if (number == UNLUCKY && wasKilled.compareAndSet(false, true)) {
                        killSelf();
                    }
                    add(1, number / ACCOUNTS % ACCOUNTS);
                }
                execute("commit");
                return number;
            } catch (Exception failure) {
                takeBack(failure);
                throw failure;
            }
        }

        private void takeBack(Exception failure) {
            try {
                execute("rollback");
            } catch (SQLException already) {
                failure.addSuppressed(already);
            }
        }

        void add(int amount, int account) throws SQLException {
            execute("update account set balance = balance + ? where id = ?", amount, account);
        }

        int execute(String sql, int... values) throws SQLException {
            try (var statement = connection.get().prepareStatement(sql)) {
                for (var i = 0; i < values.length; i++) {
                    statement.setInt(i + 1, values[i]);
                }
                return statement.executeUpdate();
            }
        }

        String ask(String sql) throws SQLException {
            try (var statement = connection.get().createStatement();
                    var answer = statement.executeQuery(sql)) {
                return answer.getString(1);
            }
        }
    }

    private static void create(Bank bank) throws SQLException {
        bank.execute("create table account (id integer primary key, balance integer not null)");
        bank.execute("create table done (transfer integer primary key)");
        for (var account = 0; account < ACCOUNTS; account++) {
            bank.execute("insert into account values (?, 100)", account);
        }
    }

    private static void killSelf() throws IOException, InterruptedException {
        var self = ProcessHandle.current().pid();
        System.out.println("killing " + JavaProcess.current().name() + " in transfer " + UNLUCKY);
        Command.of("sh", "-c", "kill -9 " + self).run();
    }

    /**
     * Runs the program.
     *
     * @throws IOException if there is no place for the database
     */
    public static void main() throws IOException {
        try (var folder = new TemporaryFolder();
                var wasKilled = SharedBoolean.create()) {
            var url = "jdbc:sqlite:" + folder.file("bank") + "?journal_mode=WAL&busy_timeout=30000";
            var bank =
                    new Bank(
                            WorkerLocal.withInitial(() -> DriverManager.getConnection(url)),
                            wasKilled);
            // Its library is unpacked there, and would be left behind by the one that is killed.
            var temporary = "-Dorg.sqlite.tmpdir=" + folder.path();
            var options =
                    PoolOptions.defaults()
                            .withWorkers(4)
                            .withProcess(ProcessOptions.defaults().withJvmOptions(temporary))
                            .withRetryPolicy(RetryPolicy.retries(1).on(Failure.DEATH));
            try (var pool = ProcessPool.open(options)) {
                pool.run(() -> create(bank)).join();
                var transfers = IntStream.range(0, TRANSFERS).boxed().toList();
                System.out.println("asked for: " + pool.map(bank::transfer, transfers).size());
                for (var question : QUESTIONS) {
                    System.out.println(question + ": " + pool.apply(bank::ask, question));
                }
            }
        }
    }
}
