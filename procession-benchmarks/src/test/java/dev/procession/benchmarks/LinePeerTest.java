package dev.procession.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LinePeerTest {

    @Test
    void round_samples_areParsed() throws Exception {
        try (var peer = open("ready 3.11.7", "samples 1.5 2 3e-1", "samples 7")) {
            assertThat(peer.round()).containsExactly(1.5, 2, 0.3);
            assertThat(peer.round()).containsExactly(7);
        }
    }

    @Test
    void round_size_isToldEachTime() throws Exception {
        try (var peer = open("ready 3.11.7", "failed ASKED")) {
            assertThatThrownBy(peer::round)
                    .isInstanceOf(IOException.class)
                    .hasMessage("the peer said: failed round 42");
        }
    }

    @Test
    void round_malformedSample_isNamed() throws Exception {
        try (var peer = open("ready 3.11.7", "samples 1 two")) {
            assertThatThrownBy(peer::round)
                    .isInstanceOf(IOException.class)
                    .hasMessage("the peer sent a malformed sample: \"two\"");
        }
    }

    @Test
    void round_peerEnded_saysSo() throws Exception {
        try (var peer = open("ready 3.11.7", "samples 1")) {
            assertThat(peer.round()).containsExactly(1);
            assertThatThrownBy(peer::round).isInstanceOf(IOException.class);
        }
    }

    @Test
    void open_noGreeting_isRefused() {
        assertThatThrownBy(() -> open("Traceback (most recent call last):"))
                .isInstanceOf(IOException.class)
                .hasMessage("the peer said: Traceback (most recent call last):");
    }

    @Test
    void open_endsAtOnce_saysItsStatus() {
        assertThatThrownBy(() -> open())
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith(" ended its output early: status=0");
    }

    @Test
    void round_peerHangs_isKilledWithItsTreeAndSaysSo() throws Exception {
        var hanging = List.of("sh", "-c", "echo ready 1; (sleep 300 & wait) & read line; wait");
        try (var peer = LinePeer.open(hanging, 1, Duration.ofSeconds(1))) {
            assertThatThrownBy(peer::round)
                    .isInstanceOf(IOException.class)
                    .hasMessage("it gave no answer within 1 s and was killed");
        }
        assertThat(ProcFiles.having("PROCESSION_BENCH_PEER=" + ProcessHandle.current().pid()))
                .isEmpty();
    }

    @Test
    void open_noInterpreter_isSaid() {
        assertThatThrownBy(() -> LinePeer.open(List.of("no-such-python"), 1))
                .isInstanceOf(IOException.class)
                .hasMessage("no-such-python was not found");
    }

    private static LinePeer open(String... lines) throws Exception {
        return LinePeer.open(FakePeer.command(lines), 42);
    }
}
