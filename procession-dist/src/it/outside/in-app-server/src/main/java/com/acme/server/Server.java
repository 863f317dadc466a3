package com.acme.server;

import java.io.File;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.apache.catalina.startup.Tomcat;

/** An application server with one application, which is asked once. */
public final class Server {

    private Server() {}

    /**
     * Runs it.
     *
     * @param arguments the folder of the application, and one for the server
     * @throws Exception if anything goes wrong
     */
    public static void main(String[] arguments) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(arguments[1]);
        tomcat.setHostname("127.0.0.1");
        tomcat.setPort(0);
        tomcat.setSilent(true);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        tomcat.addWebapp("", new File(arguments[0]).getAbsolutePath());
        tomcat.start();
        try (HttpClient client = HttpClient.newHttpClient()) {
            int port = tomcat.getConnector().getLocalPort();
            URI address = URI.create("http://127.0.0.1:" + port + "/shop");
            HttpRequest request = HttpRequest.newBuilder(address).build();
            System.out.print(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
        } finally {
            tomcat.stop();
            tomcat.destroy();
        }
    }
}
