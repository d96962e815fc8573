package dev.blazesync.benchmarks.path;

import dev.blazesync.BlazeSync;
import dev.blazesync.GroupAdmin;
import dev.blazesync.Target;
import dev.blazesync.benchmarks.path.ItemDatabase.Kind;
import dev.blazesync.benchmarks.path.WireCounter.Passed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What it takes until another device has what this one wrote: over TCP, encrypted, through a hub
 * that is a process of its own. Nodes are processes of their own where that is said, else in this
 * one, which has done the same work before.
 */
final class Exchange {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int PLAIN_ROUNDS = 4;

  /** The compiler goes on for about so long; the last ones count. */
  private static final int WARM_ROUNDS = 12;

  private static final int COUNTED = 5;
  private static final int FRESH_ROUNDS = 5;
  private static final int UPDATES = 20_000;
  private static final int LONE = 20;

  private final Kind kind;
  private final int rows;
  private final Texts texts;
  private final Deployment deployment;
  private final WireCounter wire;
  private final ItemDatabase from;
  private final List<Figure> figures = new ArrayList<>();
  private int files;

  private Exchange(Kind kind, int rows, Texts texts, Deployment deployment) throws Exception {
    this.kind = kind;
    this.rows = rows;
    this.texts = texts;
    this.deployment = deployment;
    this.wire = new WireCounter(deployment.hub());
    this.from = ItemDatabase.create(kind, deployment.file("from" + kind.suffix));
  }

  static List<Figure> measure(Kind kind, int rows, Texts texts) throws Exception {
    try (Deployment deployment = new Deployment()) {
      Exchange exchange = new Exchange(kind, rows, texts, deployment);
      try (exchange.wire;
          exchange.from) {
        exchange.run();
      }
      return exchange.figures;
    }
  }

  /** {@return what passes a newcomer's link until it has everything} */
  static Figure wireBytes(Kind kind, int rows, Texts texts) throws Exception {
    try (Deployment deployment = new Deployment()) {
      Exchange exchange = new Exchange(kind, rows, texts, deployment);
      try (exchange.wire;
          exchange.from) {
        exchange.from.insert(rows, texts, false);
        String code = deployment.create(exchange.wire.address());
        exchange.from.aside(() -> deployment.join(exchange.from.file(), code));
        exchange.freshCopy(Double.NaN);
      }
      return exchange.figures.get(1);
    }
  }

  private void run() throws Exception {
    from.insert(rows, texts, false);
    double plain = plainInsert();
    String code = deployment.create(wire.address());
    figures.add(
        new Figure(
            "first device sends its rows, fresh process",
            Watch.millis(() -> from.aside(() -> deployment.join(from.file(), code))),
            "ms",
            plain));
    freshCopy(plain);
    try (BlazeSync sender = start(from.file())) {
      Path to = warmCopies(plain);
      try (ItemDatabase reader = ItemDatabase.open(kind, to)) {
        BlazeSync receiver = start(to);
        try {
          wrote(reader, receiver);
          lone(reader);
        } finally {
          receiver.close();
        }
        sizes();
      }
      sender.awaitSynced(PATIENCE);
    }
    try (ItemDatabase reader = ItemDatabase.open(kind, deployment.file("to0" + kind.suffix))) {
      syncOnly(reader);
      catchUp(reader);
    }
    catchUpFresh(deployment.file("to0" + kind.suffix));
    figures.add(Figure.alone("hub, most memory", deployment.hubMemory() / 1_048_576.0, "MiB"));
  }

  private Path next() {
    return deployment.file("to" + files++ + kind.suffix);
  }

  private double plainInsert() throws Exception {
    double[] millis = new double[PLAIN_ROUNDS];
    for (int round = 0; round < PLAIN_ROUNDS; round++) {
      try (ItemDatabase plain =
          ItemDatabase.create(kind, deployment.file("plain" + round + kind.suffix))) {
        millis[round] = Watch.millis(() -> plain.insert(rows, texts, false));
      }
    }
    return Watch.median(millis);
  }

  private void freshCopy(double plain) throws Exception {
    String[] code = new String[1];
    from.aside(() -> code[0] = deployment.invite(from.file()));
    Path to = next();
    long before = wire.all();
    long[] memory = new long[1];
    double millis = Watch.millis(() -> memory[0] = deployment.join(to, code[0]));
    figures.add(new Figure("empty second node, fresh process", millis, "ms", plain));
    figures.add(
        Figure.alone(
            "bytes on the wire for it (" + texts + ")", (wire.all() - before) / 1e6, "MB"));
    figures.add(Figure.alone("its most memory", memory[0] / 1_048_576.0, "MiB"));
    try (ItemDatabase reader = ItemDatabase.open(kind, to)) {
      if (reader.rows() != rows) {
        throw new IllegalStateException(reader.rows() + " rows arrived of " + rows);
      }
    }
  }

  /** {@return the first that was made fresh} */
  private Path warmCopies(double plain) throws Exception {
    double[] millis = new double[WARM_ROUNDS];
    WriteTimes writes = new WriteTimes();
    for (int round = 0; round < WARM_ROUNDS; round++) {
      writes.clear();
      String code = GroupAdmin.of(Target.of(from.file())).invite(GroupAdmin.Invite.ONE);
      Path to = next();
      long began = System.nanoTime();
      try (BlazeSync node = BlazeSync.attach(to).join(code).listener(writes).start()) {
        node.awaitSynced(PATIENCE);
        millis[round] = (System.nanoTime() - began) / 1e6;
      }
    }
    figures.add(new Figure("empty second node, warm", last(millis), "ms", plain));
    figures.addAll(writes.figures("first copy"));
    return deployment.file("to0" + kind.suffix);
  }

  private static BlazeSync start(Path file) {
    return BlazeSync.attach(file).start();
  }

  private void wrote(ItemDatabase reader, BlazeSync receiver) throws Exception {
    receiver.awaitSynced(PATIENCE);
    int updates = Math.min(UPDATES, rows);
    double[] millis = new double[COUNTED];
    for (int round = 0; round < COUNTED; round++) {
      millis[round] =
          Watch.millis(
              () -> {
                int qty = from.updateSingly(updates, rows);
                awaitAll(reader, qty, updates);
              });
    }
    figures.add(
        Figure.alone(
            "single-row updates, write and sync", updates / Watch.median(millis) * 1_000, "/s"));
  }

  private void syncOnly(ItemDatabase reader) throws Exception {
    WriteTimes writes = new WriteTimes();
    try (BlazeSync receiver = BlazeSync.attach(reader.file()).listener(writes).start()) {
      int updates = Math.min(UPDATES, rows);
      double[] millis = new double[WARM_ROUNDS];
      for (int round = 0; round < WARM_ROUNDS; round++) {
        receiver.awaitSynced(PATIENCE);
        writes.clear();
        int qty = from.updateSingly(updates, rows);
        long began = System.nanoTime();
        try (BlazeSync sender = start(from.file())) {
          awaitAll(reader, qty, updates);
          millis[round] = (System.nanoTime() - began) / 1e6;
          sender.awaitSynced(PATIENCE);
        }
      }
      figures.add(
          Figure.alone("single-row updates, sync only", updates / last(millis) * 1_000, "/s"));
      figures.addAll(writes.figures("beside a sender at work"));
    }
  }

  /** A device that was away: the sender has sent all and is gone. */
  private void catchUp(ItemDatabase reader) throws Exception {
    WriteTimes writes = new WriteTimes();
    int updates = Math.min(UPDATES, rows);
    double[] millis = new double[WARM_ROUNDS];
    for (int round = 0; round < WARM_ROUNDS; round++) {
      int qty = updatedAndSent(updates);
      if (round <= WARM_ROUNDS - COUNTED) {
        writes.clear();
      }
      long began = System.nanoTime();
      try (BlazeSync receiver = BlazeSync.attach(reader.file()).listener(writes).start()) {
        receiver.awaitSynced(PATIENCE);
        millis[round] = (System.nanoTime() - began) / 1e6;
      }
      checkArrived(reader, qty, updates);
    }
    figures.add(
        Figure.alone(
            "single-row updates, to a device that was away", updates / last(millis) * 1_000, "/s"));
    figures.addAll(writes.figures("catching up"));
  }

  /** {@return the quantity that was written; the hub has it, and nobody sends any more} */
  private int updatedAndSent(int updates) throws Exception {
    int qty = from.updateSingly(updates, rows);
    try (BlazeSync sender = start(from.file())) {
      sender.awaitSynced(PATIENCE);
    }
    return qty;
  }

  private static void checkArrived(ItemDatabase reader, int qty, int updates) throws Exception {
    if (reader.having(qty) != updates) {
      throw new IllegalStateException(reader.having(qty) + " updates arrived of " + updates);
    }
  }

  /** The same by processes that have just begun, in which nothing is compiled yet. */
  private void catchUpFresh(Path to) throws Exception {
    WriteTimes writes = new WriteTimes();
    for (int round = 0; round < FRESH_ROUNDS; round++) {
      int updates = Math.min(UPDATES, rows);
      int qty = updatedAndSent(updates);
      deployment.catchUp(to, writes);
      try (ItemDatabase reader = ItemDatabase.open(kind, to)) {
        checkArrived(reader, qty, updates);
      }
    }
    figures.addAll(writes.figures("catching up, fresh process"));
  }

  /** {@return the middle one of those that count} */
  private static double last(double... rounds) {
    return Watch.median(Arrays.copyOfRange(rounds, rounds.length - COUNTED, rounds.length));
  }

  /** Looks at one row first: counting all of them takes the processor from what is measured. */
  private void awaitAll(ItemDatabase reader, int qty, int updates) throws Exception {
    int last = from.greatestUpdated();
    Watch.await(() -> reader.has(last, qty) && reader.having(qty) == updates, 2_000);
  }

  /** The sender's link, both ways, with all that goes with it. */
  private void lone(ItemDatabase reader) throws Exception {
    double[] bytes = new double[LONE];
    for (int round = 0; round < LONE; round++) {
      int qty = 5_000 + round;
      int id = 1 + round;
      Thread.sleep(300);
      List<Passed> before = wire.passed();
      from.update(id, qty);
      Watch.await(() -> reader.has(id, qty), 1_000);
      Thread.sleep(300);
      List<Passed> after = wire.passed();
      List<Passed> since = new ArrayList<>();
      for (int link = 0; link < before.size(); link++) {
        since.add(
            new Passed(
                after.get(link).out() - before.get(link).out(),
                after.get(link).in() - before.get(link).in()));
      }
      bytes[round] =
          since.stream()
              .max(Comparator.comparingLong(passed -> passed.out() - passed.in()))
              .map(Passed::all)
              .orElse(0L);
    }
    figures.add(Figure.alone("a lone update, sender's link", Watch.median(bytes), "bytes"));
  }

  private void sizes() throws Exception {
    if (kind != Kind.SQLITE) {
      return;
    }
    try (ItemDatabase plain = ItemDatabase.open(kind, deployment.file("plain0" + kind.suffix))) {
      Map<String, Long> ours = from.pages();
      double table = plain.pages().values().stream().mapToLong(Long::longValue).sum();
      double all = ours.values().stream().mapToLong(Long::longValue).sum();
      figures.add(new Figure("pages in use at the sender", all / 1e6, "MB", table / 1e6));
      ours.forEach(
          (name, bytes) -> {
            if (bytes > all / 200) {
              figures.add(Figure.alone("  of them " + name, bytes / 1e6, "MB"));
            }
          });
    }
  }
}
