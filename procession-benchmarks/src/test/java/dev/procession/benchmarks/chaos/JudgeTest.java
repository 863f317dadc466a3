package dev.procession.benchmarks.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.ExitStatus;
import dev.procession.TaskTimeoutException;
import dev.procession.WorkerDiedException;
import dev.procession.benchmarks.chaos.Findings.Sort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the judge must not let pass, and what it must. */
class JudgeTest {

    private static final byte[] NOTHING = {};

    @TempDir Path directory;

    private final Findings findings = new Findings();
    private final Judge judge = new Judge(Duration.ofSeconds(2), findings);
    private long ids;

    // ---- what is right -----------------------------------------------------------------------

    @Test
    void value_expectedAndBegunOnce_isGood() throws Exception {
        Job job = begun(Kind.QUICK);
        judge.returned(job, job.expected());
        assertThat(verdict())
                .isEqualTo(new Verdict(0, Map.of("tasks", 1L), 0, 0, 0, 0, 0, List.of()));
        assertThat(verdict().isGood()).isTrue();
    }

    @Test
    void failures_thatJobsAskedFor_areGood() throws Exception {
        Job throwing = begun(Kind.THROWS);
        judge.failed(throwing, new IllegalStateException(throwing.complaint()));
        judge.failed(begun(Kind.CANCELLED), new CancellationException());
        judge.failed(begun(Kind.DEAF), new CancellationException());
        judge.failed(begun(Kind.ABANDONED), new TimeoutException());
        judge.failed(begun(Kind.OVERTIME), timeout("w-1"));
        judge.failed(begun(Kind.EXITS), death("w-1", ExitStatus.exited(0)));
        judge.failed(begun(Kind.HALTS), death("w-2", ExitStatus.exited(3)));
        judge.failed(begun(Kind.SEGFAULTS), death("w-3", ExitStatus.signaled(11)));
        assertThat(verdict())
                .isEqualTo(new Verdict(3, Map.of("tasks", 8L), 0, 0, 0, 0, 0, List.of()));
    }

    @Test
    void death_ofAKilledWorker_isGoodAlsoBeforeTheJobBegan() throws Exception {
        judge.kills("w-1");
        judge.failed(submitted(Kind.QUICK), death("w-1", ExitStatus.signaled(9)));
        assertThat(verdict())
                .isEqualTo(new Verdict(1, Map.of("tasks", 1L), 0, 0, 0, 0, 0, List.of()));
    }

    @Test
    void spawn_isGoodOnlyIfItsHelperWasKilled() throws Exception {
        judge.killsBelow(41);
        judge.failed(begun(Kind.SPAWNS), noHelper(41));
        assertThat(verdict().isGood()).isTrue();
        judge.failed(begun(Kind.SPAWNS), noHelper(42));
        judge.failed(begun(Kind.QUICK), noHelper(41));
        assertThat(verdict().wrong()).isEqualTo(2);
    }

    private static IOException noHelper(long pid) {
        return new IOException(
                "Cannot run program \"sleep\": Failed to exec spawn helper: pid: "
                        + pid
                        + ", signal: 9, error: 0 (none)");
    }

    @Test
    void timeout_onAStoppedWorker_isGood() throws Exception {
        judge.stops("w-1");
        judge.failed(begun(Kind.QUICK), timeout("w-1"));
        assertThat(verdict().isGood()).isTrue();
    }

    @Test
    void map_endedByAKill_releasesTheOthers() throws Exception {
        judge.kills("w-1");
        judge.failedTogether(
                List.of(begun(Kind.QUICK), submitted(Kind.QUICK)),
                new CompletionException(death("w-1", ExitStatus.signaled(9))));
        assertThat(judge.unfinished()).isZero();
        assertThat(verdict().isGood()).isTrue();
    }

    // ---- lost --------------------------------------------------------------------------------

    @Test
    void job_withoutOutcome_isLost() throws Exception {
        submitted(Kind.QUICK);
        Job other = begun(Kind.QUICK);
        judge.returned(other, other.expected());
        assertThat(verdict().lost()).isOne();
        assertThat(verdict().findings()).contains("lost: job 0 (QUICK) never ended");
    }

    @Test
    void outcome_afterTheEnd_isTooLate() throws Exception {
        Job job = begun(Kind.QUICK);
        judge.ends();
        judge.returned(job, job.expected());
        judge.releases(job);
        assertThat(verdict())
                .extracting(Verdict::lost, Verdict::duplicated)
                .containsExactly(1L, 0L);
    }

    // ---- duplicated --------------------------------------------------------------------------

    @Test
    void job_begunTwice_isDuplicated() throws Exception {
        Job job = begun(Kind.QUICK);
        pen().begin(job.id());
        judge.returned(job, job.expected());
        assertThat(verdict().findings()).containsExactly("duplicated: job 0 began 2 times");
        assertThat(verdict().isGood()).isFalse();
    }

    @Test
    void job_begunTwiceAndCancelled_isDuplicated() throws Exception {
        Job job = begun(Kind.CANCELLED);
        pen().begin(job.id());
        judge.failed(job, new CancellationException());
        assertThat(verdict().duplicated()).isOne();
    }

    @Test
    void job_endedTwice_isDuplicated() throws Exception {
        Job job = begun(Kind.QUICK);
        judge.returned(job, job.expected());
        judge.returned(job, job.expected());
        assertThat(verdict().findings()).containsExactly("duplicated: job 0 (QUICK) ended twice");
    }

    // ---- wrong -------------------------------------------------------------------------------

    @Test
    void value_notTheExpected_isWrong() throws Exception {
        judge.returned(begun(Kind.QUICK), 17L);
        assertWrong("wrong: job 0 (QUICK) has a wrong value: 17");
    }

    @Test
    void value_ofBytesWithOneChanged_isWrong() throws Exception {
        Job job = new Job(ids++, Kind.LARGE, 0, new byte[5000], "");
        judge.submits(job);
        pen().begin(job.id());
        byte[] value = (byte[]) job.expected();
        value[4321]++;
        judge.returned(job, value);
        assertWrong("wrong: job 0 (LARGE, 5000) has a wrong value: 5000 bytes");
    }

    @Test
    void value_ofOneThatMustFail_isWrong() throws Exception {
        Job job = begun(Kind.EXITS);
        judge.returned(job, job.expected());
        assertThat(verdict().wrong()).isOne();
    }

    @Test
    void value_ofOneThatNeverBegan_isWrong() throws Exception {
        Job job = submitted(Kind.QUICK);
        judge.returned(job, job.expected());
        assertWrong("wrong: job 0 has an outcome although it never began");
    }

    @Test
    void death_ofAWorkerThatNobodyKilled_isWrong() throws Exception {
        judge.kills("w-1");
        judge.stops("w-2");
        judge.failed(begun(Kind.QUICK), death("w-2", ExitStatus.signaled(9)));
        assertThat(verdict().findings())
                .singleElement()
                .asString()
                .startsWith("wrong: job 0 (QUICK) failed, but nobody killed its worker: ");
    }

    @Test
    void death_thatCostsTwo_isWrong() throws Exception {
        judge.kills("w-1");
        judge.failed(begun(Kind.QUICK), death("w-1", ExitStatus.signaled(9)));
        judge.failed(begun(Kind.BUSY), death("w-1", ExitStatus.signaled(9)));
        assertWrong("wrong: the death of w-1 cost job 0 (QUICK) and job 1 (BUSY)");
    }

    @ParameterizedTest
    @CsvSource({"EXITS, 3", "HALTS, 0", "SEGFAULTS, 0"})
    void death_withAnotherStatus_isWrong(Kind kind, int code) throws Exception {
        judge.failed(begun(kind), death("w-1", ExitStatus.exited(code)));
        assertThat(verdict().wrong()).isOne();
    }

    @Test
    void failures_thatNothingExplains_areWrong() throws Exception {
        judge.failed(begun(Kind.QUICK), new CancellationException());
        judge.failed(begun(Kind.QUICK), new TimeoutException());
        judge.failed(begun(Kind.THROWS), new IllegalStateException("job 77 complains"));
        judge.failed(begun(Kind.CANCELLED), new IllegalStateException("job 3 complains"));
        assertThat(verdict().wrong()).isEqualTo(4);
    }

    @Test
    void timeout_ofAJobThatHadEnded_isWrong() throws Exception {
        Job job = begun(Kind.QUICK);
        pen().end(job.id());
        judge.failed(job, timeout("w-1"));
        assertThat(verdict().wrong()).isOne();
    }

    @Test
    void timeout_ofAJobThatNeverBegan_isWrong() throws Exception {
        judge.failed(submitted(Kind.QUICK), timeout("w-1"));
        assertThat(verdict().findings())
                .singleElement()
                .asString()
                .startsWith("wrong: job 0 (QUICK) ran for -1 ms, but: ");
    }

    @Test
    void ledger_withEntriesOfNoJobOrTorn_isWrong() throws Exception {
        pen().begin(5);
        Files.write(ledger(), new byte[] {1, 2, 3}, StandardOpenOption.APPEND);
        assertWrong("wrong: the ledger has entries of no job: 2");
    }

    // ---- left over ---------------------------------------------------------------------------

    @Test
    void leftovers_found_areCounted() throws Exception {
        findings.add(Sort.ORPHAN, "process 1");
        findings.add(Sort.LEAKED, "a");
        findings.add(Sort.LEAKED, "thread b");
        Verdict verdict = verdict();
        assertThat(verdict)
                .isEqualTo(
                        new Verdict(
                                0,
                                Map.of("tasks", 0L),
                                0,
                                0,
                                1,
                                2,
                                0,
                                List.of("orphan: process 1", "leaked: a", "leaked: thread b")));
        assertThat(verdict.isGood()).isFalse();
    }

    private void assertWrong(String finding) throws IOException {
        assertThat(verdict().findings()).contains(finding);
        assertThat(verdict().isGood()).isFalse();
    }

    private Job submitted(Kind kind) {
        Job job = new Job(ids++, kind, 0, NOTHING, "");
        judge.submits(job);
        return job;
    }

    private Job begun(Kind kind) throws IOException {
        Job job = submitted(kind);
        pen().begin(job.id());
        return job;
    }

    private Path ledger() {
        return directory.resolve("ledger");
    }

    private Ledger.Pen pen() throws IOException {
        return Ledger.Pen.of(ledger().toString());
    }

    private Verdict verdict() throws IOException {
        pen();
        // The judge adds to what it has found: ask another one each time.
        judge.judge(Ledger.read(ledger(), judge.numbers()));
        return Verdict.of(judge.kills(), Map.of("tasks", judge.submitted()), findings);
    }

    private static WorkerDiedException death(String worker, ExitStatus status) {
        return new WorkerDiedException(
                "[pool p] worker " + worker + " died",
                new WorkerDiedException.Death(worker, 1, status, "", List.of(), null, null));
    }

    private static TaskTimeoutException timeout(String worker) {
        return new TaskTimeoutException(
                "[pool p] task 1 on worker " + worker, Duration.ofSeconds(2), List.of(), null);
    }
}
