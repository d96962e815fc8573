package dev.blazesync.engine.hub;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Somebody between a node and a hub, who keeps every byte and may change frames. */
public final class Wire implements AutoCloseable {
  /** What becomes of a frame, its length included, on its way. */
  @FunctionalInterface
  public interface Change {
    /**
     * @param number of the frame in its direction, from 0
     */
    byte[] of(boolean fromNode, int number, byte[] frame);
  }

  private final URI hub;
  private final Change change;
  private final ServerSocket server;
  private final ByteArrayOutputStream fromNode = new ByteArrayOutputStream();
  private final ByteArrayOutputStream fromHub = new ByteArrayOutputStream();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  public Wire(URI hub, Change change) throws IOException {
    this.hub = hub;
    this.change = change;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    daemon(this::accept);
  }

  /** {@return one that changes nothing} */
  public static Wire recording(URI hub) throws IOException {
    return new Wire(hub, (fromNode, number, frame) -> frame);
  }

  public URI address() {
    String query = hub.getQuery() == null ? "" : "?" + hub.getQuery();
    return URI.create("tcp://127.0.0.1:" + server.getLocalPort() + query);
  }

  public byte[] fromNode() {
    synchronized (fromNode) {
      return fromNode.toByteArray();
    }
  }

  public byte[] fromHub() {
    synchronized (fromHub) {
      return fromHub.toByteArray();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket node = server.accept();
        Socket to = new Socket(hub.getHost(), hub.getPort());
        sockets.addAll(List.of(node, to));
        daemon(() -> pass(true, node, to, fromNode));
        daemon(() -> pass(false, to, node, fromHub));
      }
    } catch (IOException closed) {
      return;
    }
  }

  private void pass(boolean direction, Socket from, Socket to, ByteArrayOutputStream kept) {
    try (from;
        to) {
      DataInputStream in = new DataInputStream(from.getInputStream());
      DataOutputStream out = new DataOutputStream(to.getOutputStream());
      for (int number = 0; ; number++) {
        int length = in.readUnsignedShort();
        byte[] frame = new byte[2 + length];
        frame[0] = (byte) (length >> 8);
        frame[1] = (byte) length;
        in.readFully(frame, 2, length);
        synchronized (kept) {
          kept.write(frame);
        }
        out.write(change.of(direction, number, frame));
        out.flush();
      }
    } catch (IOException ended) {
      return;
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "wire");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : new ArrayList<>(sockets)) {
      socket.close();
    }
  }
}
