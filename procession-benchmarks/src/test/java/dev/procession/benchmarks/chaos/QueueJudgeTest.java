package dev.procession.benchmarks.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.benchmarks.chaos.Findings.Sort;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is seen of a queue that does what it must not. */
class QueueJudgeTest {

    private final QueueLog log = QueueLog.open(2);
    private final QueueJudge judge = new QueueJudge(log, 2);
    private final Findings findings = new Findings();
    private final long[] last = new long[2];

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void elements_takenOnceInTheirOrder_areGood() {
        log.took(put(0), last);
        log.took(put(1), last);
        log.took(put(0), last);
        judge.judge(findings);
        assertThat(findings.told()).isEmpty();
        assertThat(judge.forfeited()).isZero();
    }

    @Test
    void element_takenTwice_isDuplicatedWhoeverTakesIt() {
        Element element = put(0);
        log.took(element, last);
        assertThatThrownBy(() -> log.took(element, new long[2]))
                .isInstanceOfSatisfying(
                        Complaint.class, seen -> assertThat(seen.sort()).isEqualTo(Sort.DUPLICATED))
                .hasMessage("element 1 of producer 0 came twice");
    }

    @Test
    void element_afterALaterOneOfItsProducer_isWrong() {
        Element first = put(1);
        log.took(put(1), last);
        assertThatThrownBy(() -> log.took(first, last))
                .isInstanceOf(Complaint.class)
                .hasMessage("element 1 of producer 1 came after 2");
    }

    @Test
    void element_withAnotherPayload_isTorn() {
        Element good = put(0);
        byte[] torn = new byte[good.payload().length + 1];
        assertThatThrownBy(() -> log.took(new Element(0, 1, torn, good.sum()), last))
                .isInstanceOf(Complaint.class)
                .hasMessage("element 1 of producer 0 is torn");
    }

    @Test
    void element_thatNobodyTook_isLostUnlessAConsumerDied() {
        put(0);
        judge.consumerDied();
        judge.judge(findings);
        assertThat(findings.told()).isEmpty();
        put(1);
        judge.judge(findings);
        assertThat(findings.count(Sort.LOST)).isPositive();
    }

    @Test
    void element_ofAProducerThatDiedPuttingIt_mayBeMissing() {
        log.begins(0);
        judge.producerDied(0);
        judge.judge(findings);
        assertThat(findings.told()).isEmpty();
        assertThat(judge.forfeited()).isZero();
    }

    @Test
    void element_beforeTheFirstThatCounts_mayBeMissing() {
        put(0);
        put(1);
        judge.judge(producer -> 2, findings);
        assertThat(findings.told()).isEmpty();
        put(0);
        judge.judge(producer -> 2, findings);
        assertThat(findings.count(Sort.LOST)).isOne();
    }

    private Element put(int producer) {
        long number = log.begins(producer);
        log.hasPut(producer, number);
        return Element.make(producer, number, new Random(number));
    }
}
