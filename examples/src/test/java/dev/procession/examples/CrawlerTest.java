package dev.procession.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CrawlerTest {

    @Test
    void O9_everyPageIsAccountedFor_alsoTheMissingSlowAndBroken() throws Exception {
        var run = Examples.run(Crawler.class);
        assertThat(run.status()).isZero();
        assertThat(run.lines().stream().map(line -> line.replaceFirst("Exception:.*", "Exception")))
                .containsExactly(
                        "/ status 200",
                        "/archive/ status 200",
                        "/archive/1998 status 200",
                        "/broken failed: java.io.IOException",
                        "/busy status 502",
                        "/gone status 404",
                        "/late status 504",
                        "/news status 200",
                        "/slow failed: dev.procession.TaskTimeoutException");
    }
}
