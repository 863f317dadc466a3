package dev.procession.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The live view: looks, draws, and does what keys ask for; nothing of it holds up the keys. */
final class TopLoop {

    private static final long MOST_WAIT_MILLIS = 200;
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final LiveTerminal terminal;
    private final TopView view;
    private final long intervalNanos;
    private final int count;
    private @Nullable CompletableFuture<Seen> look;
    private @Nullable CompletableFuture<List<String>> errand;
    private boolean isDump;
    private long lastLook;
    private int looks;

    TopLoop(LiveTerminal terminal, TopView view, Duration interval, int count) {
        this.terminal = terminal;
        this.view = view;
        this.intervalNanos = interval.toNanos();
        this.count = count;
        this.lastLook = System.nanoTime() - intervalNanos;
    }

    void run() throws IOException {
        var isToBeDrawn = true;
        while (true) {
            isToBeDrawn |= advanceLook();
            isToBeDrawn |= advanceErrand();
            isToBeDrawn |= terminal.wasResized();
            if (count > 0 && looks >= count) {
                return;
            }
            if (isToBeDrawn) {
                terminal.draw(
                        view.draw(terminal.width(), terminal.height(), LiveTerminal::inverse));
            }
            var key = terminal.read(MOST_WAIT_MILLIS);
            isToBeDrawn = key != null;
            if (key != null && isQuit(view.press(key))) {
                return;
            }
        }
    }

    /** Begins a look when it is time for one; tells whether one has come to its end. */
    private boolean advanceLook() throws IOException {
        var running = look;
        if (running == null) {
            if (System.nanoTime() - lastLook >= intervalNanos) {
                lastLook = System.nanoTime();
                look = inBackground(Looking::look);
            }
            return false;
        }
        if (!running.isDone()) {
            return false;
        }
        look = null;
        view.show(result(running));
        looks++;
        return true;
    }

    private boolean advanceErrand() throws IOException {
        var running = errand;
        if (running == null || !running.isDone()) {
            return false;
        }
        errand = null;
        var lines = result(running);
        if (isDump) {
            view.read(lines);
        }
        view.say(isDump ? "" : String.join("; ", lines));
        return true;
    }

    private boolean isQuit(TopView.@Nullable Wish wish) {
        switch (wish) {
            case null -> {
                return false;
            }
            case TopView.Wish.Quit quit -> {
                return true;
            }
            case TopView.Wish.Kill(var row) ->
                    begin(false, "ending " + row.describe() + " ...", () -> kill(row));
            case TopView.Wish.Dump(var row) ->
                    begin(true, "asking " + row.describe() + " ...", () -> DumpProcess.run(row));
        }
        return false;
    }

    private void begin(boolean isOfDump, String said, Callable<List<String>> work) {
        if (errand != null) {
            view.say("one thing after the other: still " + (isDump ? "asking" : "ending"));
            return;
        }
        isDump = isOfDump;
        view.say(said);
        errand = inBackground(work);
    }

    private static List<String> kill(Seen.Row row) throws IOException {
        return Ladder.end(List.of(row), GRACE).entrySet().stream()
                .map(each -> each.getKey().describe() + ": " + each.getValue().words())
                .toList();
    }

    private static <T> CompletableFuture<T> inBackground(Callable<T> work) {
        var future = new CompletableFuture<T>();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        future.complete(work.call());
                    } catch (Throwable failure) {
                        future.completeExceptionally(failure);
                    }
                });
        return future;
    }

    private static <T> T result(CompletableFuture<T> done) throws IOException {
        try {
            return done.join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof IOException refused) {
                throw refused;
            }
            throw new IOException(String.valueOf(failure.getCause()), failure.getCause());
        }
    }
}
