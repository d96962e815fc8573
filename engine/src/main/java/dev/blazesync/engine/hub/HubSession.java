package dev.blazesync.engine.hub;

import dev.blazesync.engine.hub.TokenGate.Pass;
import dev.blazesync.engine.hub.channel.ChannelCipher;
import dev.blazesync.engine.hub.channel.ErrorCode;
import dev.blazesync.engine.hub.channel.FrameDecoder;
import dev.blazesync.engine.hub.channel.HubLimits;
import dev.blazesync.engine.hub.channel.Introduction;
import dev.blazesync.engine.hub.channel.Message;
import dev.blazesync.engine.hub.channel.MessageDecoder;
import dev.blazesync.engine.membership.ChainObject;
import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.UnavailableException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One connection to a hub. Everything here runs on the connection's event loop, but {@link #more},
 * {@link #endIfRemoved}, and what blocks: writes verify signatures on the readers' threads, one
 * after the other, and go to the log's queue in the order they came; reads of one connection run
 * one after the other too, and the next only when the peer has taken enough of what was answered
 * before.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the channel, which is heard of
final class HubSession extends SimpleChannelInboundHandler<Message> {
  private static final Logger LOG = LoggerFactory.getLogger(HubSession.class);

  /** Of a write that the next one need not wait for. */
  private static final CompletionStage<Void> BEGUN = CompletableFuture.completedFuture(null);

  private final HubDesk desk;
  private final Pipes pipes;
  private final Entrance entrance;
  private final ArrayDeque<Message> reads = new ArrayDeque<>(2);
  private final Lane writes;
  private final AtomicBoolean morePending = new AtomicBoolean();
  private final SlowReader slowReader;

  /** Set once, before anything else can run. */
  private @Nullable ChannelHandlerContext context;

  /** From its hello to its introduction. */
  private @Nullable Handshaking handshaking;

  /** What comes while its token is looked at; null = that is not so. */
  private @Nullable ArrayDeque<Message> early;

  private @Nullable GroupId group;

  /** Set once, with the group. */
  private volatile @Nullable DeviceAccess access;

  private volatile @Nullable MeteredWrites metered;
  private @Nullable Pass pass;
  private @Nullable Future<?> handshakeTimer;
  private @Nullable RemoteNetwork from;
  private final Pace pace = new Pace(HubLimits.REQUESTS_PER_SECOND, HubLimits.REQUEST_BURST);
  private boolean pausing;
  private boolean entered;
  private boolean reading;
  private boolean ended;
  private int outstanding;
  private long outstandingBytes;

  /** The handlers below a session that it steers. */
  record Pipes(FrameDecoder frames, ChannelCipher cipher, MessageDecoder messages) {}

  HubSession(HubDesk desk, Entrance entrance, Pipes pipes) {
    super(Message.class);
    this.desk = desk;
    this.entrance = entrance;
    this.pipes = pipes;
    slowReader = new SlowReader(desk.timings().slowReaderMillis());
    writes = new Lane(desk.readers());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  @Override
  public void channelActive(ChannelHandlerContext opened) {
    entered = true;
    from = RemoteNetwork.of(opened.channel().remoteAddress());
    switch (desk.doors().entered(from)) {
      case WELCOME -> awaitHandshake(opened);
      case FULL ->
          end(
              0,
              ErrorCode.BUSY,
              "this hub serves as many connections as it can already: try again later");
      case CROWDED ->
          end(
              0,
              ErrorCode.BUSY,
              "this hub serves as many connections from your address as it may already: try again"
                  + " later");
      case SHUT -> {
        ended = true;
        opened.close();
      }
    }
  }

  private void awaitHandshake(ChannelHandlerContext opened) {
    HubSession oldest = desk.doors().waits(this);
    if (oldest != null) {
      oldest.run(oldest::giveWay);
    }
    int millis = desk.timings().handshakeMillis();
    handshakeTimer =
        opened
            .executor()
            .schedule(
                () ->
                    end(
                        0,
                        ErrorCode.HANDSHAKE,
                        "no whole handshake came within "
                            + millis
                            + " milliseconds: connect again"),
                millis,
                TimeUnit.MILLISECONDS);
  }

  private void giveWay() {
    if (group == null && early == null) {
      end(0, ErrorCode.BUSY, "too many are shaking hands: try again later");
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext closed) {
    ended = true;
    cancel(handshakeTimer);
    slowReader.stop();
    if (handshaking != null) {
      handshaking.close();
    }
    if (group != null) {
      desk.gone(group, this);
    }
    if (pass != null) {
      pass.leave();
    }
    if (entered) {
      entered = false;
      desk.doors().left(this, from);
    }
    reads.clear();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext from, Message message) {
    if (ended) {
      return;
    }
    if (message instanceof Message.OtherVersion other) {
      end(
          0,
          ErrorCode.VERSION,
          "this hub speaks version "
              + HubLimits.PROTOCOL_VERSION
              + " of the protocol, not "
              + other.version()
              + ": use the same BlazeSync version on both sides");
    } else if (early != null) {
      keep(message, early);
    } else if (group == null) {
      greet(message);
    } else if (outstanding >= HubLimits.OUTSTANDING_REQUESTS) {
      end(message.request(), ErrorCode.TOO_MANY_REQUESTS, tooMany());
    } else {
      if (pass != null && !HubAnswers.looksAround(message)) {
        pass.acts();
      }
      if (!pace.take(System.nanoTime())) {
        pause();
      }
      serve(group, message);
    }
  }

  private void greet(Message message) {
    Handshaking begun = handshaking;
    if (begun == null && message instanceof Message.Hello hello) {
      if (!desk.doors().mayShakeHands(from)) {
        end(0, ErrorCode.BUSY, "more handshakes come from your address than this hub takes: wait");
        return;
      }
      begun = new Handshaking(desk.key(), entrance.transport());
      handshaking = begun;
      int taken = hello.handshake().remaining();
      send(begun.answer(hello));
      pipes.messages().limit(HubLimits.HELLO_BYTES - taken);
    } else if (begun != null && message instanceof Message.Introduce said) {
      // What is wrong with who it is, the node hears sealed.
      pipes.cipher().protect(begun.finish(said));
      Introduction introduction = begun.introduction();
      begun.close();
      cancel(handshakeTimer);
      desk.doors().waitsNoMore(this);
      pipes.frames().limit(HubLimits.FRAME_BYTES);
      pipes.messages().limit(HubLimits.MESSAGE_BYTES);
      letIn(introduction);
    } else {
      end(0, ErrorCode.HANDSHAKE, "the first message must be a hello, the second an introduction");
    }
  }

  /** Says goodbye to a device that is in the group no more. Any thread. */
  void endIfRemoved() {
    desk.readers()
        .execute(
            () -> {
              try {
                if (access().isRemoved()) {
                  run(() -> end(0, ErrorCode.REMOVED, access().removed()));
                }
              } catch (RuntimeException e) {
                // The edge of the reader's thread: each request looks again.
                LOG.warn("whether a device was removed is not known: {}", message(e));
              }
            });
  }

  private DeviceAccess access() {
    DeviceAccess known = access;
    if (known == null) {
      throw new IllegalStateException("nobody has said who is there");
    }
    return known;
  }

  private MeteredWrites metered() {
    MeteredWrites known = metered;
    if (known == null) {
      throw new IllegalStateException("nobody has said who is there");
    }
    return known;
  }

  private void letIn(Introduction who) {
    if (who.hasToken()) {
      early = new ArrayDeque<>();
      regulate();
      desk.tokens()
          .admit(who.token(), who.node(), why -> run(() -> end(0, ErrorCode.TOKEN, why)))
          .whenComplete((by, failure) -> run(() -> decided(who, by, failure)));
    } else if (entrance.tokenNeeded()) {
      end(
          0,
          ErrorCode.TOKEN,
          "this hub lets nobody in without an access token: ask who runs it for an address with"
              + " one, tcp://host:port?key=FINGERPRINT&token=TOKEN");
    } else {
      welcome(who, null);
    }
  }

  private void decided(Introduction who, @Nullable Pass by, @Nullable Throwable failure) {
    if (by != null && ended) {
      by.leave();
    } else if (by != null) {
      welcome(who, by);
    } else if (failure != null) {
      Message.Failure told = HubAnswers.failed(0, failure);
      ErrorCode code =
          switch (told.code()) {
            case REFUSED -> ErrorCode.TOKEN;
            case UNAVAILABLE -> ErrorCode.BUSY;
            default -> told.code();
          };
      end(0, code, told.text());
    }
  }

  private void welcome(Introduction who, @Nullable Pass by) {
    DeviceAccess device = new DeviceAccess(desk.log(), who.group(), who.node());
    group = who.group();
    access = device;
    pass = by;
    metered = new MeteredWrites(device, by);
    send(new Message.Welcome());
    desk.introduced(who.group(), this);
    endIfRemoved();
    ArrayDeque<Message> waiting = early;
    early = null;
    if (waiting != null) {
      waiting.forEach(message -> channelRead0(channel(), message));
      regulate();
    }
  }

  /** What was read together with the introduction; no more is read for now. */
  private void keep(Message message, ArrayDeque<Message> waiting) {
    if (waiting.size() >= HubLimits.OUTSTANDING_REQUESTS) {
      end(message.request(), ErrorCode.TOO_MANY_REQUESTS, tooMany());
    } else {
      waiting.add(message);
    }
  }

  private static String tooMany() {
    return "more than " + HubLimits.OUTSTANDING_REQUESTS + " requests wait for an answer";
  }

  private void serve(GroupId of, Message message) {
    long request = message.request();
    if (message instanceof Message.Unknown unknown) {
      end(
          request,
          ErrorCode.UNKNOWN_TYPE,
          "this hub does not know message type " + unknown.type() + ": update it");
    } else if (request == 0) {
      end(0, ErrorCode.MALFORMED, "a request has a number above 0");
    } else if (message instanceof Message.Push push) {
      store(of, push);
    } else if (message instanceof Message.PutObject put) {
      store(of, put);
    } else if (message instanceof Message.Subscribe
        || message instanceof Message.AskHolding
        || message instanceof Message.Pull
        || message instanceof Message.GetObject) {
      begin(0);
      reads.add(message);
      readNext();
    } else {
      end(request, ErrorCode.MALFORMED, "this message is for a node, not for a hub");
    }
  }

  private void store(GroupId of, Message.Push push) {
    long bytes = push.sealed().stream().mapToLong(ByteBuffer::remaining).sum();
    begin(bytes);
    writes.add(
        () -> {
          attempt(() -> metered().push(push.sealed()))
              .whenComplete(
                  (stored, failure) -> {
                    if (stored != null && stored.added() > 0) {
                      desk.more(of, this);
                    }
                    Message answer =
                        stored != null
                            ? new Message.Pushed(push.request(), stored.result())
                            : HubAnswers.failed(push.request(), failure);
                    run(() -> answered(answer, bytes));
                  });
          return BEGUN;
        });
  }

  private void store(GroupId of, Message.PutObject put) {
    long bytes = put.bytes().remaining();
    boolean chain = ChainObject.is(put.name());
    begin(bytes);
    writes.add(
        () -> {
          CompletionStage<Boolean> kept =
              attempt(() -> metered().putObject(put.name(), put.bytes()));
          kept.whenComplete(
              (added, failure) -> {
                if (added != null && added) {
                  desk.more(of, this);
                  if (chain) {
                    desk.membershipChanged(of);
                  }
                }
                Message answer =
                    added != null
                        ? new Message.ObjectKept(put.request())
                        : HubAnswers.failed(put.request(), failure);
                run(() -> answered(answer, bytes));
              });
          // What follows may depend on it: by such an entry a device becomes a member.
          return chain ? kept : BEGUN;
        });
  }

  private static <T> CompletionStage<T> attempt(Supplier<CompletionStage<T>> write) {
    try {
      return write.get();
    } catch (RuntimeException e) {
      // The edge of the reader's thread: whatever it is, the peer gets an answer.
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Nothing more is read for a moment; what was read already is served. */
  private void pause() {
    if (!pausing) {
      pausing = true;
      regulate();
      channel()
          .executor()
          .schedule(
              () -> {
                pausing = false;
                regulate();
              },
              HubLimits.PAUSE_MILLIS,
              TimeUnit.MILLISECONDS);
    }
  }

  private void begin(long bytes) {
    outstanding++;
    outstandingBytes += bytes;
    regulate();
  }

  private void answered(Message answer, long bytes) {
    outstanding--;
    outstandingBytes -= bytes;
    if (answer instanceof Message.Failure failure && failure.code().ends()) {
      end(failure.request(), failure.code(), failure.text());
    } else {
      send(answer);
      regulate();
    }
  }

  /** Starts the next read if none runs and the peer takes what it asked for. */
  private void readNext() {
    GroupId of = group;
    if (reading || ended || of == null || !channel().channel().isWritable()) {
      return;
    }
    Message next = reads.poll();
    if (next == null) {
      return;
    }
    reading = true;
    desk.readers()
        .execute(
            () -> {
              Message answer = HubAnswers.to(next, access());
              run(
                  () -> {
                    reading = false;
                    if (answer instanceof Message.Subscribed && !ended) {
                      desk.subscribe(of, this);
                    }
                    answered(answer, 0);
                    readNext();
                  });
            });
  }

  private static String message(Throwable e) {
    return String.valueOf(e.getMessage());
  }

  /** There is more for this peer. Many calls may make one message. Any thread. */
  void more() {
    if (morePending.compareAndSet(false, true)) {
      run(this::sendMore);
    }
  }

  private void sendMore() {
    if (!ended && channel().channel().isWritable() && morePending.getAndSet(false)) {
      send(new Message.More());
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext changed) {
    if (changed.channel().isWritable()) {
      slowReader.stop();
      sendMore();
      readNext();
    } else if (!ended) {
      slowReader.watch(changed);
    }
    regulate();
  }

  /** Reads from the peer only while it reads what it is sent, and while it does not flood. */
  private void regulate() {
    boolean read =
        ended
            || (early == null
                && !pausing
                && channel().channel().isWritable()
                && outstandingBytes <= HubLimits.OUTSTANDING_BYTES);
    channel().channel().config().setAutoRead(read);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext from, Throwable failure) {
    Throwable cause =
        failure instanceof DecoderException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof ProtocolException) {
      ErrorCode code = group == null ? ErrorCode.HANDSHAKE : ErrorCode.MALFORMED;
      end(0, code, message(cause));
    } else if (cause instanceof UnavailableException) {
      end(0, ErrorCode.BUSY, message(cause));
    } else if (cause instanceof IOException) {
      // The connection broke; nobody is there to be told.
      from.close();
    } else {
      LOG.error("connection {} failed", from.channel(), cause);
      end(0, ErrorCode.INTERNAL, "the hub failed; its own log says how: look there");
    }
  }

  /**
   * Says why, and closes. What the peer still sends is read and dropped for a moment: closing over
   * unread bytes would reset the connection, and the peer would never see the reason.
   */
  private void end(long request, ErrorCode code, String text) {
    if (ended) {
      return;
    }
    ended = true;
    // Anybody can have as many connections ended as he likes before it is known who he is.
    LOG.atLevel(group == null ? Level.DEBUG : Level.INFO)
        .log("ended {}: {}", channel().channel(), text);
    cancel(handshakeTimer);
    desk.doors().waitsNoMore(this);
    pipes.frames().discard();
    reads.clear();
    regulate();
    ChannelFuture told = channel().writeAndFlush(new Message.Failure(request, code, text));
    told.addListener(
        done -> {
          if (channel().channel() instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
          }
        });
    channel()
        .executor()
        .schedule(() -> channel().close(), HubLimits.LINGER_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void send(Message message) {
    if (!ended) {
      channel().writeAndFlush(message, channel().voidPromise());
    }
  }

  private void run(Runnable task) {
    channel().executor().execute(task);
  }

  private ChannelHandlerContext channel() {
    if (context == null) {
      throw new IllegalStateException("the connection is not active yet");
    }
    return context;
  }

  private static void cancel(@Nullable Future<?> timer) {
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
