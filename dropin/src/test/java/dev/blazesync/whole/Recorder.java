package dev.blazesync.whole;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Somebody between devices and a hub, who keeps every byte that passes. */
final class Recorder implements AutoCloseable {
  private final URI hub;
  private final ServerSocket server;
  private final List<ByteArrayOutputStream> streams = new CopyOnWriteArrayList<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  Recorder(String hub) throws IOException {
    this.hub = URI.create(hub);
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  String address() {
    return "tcp://127.0.0.1:" + server.getLocalPort();
  }

  /** {@return what passed so far, one direction of a connection each} */
  List<byte[]> streams() {
    return streams.stream().map(ByteArrayOutputStream::toByteArray).toList();
  }

  private void accept() {
    try {
      while (true) {
        Socket node = server.accept();
        Socket to = new Socket(hub.getHost(), hub.getPort());
        sockets.addAll(List.of(node, to));
        daemon(() -> pass(node, to));
        daemon(() -> pass(to, node));
      }
    } catch (IOException closed) {
      return;
    }
  }

  private void pass(Socket from, Socket to) {
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    streams.add(kept);
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[8192];
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        kept.write(buffer, 0, length);
        out.write(buffer, 0, length);
        out.flush();
      }
    } catch (IOException ended) {
      return;
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "recorder");
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
