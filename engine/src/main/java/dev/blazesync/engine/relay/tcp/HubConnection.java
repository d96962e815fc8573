package dev.blazesync.engine.relay.tcp;

import dev.blazesync.engine.crypto.Fingerprint;
import dev.blazesync.engine.hub.channel.ChannelCipher;
import dev.blazesync.engine.hub.channel.ErrorCode;
import dev.blazesync.engine.hub.channel.FrameDecoder;
import dev.blazesync.engine.hub.channel.FrameEncoder;
import dev.blazesync.engine.hub.channel.HubLimits;
import dev.blazesync.engine.hub.channel.KeepAlive;
import dev.blazesync.engine.hub.channel.MemoryBudget;
import dev.blazesync.engine.hub.channel.Message;
import dev.blazesync.engine.hub.channel.MessageDecoder;
import dev.blazesync.engine.hub.channel.MessageEncoder;
import dev.blazesync.engine.membership.NotMemberException;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.RelayContext;
import dev.blazesync.spi.SyncException;
import dev.blazesync.spi.UnavailableException;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One connection to a hub, from its handshake to its end; it is never used again after a failure.
 * Questions may be asked by any thread, and are told apart by their number.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the channel, which is heard of
final class HubConnection extends SimpleChannelInboundHandler<Message> {
  /** The number of the hello's answer. */
  private static final long GREETING = 0;

  /** What the owner of a connection hears, on its event loop. */
  interface Listener {
    void more();

    /** It broke while nobody waited for an answer, so nobody else would hear of it. */
    void lostWhileIdle();
  }

  private final HubAddress address;
  private final int timeoutMillis;
  private final Listener listener;
  private final NodeHandshaking handshaking;
  private final FrameDecoder frames = new FrameDecoder(HubLimits.HELLO_BYTES);
  private final ChannelCipher cipher = new ChannelCipher();
  private final MessageDecoder messages =
      new MessageDecoder(HubLimits.HELLO_BYTES, new MemoryBudget(HubLimits.MESSAGE_BYTES));
  private final AtomicLong requests = new AtomicLong(GREETING);
  private final Map<Long, CompletableFuture<Message>> waiting = new ConcurrentHashMap<>();
  private volatile @Nullable Channel channel;
  private volatile @Nullable SyncException failure;
  private volatile @Nullable Fingerprint key;
  private volatile boolean old;

  private HubConnection(HubAddress address, RelayContext context, Listener listener) {
    super(Message.class);
    this.address = address;
    this.timeoutMillis = context.timeoutMillis();
    this.listener = listener;
    this.handshaking = new NodeHandshaking(address, context, this::check);
  }

  /**
   * Connects, and shakes hands.
   *
   * @param lifeMillis after which another connection is to be made, with fresh keys
   * @throws UnavailableException if the hub is not there or does not answer in time
   * @throws RefusedException if it has another key than its address says
   * @throws SyncException if it does not want us
   */
  static HubConnection open(
      HubAddress address,
      RelayContext context,
      EventLoopGroup loops,
      Listener listener,
      long lifeMillis) {
    HubConnection connection = new HubConnection(address, context, listener);
    CompletableFuture<Message> welcome = new CompletableFuture<>();
    connection.waiting.put(GREETING, welcome);
    try {
      Message.Hello hello = connection.handshaking.hello();
      connection.connect(loops);
      connection.send(hello);
      Message answer = connection.await(welcome, GREETING);
      if (!(answer instanceof Message.Welcome)) {
        throw connection.unexpected(answer);
      }
      connection.replaceAfter(lifeMillis);
      return connection;
    } catch (SyncException e) {
      connection.close();
      throw e;
    }
  }

  private void connect(EventLoopGroup loops) {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loops)
            .channel(address.channelClass())
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMillis)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel created) {
                    created
                        .pipeline()
                        .addLast(
                            frames,
                            new FrameEncoder(),
                            cipher,
                            messages,
                            new MessageEncoder(),
                            HubConnection.this);
                  }
                });
    if (address.isTcp()) {
      bootstrap.option(ChannelOption.TCP_NODELAY, true);
      KeepAlive.options().forEach((option, value) -> bootstrap.option(option, value));
    }
    ChannelFuture connected = bootstrap.connect(address.resolve());
    channel = connected.channel();
    try {
      if (!connected.await(timeoutMillis)) {
        connected.cancel(true);
        throw unreachable("no answer within " + timeoutMillis + " milliseconds", null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable("interrupted while connecting", e);
    }
    if (!connected.isSuccess()) {
      throw unreachable(String.valueOf(connected.cause().getMessage()), connected.cause());
    }
  }

  private void check(Fingerprint shown) {
    address.check(shown);
    key = shown;
  }

  /** {@return the hub's key, which it has proven to have} */
  Fingerprint key() {
    Fingerprint shown = key;
    if (shown == null) {
      throw new IllegalStateException("no hands were shaken");
    }
    return shown;
  }

  private void replaceAfter(long millis) {
    Channel current = channel;
    if (current != null) {
      Future<?> timer = current.eventLoop().schedule(this::grownOld, millis, TimeUnit.MILLISECONDS);
      current.closeFuture().addListener(closed -> timer.cancel(false));
    }
  }

  private void grownOld() {
    old = true;
    if (waiting.isEmpty()) {
      close();
      listener.lostWhileIdle();
    }
  }

  /** {@return whether it can be asked; one that has grown old is to be closed for another} */
  boolean isUsable() {
    Channel current = channel;
    return !old && failure == null && current != null && current.isActive();
  }

  /** {@return a number for a question} */
  long nextRequest() {
    return requests.incrementAndGet();
  }

  /**
   * Asks, and waits for the answer.
   *
   * @throws UnavailableException if the connection breaks or no answer comes in time; it is of no
   *     more use then
   * @throws SyncException if the hub says no
   */
  Message ask(Message question) {
    return await(begin(question), question.request());
  }

  /**
   * Asks all at once, and waits for the answers.
   *
   * @return those before the first that failed, in the order of the questions
   * @throws SyncException as {@link #ask}, if the first one failed
   */
  List<Message> askAll(List<Message> questions) {
    List<CompletableFuture<Message>> begun = questions.stream().map(this::begin).toList();
    List<Message> answers = new ArrayList<>();
    @Nullable SyncException failed = null;
    for (int index = 0; index < begun.size(); index++) {
      try {
        // those behind a failure are waited for too: nobody else would expect them
        Message answer = await(begun.get(index), questions.get(index).request());
        if (failed == null) {
          answers.add(answer);
        }
      } catch (SyncException e) {
        failed = failed == null ? e : failed;
      }
    }
    if (failed != null && answers.isEmpty()) {
      throw failed;
    }
    return answers;
  }

  private CompletableFuture<Message> begin(Message question) {
    Channel current = channel;
    if (current != null && current.eventLoop().inEventLoop()) {
      throw new IllegalStateException(
          "a wake-up must not call its relay: it would wait for itself");
    }
    CompletableFuture<Message> answer = new CompletableFuture<>();
    waiting.put(question.request(), answer);
    if (failure != null) {
      // It broke before the question could be seen by what fails all that wait.
      answer.completeExceptionally(broken(failure));
    } else {
      send(question);
    }
    return answer;
  }

  private Message await(CompletableFuture<Message> answer, long request) {
    try {
      Message message = answer.get(timeoutMillis, TimeUnit.MILLISECONDS);
      if (message instanceof Message.Failure failed) {
        throw failed.code().exception("the hub " + address + " says: " + failed.text());
      }
      return message;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof SyncException known
          ? broken(known)
          : new IllegalStateException(e);
    } catch (TimeoutException e) {
      close();
      throw unreachable("no answer within " + timeoutMillis + " milliseconds", e);
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw unreachable("interrupted while waiting for an answer", e);
    } finally {
      waiting.remove(request);
    }
  }

  private void send(Message message) {
    Channel current = channel;
    if (current != null) {
      current.writeAndFlush(message, current.voidPromise());
    }
  }

  ProtocolException unexpected(Message answer) {
    close();
    return new ProtocolException(
        "the hub "
            + address
            + " answered with a "
            + answer.getClass().getSimpleName()
            + ", which does not fit the question: it is broken, or no hub");
  }

  @Override
  protected void channelRead0(ChannelHandlerContext from, Message message) {
    if (!cipher.isProtecting()) {
      shakeHands(message);
    } else if (message instanceof Message.More) {
      listener.more();
    } else if (message instanceof Message.Failure ended && ended.code().ends()) {
      boolean idle = waiting.isEmpty();
      fail(ended.code().exception("the hub " + address + " says: " + ended.text()));
      if (idle) {
        // Nobody would hear of it, and what ended it may matter, as that the device was removed.
        listener.lostWhileIdle();
      }
    } else {
      CompletableFuture<Message> answer = waiting.remove(message.request());
      if (answer != null) {
        answer.complete(message);
      } else {
        fail(unexpected(message));
      }
    }
  }

  /** Nothing is proven yet: what is said in the clear may end the connection, and no more. */
  private void shakeHands(Message message) {
    if (message instanceof Message.HubKeyIs answer) {
      send(handshaking.introduce(answer));
      cipher.protect(handshaking.channel());
      handshaking.close();
      frames.limit(HubLimits.FRAME_BYTES);
      messages.limit(HubLimits.MESSAGE_BYTES);
    } else if (message instanceof Message.OtherVersion other) {
      fail(
          new ProtocolException(
              "the hub "
                  + address
                  + " speaks version "
                  + other.version()
                  + " of the protocol, this device "
                  + HubLimits.PROTOCOL_VERSION
                  + ": use the same BlazeSync version on both sides"));
    } else if (message instanceof Message.Failure refused) {
      String told = "the hub " + address + " says: " + refused.text();
      fail(
          refused.code() == ErrorCode.VERSION
              ? new ProtocolException(told)
              : new UnavailableException(told));
    } else {
      fail(unexpected(message));
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext from) {
    handshaking.close();
    boolean idle = waiting.isEmpty() && failure == null;
    fail(
        new UnavailableException(
            "the connection to the hub "
                + address
                + " was lost: it is tried again; if that goes on, check that the hub runs"));
    if (idle) {
      listener.lostWhileIdle();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext from, Throwable thrown) {
    Throwable cause =
        thrown instanceof DecoderException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (cause instanceof RefusedException refused) {
      fail(refused);
    } else if (cause instanceof ProtocolException malformed) {
      fail(
          new ProtocolException(
              "the hub " + address + " sent what makes no sense: " + malformed.getMessage(),
              cause));
    } else {
      fail(unreachable(String.valueOf(cause.getMessage()), cause));
    }
  }

  /** The first failure is the one that is told. */
  private void fail(SyncException why) {
    if (failure == null) {
      failure = why;
    }
    SyncException told = failure == null ? why : failure;
    close();
    for (Long request : List.copyOf(waiting.keySet())) {
      CompletableFuture<Message> answer = waiting.remove(request);
      if (answer != null) {
        answer.completeExceptionally(told);
      }
    }
  }

  /** {@return a fresh exception, so that its stack trace is the caller's} */
  private static SyncException broken(SyncException why) {
    String message = String.valueOf(why.getMessage());
    if (why instanceof ProtocolException) {
      return new ProtocolException(message, why);
    }
    if (why instanceof RefusedException) {
      return why instanceof NotMemberException ? why : new RefusedException(message, why);
    }
    return why instanceof UnavailableException ? new UnavailableException(message, why) : why;
  }

  private UnavailableException unreachable(String why, @Nullable Throwable cause) {
    return new UnavailableException(
        "the hub "
            + address
            + " cannot be reached ("
            + why
            + "): check that it runs, that the address is right and that no firewall is between",
        cause);
  }

  /** Ends it; nobody hears of that but who waits for an answer. */
  void close() {
    if (failure == null) {
      failure = new UnavailableException("the connection to the hub " + address + " was closed");
    }
    Channel current = channel;
    if (current != null) {
      current.close();
    }
  }
}
