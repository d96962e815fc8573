package dev.blazesync.adapters.h2;

import dev.blazesync.spi.Nullable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.Properties;
import java.util.Set;
import javax.sql.DataSource;
import org.h2.Driver;
import org.h2.jdbc.JdbcConnection;

/**
 * Where connections come from: the application's DataSource, or a URL, of which some stay open so
 * that the database does too. Thread-safe.
 */
final class Connections implements AutoCloseable {
  private final String name;
  private final @Nullable DataSource source;
  private final @Nullable String url;
  private final @Nullable String user;
  private final char @Nullable [] password;
  private final Deque<Connection> idle = new ArrayDeque<>();
  private final Set<Connection> lent = new HashSet<>();
  private boolean closed;

  private Connections(
      String name,
      @Nullable DataSource source,
      @Nullable String url,
      @Nullable String user,
      char @Nullable [] password) {
    this.name = name;
    this.source = source;
    this.url = url;
    this.user = user;
    this.password = password == null ? null : password.clone();
  }

  static Connections of(DataSource source) {
    return new Connections("of the given DataSource", source, null, null, null);
  }

  /**
   * @param name for messages: a path, or a URL without secrets
   */
  static Connections of(
      String name, String url, @Nullable String user, char @Nullable [] password) {
    return new Connections(name, null, url, user, password);
  }

  /** {@return for messages} */
  String name() {
    return name;
  }

  /** {@return whether connections are the application's, in whatever state it wants them} */
  boolean shared() {
    return source != null;
  }

  Connection take() throws SQLException {
    DataSource from = source;
    if (from != null) {
      return from.getConnection();
    }
    synchronized (this) {
      if (closed) {
        throw new SQLException("this store is closed", "08003", 90121);
      }
      Connection waiting = idle.poll();
      if (waiting != null) {
        lent.add(waiting);
        return waiting;
      }
    }
    Connection fresh = open();
    synchronized (this) {
      lent.add(fresh);
    }
    return fresh;
  }

  private Connection open() throws SQLException {
    Properties properties = new Properties();
    if (user != null) {
      properties.put("user", user);
    }
    char @Nullable [] secret = password;
    if (secret != null) {
      properties.put("password", Arrays.copyOf(secret, secret.length));
    }
    Connection connection = Driver.load().connect(url, properties);
    if (connection == null) {
      throw new SQLException("no URL of H2", "90046", 90046);
    }
    return connection;
  }

  /** Takes a connection back that is as it was. */
  void give(Connection connection) throws SQLException {
    if (source == null && connection.getAutoCommit()) {
      synchronized (this) {
        lent.remove(connection);
        if (!closed && idle.size() < H2Limits.MAX_IDLE_CONNECTIONS) {
          idle.push(connection);
          return;
        }
      }
    }
    connection.close();
  }

  /** Closes what is lent too, in the middle of transactions, as the end of the process would. */
  void abandon() throws SQLException {
    Set<Connection> all;
    synchronized (this) {
      all = new HashSet<>(lent);
      lent.clear();
    }
    for (Connection connection : all) {
      kill(connection);
    }
    close();
  }

  /**
   * Ends a connection that may carry the guard, so that nobody gets it from a pool: H2 itself does
   * nothing on {@code abort}, and a pool gives up a connection only on that.
   */
  static void kill(Connection connection) throws SQLException {
    JdbcConnection physical =
        connection.isWrapperFor(JdbcConnection.class)
            ? connection.unwrap(JdbcConnection.class)
            : null;
    connection.abort(Runnable::run);
    if (physical != null) {
      physical.close();
    }
  }

  @Override
  public void close() {
    Deque<Connection> all;
    synchronized (this) {
      closed = true;
      all = new ArrayDeque<>(idle);
      idle.clear();
    }
    for (Connection connection : all) {
      try {
        connection.close();
      } catch (SQLException e) {
        throw H2Errors.failure("closing database " + name, e);
      }
    }
  }
}
