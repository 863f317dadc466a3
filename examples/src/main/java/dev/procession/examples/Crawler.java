package dev.procession.examples;

import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.WorkerLocal;
import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;

/**
 * Follows the links of a site. Workers fetch the pages; a callback, which runs here, reads them and
 * submits those that they link to. In the usual program a page that is missing, broken or slow is
 * never heard of again, or its callback fails, or all wait for it: a time limit of the HTTP request
 * alone is over when the answer begins. Here each page is accounted for, and the program ends.
 */
public final class Crawler {

    private static final Pattern LINK = Pattern.compile("href=\"([^\"]+)\"");

    private static final WorkerLocal<HttpClient> CLIENT =
            WorkerLocal.withInitial(HttpClient::newHttpClient);

    /** What came of each page. */
    private final Map<String, String> account = new ConcurrentSkipListMap<>();

    private final ProcessPool pool;

    private Crawler(ProcessPool pool) {
        this.pool = pool;
    }

    private static void prepare() {
        CLIENT.get(); // which takes as long as a page, and is not to be in the time of one
    }

    /** A page as it came. */
    record Page(int status, String text) implements Serializable {}

    /** Is for workers. */
    static Page fetch(URI uri) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri).build();
        var answer = CLIENT.get().send(request, BodyHandlers.ofString());
        return new Page(answer.statusCode(), answer.body());
    }

    /** Returns when the page and all that it leads to are accounted for. */
    private CompletableFuture<?> visit(URI uri) {
        if (account.putIfAbsent(uri.getPath(), "on its way") != null) {
            return CompletableFuture.completedFuture(null);
        }
        return pool.applyAsync(Crawler::fetch, uri)
                .thenCompose(page -> read(uri, page))
                .exceptionally(failure -> {
                    account.put(uri.getPath(), "failed: " + failure.getCause());
                    return null;
                });
    }

    private CompletableFuture<Void> read(URI uri, Page page) {
        account.put(uri.getPath(), "status " + page.status());
        var links = LINK.matcher(page.text()).results().map(link -> link.group(1));
        return CompletableFuture.allOf(
                links.map(link -> visit(uri.resolve(link))).toArray(CompletableFuture[]::new));
    }

    private static void fill(LocalSite site) {
        site.page("/", 200, "<a href=\"/news\">News</a> <a href=\"/archive/\">Archive</a>");
        site.page("/news", 200, "<a href=\"/slow\">A</a> <a href=\"/broken\">B</a>");
        site.page("/archive/", 200, "<a href=\"1998\">1998</a> <a href=\"/gone\">1997</a>");
        site.page("/archive/1998", 200, "<a href=\"/busy\">A</a> <a href=\"/late\">B</a>");
        site.page("/gone", 404, "<a href=\"/\">back</a>");
        site.page("/busy", 502, "");
        site.page("/late", 504, "");
        site.slowPage("/slow");
        site.brokenPage("/broken");
    }

    /**
     * Runs the program.
     *
     * @throws IOException if the site cannot listen
     */
    public static void main() throws IOException {
        var options =
                PoolOptions.defaults()
                        .withWorkers(3)
                        .withInitializer(Crawler::prepare)
                        .withTaskTimeout(Duration.ofSeconds(4));
        try (var site = new LocalSite();
                var pool = ProcessPool.open(options)) {
            fill(site);
            var crawler = new Crawler(pool);
            crawler.visit(site.uri("/")).join();
            crawler.account.forEach((page, end) -> System.out.println(page + " " + end));
        }
    }
}
