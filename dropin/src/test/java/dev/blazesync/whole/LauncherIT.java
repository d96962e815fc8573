package dev.blazesync.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script people start from a checkout, on a small copy of one. */
class LauncherIT {
  @TempDir private Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private Path checkout;
  private Path jar;

  @BeforeEach
  void makeCheckout() throws IOException {
    checkout = Files.createDirectories(folder.resolve("check out"));
    Path script = Path.of(System.getProperty("blazesync.root")).resolve("blazesync");
    Files.copy(script, checkout.resolve("blazesync"));
    assertThat(checkout.resolve("blazesync").toFile().setExecutable(true)).isTrue();
    jar = checkout.resolve("dropin/target/blazesync.jar");
    Files.createDirectories(jar.getParent());
    Files.createDirectories(checkout.resolve("spi/src/main"));
    Files.writeString(checkout.resolve("pom.xml"), "this is no project");
    Files.copy(Jar.path(), jar);
    age(checkout.resolve("pom.xml"), 100);
    age(jar, 50);
  }

  @Test
  void itRunsFromAnyFolderAndThroughALink() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("check out/blazesync"));
    Path second = Files.createSymbolicLink(folder.resolve("second"), link);
    Jar.Ended ended = run(second, "--version");
    ended.expect(0);
    assertThat(ended.out()).startsWith("blazesync ");
    assertThat(ended.err()).isEmpty();
  }

  @Test
  void whatItBuiltStartsFromAnArchiveOfClasses() throws Exception {
    // Java 17 finds no class of a jar in an archive whose path has a space
    checkout = Files.move(checkout, folder.resolve("checkout"));
    jar = checkout.resolve("dropin/target/blazesync.jar");
    Files.writeString(checkout.resolve("spi/src/main/New.java"), "class New {}");
    Path maven = Files.createDirectories(folder.resolve("bin")).resolve("mvn");
    Files.writeString(maven, "#!/bin/sh\ncp '" + Jar.path().toAbsolutePath() + "' '" + jar + "'\n");
    assertThat(maven.toFile().setExecutable(true)).isTrue();
    environment.put("PATH", maven.getParent() + ":" + System.getenv("PATH"));
    Jar.Ended ended = run(checkout.resolve("blazesync"), "--version").expect(0);
    assertThat(ended.out()).startsWith("blazesync ");
    assertThat(ended.told()).hasSize(1).first().asString().contains("building");
    assertThat(jar.resolveSibling("archive.log")).content().doesNotContain("Exception in thread");

    Path loaded = folder.resolve("loaded");
    environment.put("JDK_JAVA_OPTIONS", "-Xlog:class+load:file=" + loaded);
    run(checkout.resolve("blazesync"), "--version").expect(0);
    assertThat(loaded).content().contains("dev.blazesync.cli.Cli source: shared objects file");

    // one of another jar is left alone
    environment.remove("JDK_JAVA_OPTIONS");
    age(jar, -50);
    ended = run(checkout.resolve("blazesync"), "--version").expect(0);
    assertThat(ended.out()).startsWith("blazesync ");
    assertThat(ended.err()).isEmpty();
  }

  @Test
  void itPassesArgumentsAndTheExitCodeOn() throws Exception {
    run(checkout.resolve("blazesync"), "status", "no such file.db").expect(3);
  }

  @Test
  void aJarOlderThanItsSourcesIsBuiltAndAFailureNamesTheLog() throws Exception {
    Files.writeString(checkout.resolve("spi/src/main/New.java"), "class New {}");
    Jar.Ended ended = run(checkout.resolve("blazesync"), "--version").expect(3);
    Path log = checkout.resolve("dropin/target/build.log");
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).contains("the build failed").contains(log.toString());
    assertThat(log).content().contains("ERROR");
  }

  private Jar.Ended run(Path script, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(arguments));
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(Path.of("/").toFile()).redirectError(err.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Jar.Ended(command, process.exitValue(), out, Files.readString(err));
  }

  private static void age(Path file, int seconds) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(seconds)));
  }
}
