package dev.blazesync.benchmarks.path;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Stands between nodes and a hub, and counts the bytes of each connection. */
final class WireCounter implements AutoCloseable {
  /**
   * What passed on a connection.
   *
   * @param out bytes from the node
   * @param in bytes from the hub
   */
  record Passed(long out, long in) {
    long all() {
      return out + in;
    }
  }

  private record Link(AtomicLong out, AtomicLong in) {}

  private final URI hub;
  private final ServerSocket server;
  private final List<Link> links = new CopyOnWriteArrayList<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  WireCounter(URI hub) throws IOException {
    this.hub = hub;
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  /** {@return where nodes reach the hub through this} */
  URI address() {
    String query = hub.getQuery() == null ? "" : "?" + hub.getQuery();
    return URI.create("tcp://127.0.0.1:" + server.getLocalPort() + query);
  }

  /** {@return what passed so far, by connection in the order they were made} */
  List<Passed> passed() {
    return links.stream().map(link -> new Passed(link.out.get(), link.in.get())).toList();
  }

  /** {@return bytes of all connections so far, both ways} */
  long all() {
    return passed().stream().mapToLong(Passed::all).sum();
  }

  private void accept() {
    try {
      while (true) {
        Socket node = server.accept();
        Socket to = new Socket(hub.getHost(), hub.getPort());
        node.setTcpNoDelay(true);
        to.setTcpNoDelay(true);
        sockets.addAll(List.of(node, to));
        Link link = new Link(new AtomicLong(), new AtomicLong());
        links.add(link);
        daemon(() -> pass(node, to, link.out));
        daemon(() -> pass(to, node, link.in));
      }
    } catch (IOException closed) {
      return;
    }
  }

  private static void pass(Socket from, Socket to, AtomicLong count) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[64 << 10];
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        count.addAndGet(length);
        out.write(buffer, 0, length);
      }
    } catch (IOException ended) {
      return;
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "wire counter");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
