package dev.procession.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A web server on this machine, good and bad pages included: what crawlers here crawl. */
final class LocalSite implements AutoCloseable {

    private static final int OK = 200;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    LocalSite() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    URI uri(String path) {
        var port = server.getAddress().getPort();
        return URI.create("http://127.0.0.1:" + port).resolve(path);
    }

    /** Adds a page. */
    void page(String path, int status, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        server.createContext(
                path,
                exchange -> {
                    exchange.sendResponseHeaders(status, bytes.length);
                    exchange.getResponseBody().write(bytes);
                    exchange.close();
                });
    }

    /** Adds a page that begins and does not go on. */
    void slowPage(String path) {
        server.createContext(path, LocalSite::begin);
    }

    /** Adds a page whose connection breaks before its end. */
    void brokenPage(String path) {
        server.createContext(
                path,
                exchange -> {
                    begin(exchange);
                    exchange.close();
                });
    }

    private static void begin(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(OK, 1000);
        exchange.getResponseBody().write('<');
        exchange.getResponseBody().flush();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
