package dev.blazesync.engine.node;

import dev.blazesync.DecidedConflict;
import dev.blazesync.Existing;
import dev.blazesync.LogEntry;
import dev.blazesync.ParkedRecord;
import dev.blazesync.Role;
import dev.blazesync.Status;
import dev.blazesync.SyncListener;
import dev.blazesync.TableSelection;
import dev.blazesync.Target;
import dev.blazesync.engine.admin.AdminReader;
import dev.blazesync.engine.admin.AdminView;
import dev.blazesync.engine.books.Books;
import dev.blazesync.engine.care.StatusReader;
import dev.blazesync.engine.crypto.DeviceKeys;
import dev.blazesync.engine.crypto.Warming;
import dev.blazesync.engine.hub.channel.Introduction;
import dev.blazesync.engine.join.JoinCode;
import dev.blazesync.engine.join.PinnedAddress;
import dev.blazesync.engine.plugin.Plugins;
import dev.blazesync.engine.replica.Replica;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.RecordStore;
import dev.blazesync.spi.RefusedException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One database that is kept in sync: store, lease, replica, runner and local socket. Thread-safe.
 */
public final class Node implements AutoCloseable {
  /**
   * What was asked for.
   *
   * @param code null = the database is in a group already
   * @param rules the group is to begin with, if it has not begun
   * @param role null = as before
   */
  public record Wanted(
      Target target,
      @Nullable String code,
      List<URI> peers,
      Existing existing,
      TableSelection tables,
      Map<String, String> rules,
      @Nullable Role role,
      SyncListener listener) {
    public Wanted {
      peers = List.copyOf(peers);
      rules = Map.copyOf(rules);
    }
  }

  private final RecordStore store;
  private final Lease lease;
  private final DeviceKeys keys;
  private final LoserFile losers;
  private final Replica replica;
  private final Runner runner;
  private final Answers answers;
  private final @Nullable LocalSocket socket;
  private boolean closed;

  private Node(
      Parts parts, Replica replica, Runner runner, Answers answers, @Nullable LocalSocket socket) {
    this.replica = replica;
    this.store = parts.store();
    this.lease = parts.lease();
    this.keys = parts.keys();
    this.losers = parts.losers();
    this.runner = runner;
    this.answers = answers;
    this.socket = socket;
  }

  /** Opens, joins if asked to, and starts; what was opened is closed again if that fails. */
  public static Node start(Plugins plugins, Wanted wanted) {
    Warming.begin();
    String code = wanted.code();
    JoinCode join = code == null ? null : valid(JoinCode.parse(code));
    List<AutoCloseable> opened = new ArrayList<>();
    boolean started = false;
    try {
      Path file = Opened.file(wanted.target());
      Lease fileLease = file == null ? Lease.none() : FileLease.take(file);
      opened.add(fileLease);
      RecordStore store = Opened.writing(plugins, wanted.target(), join != null);
      opened.add(0, store);
      Books.create(store);
      Lease rowLease = RowLease.take(store, Holder.self(file != null), System::currentTimeMillis);
      opened.add(0, rowLease);
      Lease lease = Lease.both(rowLease, fileLease);
      DeviceKeys keys = Identity.open(store);
      opened.add(keys);
      LoserFile losers = new LoserFile(loserPath(file));
      Node node = start(plugins, wanted, join, new Parts(store, lease, keys, losers, file));
      started = true;
      return node;
    } finally {
      if (!started) {
        opened.forEach(Node::closeQuietly);
      }
    }
  }

  private static JoinCode valid(JoinCode code) {
    if (code.expired(System.currentTimeMillis())) {
      throw new RefusedException(
          "the join code has expired on "
              + Instant.ofEpochMilli(code.expiresMillis())
              + ": ask for a new one");
    }
    return code;
  }

  private record Parts(
      RecordStore store, Lease lease, DeviceKeys keys, LoserFile losers, @Nullable Path file) {}

  private static Node start(Plugins plugins, Wanted wanted, @Nullable JoinCode join, Parts parts) {
    SecureRandom random = new SecureRandom();
    Replica replica =
        new Replica(parts.store(), wanted.tables(), parts.losers(), plugins::policy, parts.keys());
    replica.open();
    String life = mark(replica, Identity.database(parts.store()), random);
    String differing = rules(replica, wanted);
    if (join != null) {
      replica.join(join, wanted.existing());
    }
    Role role = wanted.role();
    if (role != null) {
      replica.roster().expect(role == Role.SERVER);
    }
    replica.group();
    Runner runner =
        new Runner(
            new Runner.Parts(
                parts.store(),
                replica,
                relays(replica.relays(), wanted.peers()),
                wanted.listener(),
                System::currentTimeMillis,
                random,
                transcript -> Introduction.prove(parts.keys(), transcript),
                () -> parts.lease().beat(System.currentTimeMillis())),
            plugins);
    Answering answers = new Answering(parts.store(), runner);
    Path file = parts.file();
    LocalSocket socket = file == null ? null : LocalSocket.listen(file, answers);
    Node node = new Node(parts, replica, runner, answers, socket);
    for (String news : new String[] {differing, life}) {
      if (news != null) {
        runner.notice(news);
      }
    }
    runner.start();
    return node;
  }

  /** {@return what to tell if the database is not the one that was left; null = it is} */
  private static @Nullable String mark(
      Replica replica, @Nullable Path database, SecureRandom random) {
    if (database == null) {
      return null;
    }
    LifeMark mark = new LifeMark(database);
    byte[] before = replica.mark();
    boolean another = !mark.goesOn(before);
    byte[] now = new byte[16];
    random.nextBytes(now);
    if (mark.leave(before, now)) {
      replica.mark(now, another);
    }
    return another
        ? "this database was restored from a backup, copied or moved: it goes on under a new lineage"
        : null;
  }

  /** A peer at the address of one of the group's hubs is that hub, by the key that is said last. */
  private static List<URI> relays(List<URI> ofGroup, List<URI> peers) {
    Map<URI, URI> relays = new LinkedHashMap<>();
    ofGroup.forEach(relay -> relays.put(PinnedAddress.bare(relay), relay));
    for (URI peer : peers) {
      URI bare = PinnedAddress.bare(peer);
      if (!peer.equals(bare) || !relays.containsKey(bare)) {
        relays.put(bare, peer);
      }
    }
    return List.copyOf(relays.values());
  }

  /** {@return what to tell of rules that are not the group's; null = nothing} */
  private static @Nullable String rules(Replica replica, Wanted wanted) {
    if (!replica.inGroup()) {
      if (replica.hasTables() && !wanted.rules().isEmpty()) {
        replica.setRules(wanted.rules());
      }
      return null;
    }
    List<String> differing = replica.rules().with(wanted.rules()).differing(replica.rules());
    return differing.isEmpty()
        ? null
        : "the group has begun with other rules, which hold: " + String.join(", ", differing);
  }

  private static Path loserPath(@Nullable Path file) {
    return file != null ? LoserFile.beside(file) : Path.of("blazesync-replaced.jsonl");
  }

  private static void closeQuietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      // what made the start fail is already on its way to the caller
      org.slf4j.LoggerFactory.getLogger(Node.class).warn("closing failed", e);
    }
  }

  /** Answers from the store and the runner. */
  private record Answering(RecordStore store, Runner runner) implements Answers {
    @Override
    public Status status() {
      return StatusReader.read(store, runner.failure() == null, runner.peers(), runner.notices());
    }

    @Override
    public List<LogEntry> log(int limit) {
      return StatusReader.log(store, limit);
    }

    @Override
    public List<ParkedRecord> parked(int limit) {
      return StatusReader.parked(store, limit);
    }

    @Override
    public List<DecidedConflict> conflicts(int limit) {
      return StatusReader.conflicts(store, limit);
    }

    @Override
    public Map<String, String> rules() {
      return StatusReader.rules(store);
    }

    @Override
    public AdminView admin() {
      return AdminReader.read(store, node -> Identity.file(store, node));
    }

    @Override
    public void restore(long conflict) {
      runner.restore(conflict);
    }
  }

  /** {@return what is known of the database, and what can be asked of it} */
  public Answers answers() {
    return answers;
  }

  public boolean awaitSynced(Duration timeout) throws InterruptedException {
    return runner.awaitSynced(timeout);
  }

  /** {@return the file that holds rows which gave way to the group's; null = there were none} */
  public @Nullable Path replacedRows() {
    return losers.rows() > 0 ? losers.path() : null;
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (socket != null) {
      socket.close();
    }
    runner.close();
    replica.close();
    keys.close();
    closeQuietly(losers);
    closeQuietly(lease);
    store.close();
  }
}
