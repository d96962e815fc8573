package dev.blazesync.engine.node;

import dev.blazesync.Status.Peer;
import dev.blazesync.SyncListener;
import dev.blazesync.engine.join.PinnedAddress;
import dev.blazesync.engine.plugin.Plugins;
import dev.blazesync.engine.replica.Replica;
import dev.blazesync.engine.sync.SyncCore;
import dev.blazesync.engine.sync.SyncCore.Emission;
import dev.blazesync.spi.BusyException;
import dev.blazesync.spi.Introducer;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.RecordStore;
import dev.blazesync.spi.Relay;
import dev.blazesync.spi.RelayContext;
import dev.blazesync.spi.SyncException;
import dev.blazesync.spi.UnavailableException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one node: a single engine thread takes events, steps the core, and hands requests to the
 * relays' threads. Thread-safe.
 */
public final class Runner implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Runner.class);
  private static final int RELAY_TIMEOUT_MILLIS = 20_000;
  private static final int PAGE_BYTES = 1 << 20;
  private static final long MOST_IDLE_MILLIS = 10_000;
  private static final long RETRY_BUSY_MILLIS = 50;
  private static final long RETRY_DATABASE_MILLIS = 1_000;
  private static final long CLOSE_MILLIS = 5_000;

  private final RecordStore store;
  private final Replica replica;
  private final SyncCore core;
  private final SyncListener listener;
  private final LongSupplier clock;
  private final LinkedBlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
  private final AtomicBoolean changePosted = new AtomicBoolean();
  private final List<Relay> relays = new ArrayList<>();
  private final List<ExecutorService> relayThreads = new ArrayList<>();
  private final List<AutoCloseable> wakes = new ArrayList<>();
  private final Acknowledgements acknowledgements;
  private final Runnable eachStep;
  private final Thread thread;
  private volatile boolean closing;
  private volatile @Nullable SyncException failure;
  private volatile boolean synced;
  private volatile long steps;
  private volatile List<Peer> peers = List.of();
  private volatile List<String> notices = List.of();
  private List<Peer> toldPeers = List.of();

  /**
   * What a runner is made of.
   *
   * @param introducer of this device, to hubs
   * @param eachStep called on the engine thread after each step; a lease's heartbeat
   */
  public record Parts(
      RecordStore store,
      Replica replica,
      List<URI> relays,
      SyncListener listener,
      LongSupplier clock,
      RandomGenerator random,
      Introducer introducer,
      Runnable eachStep) {
    public Parts {
      relays = List.copyOf(relays);
    }
  }

  public Runner(Parts parts, Plugins plugins) {
    this.store = parts.store();
    this.replica = parts.replica();
    this.listener = parts.listener();
    this.clock = parts.clock();
    this.eachStep = parts.eachStep();
    this.acknowledgements = new Acknowledgements(store);
    RelayContext context =
        new RelayContext(
            replica.group(), replica.node(), PAGE_BYTES, RELAY_TIMEOUT_MILLIS, parts.introducer());
    for (URI uri : parts.relays()) {
      relays.add(plugins.relay(uri).create(uri, context));
      relayThreads.add(Executors.newSingleThreadExecutor(daemon("blazesync-relay")));
    }
    this.core =
        new SyncCore(
            replica,
            parts.relays().stream().map(uri -> PinnedAddress.bare(uri).toString()).toList(),
            new Listening(),
            parts.random());
    this.peers = core.peers();
    replica.tellHeld(nanos -> hear(() -> listener.wrote(Duration.ofNanos(nanos))));
    this.thread = daemon("blazesync-engine").newThread(this::run);
  }

  /** Starts the engine thread. */
  public void start() {
    wakes.add(store.onChange(this::changed));
    for (int index = 0; index < relays.size(); index++) {
      int relay = index;
      AutoCloseable wake = relays.get(index).onMore(() -> post(() -> core.more(relay)));
      if (wake != null) {
        wakes.add(wake);
      }
    }
    thread.start();
  }

  private static ThreadFactory daemon(String name) {
    return work -> {
      Thread made = new Thread(work, name);
      made.setDaemon(true);
      return made;
    };
  }

  private void changed() {
    if (changePosted.compareAndSet(false, true)) {
      post(
          () -> {
            changePosted.set(false);
            core.localChange();
          });
    }
  }

  private void post(Runnable event) {
    events.add(event);
  }

  private void run() {
    while (!closing) {
      try {
        step();
      } catch (BusyException e) {
        // even reading the books again had to wait for the application's lock
        core.localChange();
        await(RETRY_BUSY_MILLIS);
      } catch (UnavailableException e) {
        LOG.warn("the database cannot be used now; trying again: {}", e.getMessage());
        hear(() -> listener.notice(e.getMessage()));
        core.localChange();
        await(RETRY_DATABASE_MILLIS);
      } catch (SyncException e) {
        stopped(e);
        return;
      } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
        // the engine thread's edge: a fault of the program must not leave sync silently dead
        LOG.error("sync stopped by an unexpected failure", e);
        stopped(
            new UnavailableException(
                "sync stopped by an unexpected failure (" + e + "); nothing is lost, restart it",
                e));
        return;
      }
    }
    noteAtLast();
  }

  /** What is known at the end, for {@code status} while no engine runs. */
  private void noteAtLast() {
    try {
      if (synced) {
        acknowledgements.note(peers, replica, clock.getAsLong(), true);
      }
    } catch (SyncException e) {
      // it is only told to people, and the next run tells it anew
      LOG.debug("acknowledgements were not noted", e);
    }
  }

  private void stopped(SyncException e) {
    failure = e;
    synced = false;
    LOG.debug("sync stopped", e);
    hear(() -> listener.notice("sync stopped: " + e.getMessage()));
    notices = List.of("sync stopped: " + e.getMessage());
    synchronized (this) {
      notifyAll();
    }
  }

  private void step() {
    Runnable event = events.poll();
    while (event != null) {
      event.run();
      event = events.poll();
    }
    long now = clock.getAsLong();
    for (Emission emission : core.step(now)) {
      send(emission);
    }
    eachStep.run();
    publish();
    if (!core.eager(clock.getAsLong())) {
      await(Math.min(MOST_IDLE_MILLIS, core.nextWakeMillis() - clock.getAsLong()));
    }
  }

  private void await(long millis) {
    if (millis <= 0 || closing) {
      return;
    }
    try {
      Runnable event = events.poll(millis, TimeUnit.MILLISECONDS);
      if (event != null) {
        event.run();
      }
    } catch (InterruptedException e) {
      // only close() interrupts: the loop ends
      closing = true;
      Thread.currentThread().interrupt();
    }
  }

  private void send(Emission emission) {
    int relay = emission.relay();
    relayThreads
        .get(relay)
        .execute(
            () -> {
              try {
                var answer = emission.request().call(relays.get(relay));
                post(() -> core.answered(relay, answer));
              } catch (SyncException e) {
                post(() -> core.failed(relay, e, clock.getAsLong()));
              } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
                // a plug-in's call may throw anything; it counts as a failed connection
                LOG.warn("relay {} failed", relay, e);
                UnavailableException wrapped =
                    new UnavailableException("the relay's plug-in failed: " + e, e);
                post(() -> core.failed(relay, wrapped, clock.getAsLong()));
              }
            });
  }

  private void publish() {
    List<Peer> now = core.peers();
    notices = core.currentNotices();
    for (int index = 0; index < now.size(); index++) {
      Peer peer = now.get(index);
      boolean changed = index >= toldPeers.size() || toldPeers.get(index).state() != peer.state();
      if (changed) {
        hear(() -> listener.peer(peer));
      }
    }
    toldPeers = now;
    peers = now;
    boolean done = core.synced();
    if (done) {
      acknowledgements.note(now, replica, clock.getAsLong(), false);
    }
    synchronized (this) {
      synced = done;
      steps++;
      notifyAll();
    }
  }

  private void hear(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      // a user's callback may throw anything; it must not stop sync
      LOG.warn("a listener failed", e);
    }
  }

  /** {@return the connections as of the last step} */
  public List<Peer> peers() {
    return peers;
  }

  public List<String> notices() {
    return notices;
  }

  /** {@return why sync stopped for good; null = it runs} */
  public @Nullable SyncException failure() {
    return failure;
  }

  /** Something to tell before the engine thread runs. */
  void notice(String message) {
    post(() -> hear(() -> listener.notice(message)));
  }

  /**
   * Puts what lost a conflict back, on the engine's thread.
   *
   * @throws SyncException why it could not be
   */
  public void restore(long conflict) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    post(() -> restore(conflict, done));
    try {
      done.get(RELAY_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof SyncException why
          ? why
          : new UnavailableException("the conflict could not be restored: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("interrupted while a conflict was being restored", e);
    } catch (TimeoutException e) {
      throw new UnavailableException("the engine did not come to restore the conflict in time", e);
    }
  }

  private void restore(long conflict, CompletableFuture<Boolean> done) {
    try {
      replica.restore(conflict, clock.getAsLong());
      core.localChange();
      done.complete(true);
    } catch (BusyException e) {
      // the application holds the lock: after it
      post(() -> restore(conflict, done));
    } catch (SyncException e) {
      done.completeExceptionally(e);
    }
  }

  /**
   * Waits until everything is exchanged and merged.
   *
   * @return false if that did not happen in time
   * @throws SyncException if sync stopped for good
   */
  public boolean awaitSynced(Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    // what was committed before this call counts, though its wake-up may still be on its way
    Settled settled = new Settled();
    while (true) {
      SyncException stopped = failure;
      if (stopped != null) {
        throw stopped;
      }
      long left = end - System.nanoTime();
      if (settled.reached()) {
        return true;
      }
      if (left <= 0) {
        return false;
      }
      synchronized (this) {
        wait(Math.max(1, Math.min(50, left / 1_000_000)));
      }
    }
  }

  /** Whether a step that began after this was made has ended. */
  private final class Settled {
    private volatile long begunAt = Long.MAX_VALUE;

    private Settled() {
      post(
          () -> {
            core.localChange();
            for (int relay = 0; relay < relays.size(); relay++) {
              core.more(relay);
            }
            begunAt = steps;
          });
    }

    private boolean reached() {
      return synced && steps > begunAt && events.isEmpty();
    }
  }

  @Override
  public void close() {
    closing = true;
    post(() -> {});
    join(thread);
    for (AutoCloseable wake : wakes) {
      closeQuietly(wake);
    }
    relayThreads.forEach(ExecutorService::shutdownNow);
    relays.forEach(this::closeQuietly);
  }

  private static void join(Thread thread) {
    try {
      thread.join(CLOSE_MILLIS);
      if (thread.isAlive()) {
        thread.interrupt();
        thread.join(CLOSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeQuietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      // a plug-in's close may throw anything; the others still have to be closed
      LOG.warn("closing failed", e);
    }
  }

  private final class Listening implements SyncCore.Events {
    @Override
    public void progress(SyncListener.Progress progress) {
      hear(() -> listener.progress(progress));
    }

    @Override
    public void applied(long rows) {
      hear(() -> listener.applied(rows));
    }

    @Override
    public void conflicts(long decided) {
      hear(() -> listener.conflicts(decided));
    }

    @Override
    public void notice(String message) {
      LOG.info("{}", message);
      hear(() -> listener.notice(message));
    }
  }
}
