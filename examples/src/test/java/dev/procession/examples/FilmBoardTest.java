package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FilmBoardTest {

    @Test
    void O9_patternReadsEachEntry_andWhatItDoesNotMatchIsTold() throws Exception {
        var run = Examples.run(FilmBoard.class);
        assertThat(run.status()).isZero();
        assertThat(run.lines())
                .containsExactly(
                        "Film[rank=1, title=The Ferry, actor=I. Novak, time=1961]",
                        "Film[rank=3, title=Two Keys, actor=A. Sow, time=2007]",
                        "Film[rank=7, title=Salt, actor=M. Rey, time=1948]",
                        "/board/1: 1 not understood",
                        "/board/2: failed: java.io.IOException: status 502",
                        "/board/3: 0 not understood");
    }
}
