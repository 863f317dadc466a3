package com.acme.shop;

import dev.procession.pool.ProcessPool;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A page whose work is done by processes. Server and library have different loaders. */
@WebServlet("/shop")
public class ShopServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    /**
     * Something that travels.
     *
     * @param name what it is
     * @param cents what it costs
     */
    record Item(String name, int cents) implements Serializable {}

    static Item dearer(Item item) {
        return new Item(item.name(), item.cents() + 1);
    }

    static String resource() {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        try (InputStream in = loader.getResourceAsStream("shop.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        try (ProcessPool pool = ProcessPool.of(2)) {
            List<Item> items = List.of(new Item("tea", 100), new Item("milk", 200));
            String text = pool.apply(nothing -> resource(), 0);
            response.getWriter().println(pool.map(ShopServlet::dearer, items));
            response.getWriter().println(text);
            response.getWriter().println(getClass().getClassLoader().getClass().getSimpleName());
        }
    }
}
