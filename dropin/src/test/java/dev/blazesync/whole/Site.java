package dev.blazesync.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A folder with a hub process, a group on it, and databases. */
final class Site implements AutoCloseable {
  private static final String LISTENING = "listening on ";

  final Path folder;
  final Jar jar;
  private final String[] hubOptions;
  private final Map<String, Path> founders = new HashMap<>();
  private String address = "tcp://127.0.0.1:0";
  private Jar.Running hub;

  Site(Path folder, String... hubOptions) {
    this.folder = folder;
    this.hubOptions = hubOptions;
    this.jar = new Jar(folder);
    startHub();
  }

  /** At the same address as before, if it ran before. */
  void startHub() {
    Jar.Running started =
        jar.start(
            words(
                List.of("hub", "--listen", address, "--data", folder.resolve("hub").toString()),
                hubOptions));
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

  /** {@return the first join code of a new group} */
  String group(String... more) {
    return jar.run(words(List.of("group", "create", "--hub", address), more))
        .expect(0)
        .out()
        .strip();
  }

  /** {@return a join code that a database of a group makes} */
  String invite(Path database, String... more) {
    return jar.run(words(List.of("group", "invite", database.toString()), more))
        .expect(0)
        .out()
        .strip();
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

  /**
   * Joins and brings up to date.
   *
   * @param first the first code of a group: the database that comes first has it, and every other
   *     one gets a code of its own from that
   */
  Jar.Ended join(Path database, String first, String... more) {
    Path founder = founders.putIfAbsent(first, database);
    boolean founds = founder == null || founder.equals(database);
    return joinBy(founds ? first : invite(founder), database, more);
  }

  /** The same with this code and no other. */
  Jar.Ended joinBy(String code, Path database, String... more) {
    return jar.run(words(List.of("sync", database.toString(), "--once", "--join", code), more));
  }

  private static String[] words(List<String> first, String... more) {
    return Stream.concat(first.stream(), Stream.of(more)).toArray(String[]::new);
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
