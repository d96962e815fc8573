package dev.blazesync;

import dev.blazesync.engine.node.Node;
import dev.blazesync.engine.plugin.Plugins;
import dev.blazesync.spi.Nullable;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * Keeps one database in sync while it is open.
 *
 * <pre>{@code
 * try (BlazeSync sync = BlazeSync.attach(dataSource).join(code).start()) {
 *   ... the application works with its database as before ...
 * }
 * }</pre>
 *
 * <p>One engine at a time works on a database. Closing ends sync in order; nothing captured is
 * lost, and capture goes on where the database allows it.
 */
public final class BlazeSync implements AutoCloseable {
  private final Node node;

  private BlazeSync(Node node) {
    this.node = node;
  }

  /** The application's own connections. */
  public static Builder attach(DataSource dataSource) {
    return attach(Target.of(dataSource));
  }

  /** A database file; the engine opens connections of its own. */
  public static Builder attach(Path file) {
    return attach(Target.of(file));
  }

  public static Builder attach(Target target) {
    return new Builder(target);
  }

  /** {@return what sync is doing now} */
  public Status status() {
    return node.answers().status();
  }

  /** The newest batches of the operation log, newest first. */
  public List<LogEntry> log(int limit) {
    return node.answers().log(limit);
  }

  /** Records that are not in their table now, oldest first. */
  public List<ParkedRecord> parked(int limit) {
    return node.answers().parked(limit);
  }

  /** Decided conflicts, newest first. */
  public List<DecidedConflict> conflicts(int limit) {
    return node.answers().conflicts(limit);
  }

  /**
   * Puts what lost a conflict back, as a new edit that travels like any.
   *
   * @param conflict {@link DecidedConflict#id}
   * @throws dev.blazesync.spi.RefusedException if there is nothing to put back, and why
   */
  public void restore(long conflict) {
    node.answers().restore(conflict);
  }

  /**
   * {@return the file that holds rows which gave way to the group's when this database joined; null
   * = there were none since {@code start}}
   */
  public @Nullable Path replacedRows() {
    return node.replacedRows();
  }

  /**
   * Waits until all that is local is acknowledged by every relay, the first one holds the snapshot
   * a newcomer needs, and all that they held is applied.
   *
   * @return false if that did not happen in time
   */
  public boolean awaitSynced(Duration timeout) throws InterruptedException {
    return node.awaitSynced(timeout);
  }

  /** Ends sync in order: at most a few seconds. Idempotent. */
  @Override
  public void close() {
    node.close();
  }

  /** What to attach, and how. Not thread-safe. */
  public static final class Builder {
    private final Target target;
    private final List<URI> peers = new ArrayList<>();
    private final Map<String, String> rules = new TreeMap<>();
    private @Nullable Role role;
    private @Nullable String code;
    private Existing existing = Existing.GROUP;
    private TableSelection tables = TableSelection.ALL;
    private SyncListener listener = new SyncListener() {};

    private Builder(Target target) {
      this.target = target;
    }

    /**
     * The group to join, needed once only; a database that does not exist is created then.
     *
     * @param joinCode as {@link Groups#create} gave it
     */
    public Builder join(String joinCode) {
      this.code = joinCode;
      return this;
    }

    /**
     * What happens to rows the database had before it joined; {@link Existing#GROUP} by default.
     */
    public Builder existing(Existing choice) {
      this.existing = choice;
      return this;
    }

    /**
     * A rule the group begins with, if this database founds it: a policy of a table or column and
     * the like. A group that has begun keeps its own; that another was asked for is told.
     *
     * @param name {@code policy.TABLE}, {@code policy.TABLE.COLUMN}, {@code deletes.TABLE} ...
     */
    public Builder rule(String name, String value) {
      this.rules.put(name, value);
      return this;
    }

    /** What this node's writes count, where the group's rules say server-wins; remembered. */
    public Builder role(Role wanted) {
      this.role = wanted;
      return this;
    }

    /** Which tables take part; all that can by default. */
    public Builder tables(TableSelection selection) {
      this.tables = selection;
      return this;
    }

    /** One more relay beside those of the join code. */
    public Builder peer(URI uri) {
      this.peers.add(uri);
      return this;
    }

    public Builder listener(SyncListener hears) {
      this.listener = hears;
      return this;
    }

    /**
     * Attaches if needed, joins if a code was given, and starts to sync. Returns at once; a relay
     * that cannot be reached is tried again and again.
     *
     * @throws dev.blazesync.spi.ConfigurationException if the database is in no group and no code
     *     was given
     * @throws dev.blazesync.spi.RefusedException if the code is damaged, or the database is in
     *     another group
     * @throws dev.blazesync.spi.BusyException if another engine works on the database, with its
     *     process
     * @throws dev.blazesync.spi.UnavailableException if the database cannot be used
     * @throws dev.blazesync.spi.DamagedException if it is corrupt, or no database
     */
    public BlazeSync start() {
      return new BlazeSync(
          Node.start(
              Plugins.load(),
              new Node.Wanted(target, code, peers, existing, tables, rules, role, listener)));
    }
  }
}
