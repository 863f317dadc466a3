package dev.procession.examples;

import dev.procession.pool.ProcessPool;
import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads rank, title, actor and time from the pages of a board, by a compiled pattern that is an
 * argument of the workers' function; a callback puts them together. The usual program's pattern
 * runs over the whole page: a film of which nobody tells the actor gets the next one's, and that
 * one is lost. Here it runs over one entry at a time, and what it does not match is told.
 */
public final class FilmBoard {

    private static final Pattern FILM =
            Pattern.compile(
                    "<i>(?<rank>\\d+)</i>.*<a>(?<title>[^<]+)</a>"
                            + ".*<p>with (?<actor>[^<]+)</p>.*<time>(?<time>[^<]+)</time>",
                    Pattern.DOTALL);

    private FilmBoard() {}

    private record Film(int rank, String title, String actor, String time)
            implements Serializable {}

    /** What is read of a page, and how many entries are not. */
    private record Found(List<Film> films, int others) implements Serializable {}

    private static Found read(URI page, Pattern pattern) throws IOException, InterruptedException {
        var answer = Crawler.fetch(page);
        if (answer.status() != 200) {
            throw new IOException("status " + answer.status());
        }
        var entries = answer.text().split("<li>");
        var films =
                Stream.of(entries)
                        .map(pattern::matcher)
                        .filter(entry -> entry.find())
                        .map(entry ->
                                new Film(
                                        Integer.parseInt(entry.group("rank")),
                                        entry.group("title"),
                                        entry.group("actor"),
                                        entry.group("time")))
                        .toList();
        return new Found(films, entries.length - 1 - films.size());
    }

    private static String entry(int rank, String rest) {
        return "<li><i>" + rank + "</i>\n" + rest + "\n</li>";
    }

    private static void fill(LocalSite site) {
        site.page(
                "/board/1",
                200,
                "<ol>"
                        + entry(1, "<a>The Ferry</a><p>with I. Novak</p><time>1961</time>")
                        + entry(2, "<a>Fog</a><time>1999</time>")
                        + entry(3, "<a>Two Keys</a><p>with A. Sow</p><time>2007</time>"));
        site.page("/board/2", 502, "");
        site.page(
                "/board/3",
                200,
                "<ol>" + entry(7, "<a>Salt</a><p>with M. Rey</p><time>1948</time>"));
    }

    /**
     * Runs the program.
     *
     * @throws IOException if the site cannot listen
     */
    public static void main() throws IOException {
        var board = new ConcurrentSkipListMap<Integer, Film>();
        var notes = new ConcurrentSkipListMap<String, String>();
        try (var site = new LocalSite();
                var pool = ProcessPool.of(3)) {
            fill(site);
            Stream.of("/board/1", "/board/2", "/board/3")
                    .map(page ->
                            pool.applyAsync(FilmBoard::read, site.uri(page), FILM)
                                    .thenAccept(found -> {
                                        found.films().forEach(film -> board.put(film.rank(), film));
                                        notes.put(page, found.others() + " not understood");
                                    })
                                    .exceptionally(failure -> {
                                        notes.put(page, "failed: " + failure.getCause());
                                        return null;
                                    }))
                    .toList()
                    .forEach(CompletableFuture::join);
        }
        board.values().forEach(System.out::println);
        notes.forEach((page, note) -> System.out.println(page + ": " + note));
    }
}
