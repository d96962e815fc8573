package dev.blazesync.adapters.sqlite;

import dev.blazesync.spi.BusyException;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.DamagedException;
import dev.blazesync.spi.KeySchema;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Refusal;
import dev.blazesync.spi.SyncException;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.UnavailableException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What SQLite's result codes (sqlite.org/rescode.html) mean to a caller. Stateless. */
final class SqliteErrors {
  private static final int ERROR = 1;
  private static final int BUSY = 5;
  private static final int LOCKED = 6;
  private static final int READONLY = 8;
  private static final int IOERR = 10;
  private static final int CORRUPT = 11;
  private static final int FULL = 13;
  private static final int CANTOPEN = 14;
  private static final int TOOBIG = 18;
  private static final int CONSTRAINT = 19;
  private static final int MISMATCH = 20;
  private static final int AUTH = 23;
  private static final int NOTADB = 26;

  /** Reasons why an expression fails that hold no value of it. */
  private static final Set<String> PLAIN_REASONS =
      Set.of("malformed JSON", "integer overflow", "string or blob too big");

  private SqliteErrors() {}

  /**
   * {@return why a row was refused, or null for an error that is not about a row} It is asked about
   * statements that could be prepared: what SQLITE_ERROR says of them is that an expression of the
   * table failed on the row's values.
   */
  static @Nullable Refusal refusal(TableSchema table, SQLException error) {
    int code = code(error);
    if (code == TOOBIG) {
      return refusal(table, Refusal.Kind.TOO_LONG, null, "a value is longer than SQLite allows");
    }
    if (code == MISMATCH) {
      return refusal(table, Refusal.Kind.TYPE, null, "the integer key is no integer");
    }
    if (code == ERROR) {
      String reason = PLAIN_REASONS.contains(reason(error)) ? ": " + reason(error) : "";
      String where = "an index, a CHECK or a generated column cannot be computed for the row";
      return refusal(table, Refusal.Kind.OTHER, null, where + reason);
    }
    if (code != CONSTRAINT) {
      return null;
    }
    String message = error.getMessage() == null ? "" : error.getMessage();
    String detail = after(message, "constraint failed: ");
    if (message.contains("UNIQUE constraint failed") || message.contains("PRIMARY KEY must be")) {
      return refusal(
          table, Refusal.Kind.UNIQUE, uniqueName(table, detail), "another row has its unique key");
    }
    if (message.contains("FOREIGN KEY constraint failed")) {
      return refusal(
          table,
          Refusal.Kind.FOREIGN_KEY,
          null,
          "the row it refers to is missing, or it is in use");
    }
    if (message.contains("NOT NULL constraint failed")) {
      return refusal(table, Refusal.Kind.NOT_NULL, null, detail + " must not be NULL");
    }
    if (message.contains("CHECK constraint failed")) {
      return refusal(table, Refusal.Kind.CHECK, detail, "a CHECK constraint says no");
    }
    if (message.contains("cannot store")) {
      return refusal(table, Refusal.Kind.TYPE, null, "a value has not the type of its column");
    }
    return refusal(table, Refusal.Kind.OTHER, null, "SQLite refused the row");
  }

  /** {@return what to throw} */
  static SyncException failure(String doing, SQLException error) {
    String what = doing + " failed: " + reason(error);
    return switch (code(error)) {
      case BUSY, LOCKED ->
          new BusyException(
              doing + " had to wait too long for another writer of the database; try again", error);
      case READONLY ->
          new UnavailableException(
              what + "; the database file or its folder is read-only: make both writable", error);
      case CANTOPEN, IOERR, FULL, AUTH ->
          new UnavailableException(what + "; check path, permissions and free space", error);
      case NOTADB ->
          new DamagedException(
              what + "; the file is no SQLite database, or an encrypted one", error);
      case CORRUPT ->
          new DamagedException(
              what + "; the database is damaged: stop using it and restore a backup", error);
      default -> new ConfigurationException(what, error);
    };
  }

  /** {@return SQLite's primary result code} */
  static int code(SQLException error) {
    return error.getErrorCode() & 0xff;
  }

  static boolean isConstraint(SQLException error) {
    return code(error) == CONSTRAINT;
  }

  static boolean isBusy(SQLException error) {
    int code = code(error);
    return code == BUSY || code == LOCKED;
  }

  /** The driver's message starts with the code's name in brackets and explains it; cut both. */
  private static String reason(SQLException error) {
    String message = error.getMessage() == null ? "unknown reason" : error.getMessage();
    int open = message.lastIndexOf('(');
    return open > 0 && message.startsWith("[") && message.endsWith(")")
        ? message.substring(open + 1, message.length() - 1)
        : message;
  }

  private static Refusal refusal(
      TableSchema table, Refusal.Kind kind, @Nullable String constraint, String why) {
    return new Refusal(kind, constraint, "table " + table.name() + ": " + why);
  }

  /** {@return what follows the last {@code mark}, without the driver's closing parenthesis} */
  private static String after(String message, String mark) {
    int at = message.lastIndexOf(mark);
    String rest = at < 0 ? "" : message.substring(at + mark.length());
    return rest.endsWith(")") ? rest.substring(0, rest.length() - 1) : rest;
  }

  /** SQLite names the columns ({@code t.a, t.b}), or an index over expressions. */
  private static @Nullable String uniqueName(TableSchema table, String detail) {
    if (detail.startsWith("index '") && detail.endsWith("'")) {
      return detail.substring("index '".length(), detail.length() - 1);
    }
    String prefix = table.name().toLowerCase(Locale.ROOT) + ".";
    List<String> names = new ArrayList<>();
    for (String part : detail.split(", ")) {
      names.add(
          part.toLowerCase(Locale.ROOT).startsWith(prefix)
              ? part.substring(prefix.length())
              : part);
    }
    Set<String> quoted = new HashSet<>();
    names.forEach(name -> quoted.add(SqlText.quote(name)));
    for (KeySchema key : table.keys()) {
      List<String> terms =
          key.terms() != null
              ? key.terms()
              : key.columns().stream()
                  .map(column -> SqlText.quote(table.columns().get(column).name()))
                  .toList();
      if (key.kind() == KeySchema.Kind.UNIQUE && new HashSet<>(terms).equals(quoted)) {
        return key.name();
      }
    }
    return null;
  }
}
