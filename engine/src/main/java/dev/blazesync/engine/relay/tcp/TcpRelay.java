package dev.blazesync.engine.relay.tcp;

import dev.blazesync.engine.crypto.Fingerprint;
import dev.blazesync.engine.hub.HubObjects;
import dev.blazesync.engine.hub.channel.HubLimits;
import dev.blazesync.engine.hub.channel.Message;
import dev.blazesync.engine.seal.SealedHeader;
import dev.blazesync.spi.Holding;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Page;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.PushResult;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.Relay;
import dev.blazesync.spi.RelayContext;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.SyncException;
import dev.blazesync.spi.UnavailableException;
import dev.blazesync.spi.VersionVector;
import io.netty.channel.EventLoopGroup;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A hub over one connection, made at the first call and again at the first call after it broke.
 * Calls by one thread at a time; {@link #close} by any.
 */
final class TcpRelay implements Relay {
  private static final Logger LOG = LoggerFactory.getLogger(TcpRelay.class);

  private static final long ASK_AGAIN_NANOS = 200_000_000L;

  private final HubAddress address;
  private final RelayContext context;
  private final long lifeMillis;
  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
  private final HubConnection.Listener listener =
      new HubConnection.Listener() {
        @Override
        public void more() {
          wake();
        }

        @Override
        public void lostWhileIdle() {
          wake();
        }
      };

  /** Held while a connection is made, which a call and {@link #onMore} may both want. */
  private final ReentrantLock connecting = new ReentrantLock();

  private @Nullable EventLoopGroup loops;
  private @Nullable HubConnection connection;
  private volatile @Nullable HubConnection subscribed;

  /** When a hub that does not know this device yet is asked again to wake it. */
  private volatile long askAgainNanos = System.nanoTime();

  private boolean closed;

  TcpRelay(HubAddress address, RelayContext context) {
    this(address, context, HubLimits.CONNECTION_SECONDS * 1_000L);
  }

  /**
   * @param lifeMillis after which a connection gives way to a fresh one
   */
  TcpRelay(HubAddress address, RelayContext context, long lifeMillis) {
    this.address = address;
    this.context = context;
    this.lifeMillis = lifeMillis;
  }

  /** {@return the key that a hub shows of itself} */
  static Fingerprint key(HubAddress address, RelayContext context) {
    try (TcpRelay relay = new TcpRelay(address, context)) {
      return relay.connected().key();
    }
  }

  /** Somebody who wants to be woken. Not a record: two alike are still two. */
  private static final class Subscription {
    final Runnable wake;

    Subscription(Runnable wake) {
      this.wake = wake;
    }
  }

  @Override
  public Holding holding() {
    HubConnection hub = connected();
    Message answer = hub.ask(new Message.AskHolding(hub.nextRequest()));
    if (answer instanceof Message.HoldingIs is) {
      return is.holding();
    }
    throw hub.unexpected(answer);
  }

  @Override
  public PushResult push(List<SealedBatch> batches) {
    int accepted = 0;
    while (accepted < batches.size()) {
      List<ByteBuffer> some = oneMessage(batches, accepted);
      PushResult result = pushOne(some);
      accepted += result.accepted();
      if (result.refusal() != null || result.accepted() < some.size()) {
        return new PushResult(accepted, result.refusal());
      }
    }
    return new PushResult(accepted, null);
  }

  private static List<ByteBuffer> oneMessage(List<SealedBatch> batches, int from) {
    List<ByteBuffer> some = new ArrayList<>();
    int bytes = 0;
    for (SealedBatch batch : batches.subList(from, batches.size())) {
      bytes += batch.length();
      boolean full = bytes > HubLimits.PAGE_BYTES || some.size() == HubLimits.PAGE_BATCHES;
      if (full && !some.isEmpty()) {
        return some;
      }
      some.add(batch.bytes());
    }
    return some;
  }

  private PushResult pushOne(List<ByteBuffer> sealed) {
    HubConnection hub = connected();
    Message answer = hub.ask(new Message.Push(hub.nextRequest(), sealed));
    if (answer instanceof Message.Pushed pushed && pushed.result().accepted() <= sealed.size()) {
      PushResult.Refused no = pushed.result().refusal();
      if (no != null && no.reason() == PushResult.Reason.BAD_SIGNATURE) {
        // the ends may remember different last batches: on a fresh connection neither has any
        hub.close();
      }
      return pushed.result();
    }
    throw hub.unexpected(answer);
  }

  @Override
  public Page pull(VersionVector have, @Nullable ByteBuffer cursor, int maxBytes) {
    HubConnection hub = connected();
    Message answer = hub.ask(new Message.Pull(hub.nextRequest(), have, cursor, page(maxBytes)));
    if (!(answer instanceof Message.Pulled pulled)) {
      throw hub.unexpected(answer);
    }
    List<SealedBatch> batches = new ArrayList<>(pulled.sealed().size());
    try {
      for (ByteBuffer sealed : pulled.sealed()) {
        SealedBatch batch = SealedHeader.parse(sealed);
        if (!batch.group().equals(context.group())) {
          throw new ProtocolException("a batch of group " + batch.group() + ", which is another's");
        }
        batches.add(batch);
      }
    } catch (ProtocolException e) {
      hub.close();
      throw new ProtocolException(
          "the hub " + address + " sent what makes no sense: " + e.getMessage(), e);
    }
    return new Page(batches, pulled.hasMore(), pulled.cursor());
  }

  @Override
  public void putObject(String name, ByteBuffer bytes) {
    HubObjects.check(name, bytes);
    HubConnection hub = connected();
    Message answer = hub.ask(new Message.PutObject(hub.nextRequest(), name, bytes));
    if (!(answer instanceof Message.ObjectKept)) {
      throw hub.unexpected(answer);
    }
    askAgainNanos = System.nanoTime(); // it may have been what lets this device in
  }

  @Override
  public @Nullable ByteBuffer getObject(String name, long offset, int maxBytes) {
    HubObjects.checkName(name);
    HubConnection hub = connected();
    Message answer =
        hub.ask(
            new Message.GetObject(hub.nextRequest(), name, Math.max(0, offset), page(maxBytes)));
    if (answer instanceof Message.ObjectPart part) {
      return part.bytes();
    }
    throw hub.unexpected(answer);
  }

  @Override
  public List<ByteBuffer> getObjects(List<String> names, int maxBytes) {
    names.forEach(HubObjects::checkName);
    HubConnection hub = connected();
    List<Message> questions = new ArrayList<>();
    for (String name : names) {
      questions.add(new Message.GetObject(hub.nextRequest(), name, 0, page(maxBytes)));
    }
    List<ByteBuffer> objects = new ArrayList<>();
    for (Message answer : hub.askAll(questions)) {
      if (!(answer instanceof Message.ObjectPart part)) {
        throw hub.unexpected(answer);
      }
      ByteBuffer bytes = part.bytes();
      if (bytes == null) {
        break;
      }
      objects.add(bytes);
    }
    return objects;
  }

  /**
   * Wakes run on an event loop for news and when an idle connection broke, and on the connecting
   * thread after each (re)connection. If there is no connection yet, one attempt is begun beside
   * the caller, who may be an application that starts; if it fails, the next call tries again.
   */
  @Override
  public AutoCloseable onMore(Runnable wake) {
    HubConnection hub = current();
    Subscription subscription = new Subscription(wake);
    subscriptions.add(subscription);
    if (hub == null || !hub.isUsable() || !hub.equals(subscribed)) {
      Thread attempt = new Thread(this::attempt, "blazesync-relay-connect");
      attempt.setDaemon(true);
      attempt.start();
    }
    return () -> subscriptions.remove(subscription);
  }

  private void attempt() {
    try {
      connected();
    } catch (RuntimeException e) {
      // The edge of a thread nobody waits for: the next call meets the same, and tells.
      LOG.debug("not connected yet: {}", e.getMessage());
    }
  }

  private static int page(int maxBytes) {
    return Math.max(1, Math.min(maxBytes, HubLimits.PAGE_BYTES));
  }

  private void wake() {
    for (Subscription subscription : subscriptions) {
      try {
        subscription.wake.run();
      } catch (RuntimeException e) {
        // A caller's callback must not end the connection it came over.
        LOG.warn("a wake-up failed", e);
      }
    }
  }

  private HubConnection connected() {
    boolean fresh;
    HubConnection hub;
    connecting.lock();
    try {
      hub = current();
      if (hub == null || !hub.isUsable()) {
        if (hub != null) {
          hub.close();
        }
        hub = HubConnection.open(address, context, loops(), listener, lifeMillis);
        if (!install(hub)) {
          hub.close();
          throw closedRelay();
        }
        askAgainNanos = System.nanoTime();
      }
      fresh =
          !subscriptions.isEmpty()
              && !hub.equals(subscribed)
              && System.nanoTime() - askAgainNanos >= 0
              && subscribe(hub);
    } finally {
      connecting.unlock();
    }
    if (fresh) {
      // For what came between, while nobody would have told.
      wake();
    }
    return hub;
  }

  /** {@return whether it will tell what is new: a device that is yet to join asks again later} */
  private boolean subscribe(HubConnection hub) {
    Message answer;
    try {
      answer = hub.ask(new Message.Subscribe(hub.nextRequest()));
    } catch (RefusedException e) {
      if (!hub.isUsable()) {
        throw e;
      }
      LOG.debug("not woken by {} yet: {}", address, e.getMessage());
      askAgainNanos = System.nanoTime() + ASK_AGAIN_NANOS;
      return false;
    }
    if (!(answer instanceof Message.Subscribed)) {
      throw hub.unexpected(answer);
    }
    subscribed = hub;
    return true;
  }

  private synchronized @Nullable HubConnection current() {
    if (closed) {
      throw closedRelay();
    }
    return connection;
  }

  private synchronized EventLoopGroup loops() {
    if (closed) {
      throw closedRelay();
    }
    EventLoopGroup shared = loops;
    if (shared == null) {
      shared = RelayLoops.acquire();
      loops = shared;
    }
    return shared;
  }

  private synchronized boolean install(HubConnection hub) {
    if (!closed) {
      connection = hub;
    }
    return !closed;
  }

  private SyncException closedRelay() {
    return new UnavailableException("the relay to " + address + " is closed: create another one");
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    subscriptions.clear();
    if (connection != null) {
      connection.close();
    }
    if (loops != null) {
      loops = null;
      RelayLoops.release();
    }
  }
}
