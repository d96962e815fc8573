package dev.blazesync.engine.hub;

import dev.blazesync.spi.GroupId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Many connections to a hub, by one thread, that send a byte a second each. Most never finish their
 * handshake, and come again when the hub ends them; some are known, and never finish a request.
 */
final class Crowd implements AutoCloseable {
  private static final int KNOWN_ONE_IN = 5;
  private static final int SLICES = 20;
  private static final byte[] HELLO = Arrays.copyOf(new byte[] {0, 57, 0, 1, 0, 'B', 'L'}, 59);

  private final InetSocketAddress hub;
  private final URI uri;
  private final Selector selector = Selector.open();
  private final List<Member> members = new ArrayList<>();
  private final Thread thread = new Thread(this::run, "crowd");
  private volatile boolean closed;
  private volatile int ended;

  /** One of them: what it sends, and how far it is. */
  private static final class Member {
    SocketChannel channel;
    final byte[] words;
    int said;

    Member(SocketChannel channel, byte[] words) {
      this.channel = channel;
      this.words = words;
    }
  }

  Crowd(URI uri, int size) throws IOException {
    this.uri = uri;
    this.hub = new InetSocketAddress(uri.getHost(), uri.getPort());
    for (int i = 0; i < size; i++) {
      members.add(i % KNOWN_ONE_IN == 0 ? known() : new Member(connect(), HELLO));
      members.get(i).channel.configureBlocking(false);
      members.get(i).channel.register(selector, SelectionKey.OP_READ, members.get(i));
    }
    thread.setDaemon(true);
    thread.start();
  }

  private SocketChannel connect() throws IOException {
    return SocketChannel.open(hub);
  }

  @SuppressWarnings("resource") // its socket is what the member goes on with
  private Member known() throws IOException {
    RawPeer peer = RawPeer.welcome(uri, GroupId.of(new byte[GroupId.BYTES]));
    byte[] words = peer.frame(new byte[50_000]);
    return new Member(peer.socket.getChannel(), words);
  }

  /** {@return how often the hub has ended one of them} */
  int ended() {
    return ended;
  }

  private void run() {
    ByteBuffer trash = ByteBuffer.allocate(4_096);
    try {
      long next = System.nanoTime();
      for (int slice = 0; !closed; slice = (slice + 1) % SLICES) {
        for (int i = slice; i < members.size(); i += SLICES) {
          speak(members.get(i));
        }
        next += TimeUnit.SECONDS.toNanos(1) / SLICES;
        while (!closed && System.nanoTime() < next) {
          selector.select(
              key -> hear((Member) key.attachment(), trash),
              Math.max(1, TimeUnit.NANOSECONDS.toMillis(next - System.nanoTime())));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void speak(Member member) {
    try {
      if (member.channel.isConnected()) {
        member.channel.write(ByteBuffer.wrap(member.words, member.said++, 1));
      }
    } catch (IOException e) {
      again(member);
    }
  }

  private void hear(Member member, ByteBuffer trash) {
    try {
      if (!member.channel.isConnected()) {
        member.channel.finishConnect();
        member.channel.register(selector, SelectionKey.OP_READ, member);
      } else if (member.channel.read(trash.clear()) < 0) {
        again(member);
      }
    } catch (IOException e) {
      again(member);
    }
  }

  private void again(Member member) {
    try {
      member.channel.close();
      ended++;
      member.said = 0;
      member.channel = SocketChannel.open();
      member.channel.configureBlocking(false);
      boolean there = member.channel.connect(hub);
      member.channel.register(
          selector, there ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, member);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    selector.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (Member member : members) {
      member.channel.close();
    }
    selector.close();
  }
}
