package dev.blazesync.engine.hub;

import dev.blazesync.engine.hub.IssuedToken.State;
import dev.blazesync.engine.hub.channel.HubLimits;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.SyncException;
import dev.blazesync.spi.UnavailableException;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets connections in by access tokens, and ends them when their token is no longer good: it looks
 * at the store for each that comes, and every now and then while any is there. Counts what they
 * store. All of that is done by one thread, since it waits for the disk; while nobody is there it
 * sleeps. Thread-safe.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what the thread does handles its own failures
final class TokenGate implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TokenGate.class);

  private final Path folder;
  private final LongSupplier wallMillis;
  private final int lookMillis;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          new DefaultThreadFactory("blazesync-hub-tokens", true));
  private final AtomicBoolean writeDue = new AtomicBoolean();

  /** What follows belongs to the thread. */
  private final Map<String, Account> accounts = new HashMap<>();

  private @Nullable TokenStore store;
  private boolean looking;

  /** One token's use, and who uses it now. */
  private record Account(TokenAccount use, Set<Pass> passes) {}

  /**
   * @param lookMillis how often it looks whether the tokens of those who are there are still good
   */
  TokenGate(Path folder, LongSupplier wallMillis, int lookMillis) {
    this.folder = folder;
    this.wallMillis = wallMillis;
    this.lookMillis = lookMillis;
  }

  /** One connection that was let in. */
  final class Pass {
    private final TokenAccount account;
    private final NodeId node;
    private final Consumer<String> end;
    private final AtomicBoolean acted = new AtomicBoolean();

    private Pass(TokenAccount account, NodeId node, Consumer<String> end) {
      this.account = account;
      this.node = node;
      this.end = end;
    }

    /** It does more than look around: from now on it is one of the token's devices. */
    void acts() {
      if (acted.compareAndSet(false, true)) {
        run(() -> settle(this));
      }
    }

    /** {@return whether no more may be stored with its token} */
    boolean isFull(long allowance) {
      return account.isFull(allowance);
    }

    void stored(long bytes) {
      account.stored(bytes);
      if (bytes > 0 && writeDue.compareAndSet(false, true)) {
        schedule(TokenGate.this::write, HubLimits.TOKEN_USE_MILLIS);
      }
    }

    void leave() {
      run(() -> left(this));
    }
  }

  /**
   * Whether there is a token that lets anybody in.
   *
   * @throws SyncException if the store cannot be read
   */
  static boolean anyUsable(Path folder, long nowMillis) {
    if (!TokenStore.exists(folder)) {
      return false;
    }
    try (TokenStore store = TokenStore.open(folder)) {
      return store.anyUsable(nowMillis);
    }
  }

  /**
   * @param secret of the token that a device shows
   * @param end told why, on any thread, when the connection has to end
   * @return completes on a thread that must not be blocked; fails with {@link RefusedException} if
   *     the token lets this device in no longer, or never did
   */
  CompletionStage<Pass> admit(byte[] secret, NodeId node, Consumer<String> end) {
    CompletableFuture<Pass> answer = new CompletableFuture<>();
    boolean taken =
        run(
            () -> {
              try {
                answer.complete(admitted(secret, node, end));
              } catch (SyncException e) {
                answer.completeExceptionally(e);
              }
            });
    if (!taken) {
      answer.completeExceptionally(new UnavailableException("the hub is stopping"));
    }
    return answer;
  }

  private Pass admitted(byte[] secret, NodeId node, Consumer<String> end) {
    TokenStore known = store();
    Optional<IssuedToken> found = known == null ? Optional.empty() : known.find(secret);
    IssuedToken token =
        found.orElseThrow(
            () ->
                new RefusedException(
                    "this hub has no such access token: ask who runs it for an address with one"));
    String problem = problem(token);
    if (problem != null) {
      throw new RefusedException(problem);
    }
    if (token.devices().size() >= token.terms().maxDevices()
        && !token.devices().contains(node.toString())) {
      throw new RefusedException(crowded(token));
    }
    Account account =
        accounts.computeIfAbsent(
            token.id(), id -> new Account(new TokenAccount(token), new HashSet<>()));
    Pass pass = new Pass(account.use(), node, end);
    account.passes().add(pass);
    lookLater();
    return pass;
  }

  private @Nullable String problem(IssuedToken token) {
    State state = token.state(wallMillis.getAsLong());
    return switch (state) {
      case USABLE -> null;
      case EXPIRED ->
          "the access token " + token.id() + " has expired: ask who runs the hub for another one";
      case REVOKED ->
          "the access token " + token.id() + " was revoked: ask who runs the hub for another one";
    };
  }

  private static String crowded(IssuedToken token) {
    return "the access token "
        + token.id()
        + " is used by "
        + token.terms().maxDevices()
        + " devices already, which is as many as it allows: ask who runs the hub for another one";
  }

  private void settle(Pass pass) {
    try {
      TokenStore known = store();
      if (known == null || !known.enter(pass.account.id(), pass.node, wallMillis.getAsLong())) {
        pass.end.accept(
            known == null
                ? "the hub's access tokens are gone: ask who runs it"
                : known.get(pass.account.id()).map(TokenGate::crowded).orElse("no such token"));
      }
    } catch (SyncException e) {
      LOG.warn("the device of an access token could not be noted: {}", e.getMessage());
      pass.acted.set(false);
    }
  }

  private void left(Pass pass) {
    Account account = accounts.get(pass.account.id());
    if (account != null) {
      account.passes().remove(pass);
      forgetIdle();
    }
  }

  private void forgetIdle() {
    accounts.values().removeIf(each -> each.passes().isEmpty() && each.use().isWritten());
  }

  private void lookLater() {
    if (!looking) {
      looking = true;
      schedule(this::look, lookMillis);
    }
  }

  private void look() {
    looking = false;
    for (Account account : List.copyOf(accounts.values())) {
      if (!account.passes().isEmpty()) {
        lookLater();
        look(account);
      }
    }
  }

  private void look(Account account) {
    try {
      TokenStore known = store();
      String problem =
          known == null
              ? "the hub's access tokens are gone: ask who runs it"
              : known.get(account.use().id()).map(this::problem).orElse(null);
      if (problem != null) {
        List.copyOf(account.passes()).forEach(pass -> pass.end.accept(problem));
      }
    } catch (SyncException e) {
      LOG.warn("the hub's access tokens cannot be looked at: {}", e.getMessage());
    }
  }

  private void write() {
    writeDue.set(false);
    Map<String, Long> bytes = new HashMap<>();
    accounts.forEach((id, account) -> bytes.put(id, account.use().takeUnwritten()));
    bytes.values().removeIf(none -> none == 0);
    try {
      TokenStore known = bytes.isEmpty() ? null : store();
      if (known != null) {
        known.addUse(bytes);
      }
      forgetIdle();
    } catch (SyncException e) {
      LOG.warn("what was stored with access tokens could not be noted: {}", e.getMessage());
      bytes.forEach(this::giveBack);
      if (writeDue.compareAndSet(false, true)) {
        schedule(this::write, HubLimits.TOKEN_USE_MILLIS);
      }
    }
  }

  private void giveBack(String id, long bytes) {
    Account account = accounts.get(id);
    if (account != null) {
      account.use().giveBackUnwritten(bytes);
    }
  }

  /** {@return the store; null as long as nobody has made a token} */
  private @Nullable TokenStore store() {
    TokenStore open = store;
    if (open == null && TokenStore.exists(folder)) {
      open = TokenStore.open(folder);
      store = open;
    }
    return open;
  }

  private boolean run(Runnable task) {
    try {
      thread.execute(task);
      return true;
    } catch (RejectedExecutionException closed) {
      return false;
    }
  }

  private void schedule(Runnable task, int millis) {
    try {
      thread.schedule(task, millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      LOG.debug("too late: the hub is stopping");
    }
  }

  /** Writes what was counted. Idempotent. */
  @Override
  public void close() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    if (run(
        () -> {
          finish();
          done.complete(null);
        })) {
      try {
        done.get(HubLimits.CLOSE_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException | ExecutionException e) {
        LOG.warn("the use of access tokens was not written in time");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      thread.shutdownNow();
    }
  }

  private void finish() {
    write();
    try {
      if (store != null) {
        store.close();
      }
    } catch (SyncException e) {
      LOG.warn("the hub's access tokens were not closed: {}", e.getMessage());
    }
  }
}
