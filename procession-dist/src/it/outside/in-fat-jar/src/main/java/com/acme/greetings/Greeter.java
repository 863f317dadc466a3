package com.acme.greetings;

import org.springframework.stereotype.Component;

/** Found by looking through the jar within the jar. */
@Component
public class Greeter {
    String greet(String name) {
        return "hello " + name;
    }
}
