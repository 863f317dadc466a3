package dev.procession.internal.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CacheTermsTest {

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-Dname=value",
                "-Xmx64m",
                "-Xmx30G",
                "-Xmx16777216",
                "-Xms8m",
                "-Xss2m",
                "-ea:com.acme...",
                "-XX:ActiveProcessorCount=1",
                "-XX:MaxMetaspaceSize=64m"
            })
    void anOptionThatDoesNotMatter_isAllowed(String option) {
        assertThat(CacheTerms.allow(List.of("-Xmx1g", option))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-modules=java.sql",
                "-Djava.system.class.loader=com.acme.Loader",
                "-Djava.security.manager=allow",
                "-Xmx31g",
                "-Xmx40g",
                "-Xmx99999999999999999999",
                "-Xmx1t",
                "-Xmx2m",
                "-Xms1m",
                "-Xmxlots",
                "-XX:-UseCompressedOops",
                "-XX:+UseCompactObjectHeaders",
                "-XX:AOTCache=own.aot",
                "-XX:MaxRAMPercentage=90",
                "-javaagent:agent.jar",
                "-agentlib:jdwp=transport=dt_socket"
            })
    void anOptionThatMatters_orIsNotKnown_isNot(String option) {
        assertThat(CacheTerms.allow(List.of("-Xmx1g", option))).isFalse();
    }

    @Test
    void theNameChangesWithTheJar() throws IOException {
        Path jar = Files.writeString(folder.resolve("own.jar"), "one");
        String before = CacheTerms.name(jar);
        assertThat(CacheTerms.name(jar)).isEqualTo(before).matches("[0-9a-f]+");
        Files.writeString(jar, "other");
        assertThat(CacheTerms.name(jar)).isNotEqualTo(before);
    }
}
