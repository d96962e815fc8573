package dev.blazesync.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;

/** A folder with a hub process, a group on it, and databases. */
final class Site implements AutoCloseable {
  private static final String LISTENING = "listening on ";

  final Path folder;
  final Jar jar;
  private String address = "tcp://127.0.0.1:0";
  private Jar.Running hub;

  Site(Path folder) {
    this.folder = folder;
    this.jar = new Jar(folder);
    startHub();
  }

  /** At the same address as before, if it ran before. */
  void startHub() {
    Jar.Running started =
        jar.start("hub", "--listen", address, "--data", folder.resolve("hub").toString());
    await("the hub accepts")
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !started.alive() || started.out().contains(LISTENING));
    assertThat(started.out()).as(started.err()).startsWith(LISTENING);
    address = started.out().lines().findFirst().orElseThrow().substring(LISTENING.length());
    hub = started;
  }

  Jar.Running hub() {
    return hub;
  }

  String address() {
    return address;
  }

  /** {@return the join code of a new group} */
  String group() {
    return jar.run("group", "create", "--hub", address).expect(0).out().strip();
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /**
   * Brings databases of a group up to date, each as often as it takes to see what the others had.
   */
  void once(Path... databases) {
    for (int round = 0; round < 2; round++) {
      for (Path database : databases) {
        jar.run("sync", database.toString(), "--once").expect(0);
      }
    }
  }

  /** Joins and brings up to date. */
  Jar.Ended join(Path database, String code, String... more) {
    String[] arguments = new String[more.length + 5];
    System.arraycopy(
        new String[] {"sync", database.toString(), "--once", "--join", code}, 0, arguments, 0, 5);
    System.arraycopy(more, 0, arguments, 5, more.length);
    return jar.run(arguments);
  }

  void equal(Path a, Path b) {
    Jar.Ended verify = jar.run("verify", a.toString(), b.toString()).expect(0);
    assertThat(verify.out().strip()).endsWith("equal");
  }

  @Override
  public void close() {
    hub.close();
  }
}
