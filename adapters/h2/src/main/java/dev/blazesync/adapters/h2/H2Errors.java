package dev.blazesync.adapters.h2;

import dev.blazesync.spi.BusyException;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.DamagedException;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Refusal;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.SyncException;
import dev.blazesync.spi.TableSchema;
import dev.blazesync.spi.UnavailableException;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What H2's error codes mean to a caller. Messages name codes and objects, never H2's own text:
 * that holds row contents. Stateless.
 */
final class H2Errors {
  private static final Pattern CONSTRAINT = Pattern.compile("\"(?:[A-Za-z0-9_]+\\.)?([^\\s:\".]+)");

  private H2Errors() {}

  /** {@return whether an expression failed on these values (SQLSTATE class 22)} */
  static boolean isAboutData(SQLException error) {
    return error.getSQLState() != null && error.getSQLState().startsWith("22");
  }

  /** {@return why a row was refused, or null when the error is not about a row} */
  static @Nullable Refusal refusal(TableSchema table, SQLException error) {
    Refusal.@Nullable Kind kind =
        switch (error.getErrorCode()) {
          case 23505, 23001 -> Refusal.Kind.UNIQUE;
          case 23503, 23506 -> Refusal.Kind.FOREIGN_KEY;
          case 23513, 23514 -> Refusal.Kind.CHECK;
          case 23502 -> Refusal.Kind.NOT_NULL;
          case 22001 -> Refusal.Kind.TOO_LONG;
          case 22003, 22004, 22007, 22018, 22025, 22030, 22034, 90095 -> Refusal.Kind.TYPE;
          case 22012, 90043, 90044 -> Refusal.Kind.OTHER;
          default -> null;
        };
    if (kind == null) {
      return null;
    }
    boolean named = kind != Refusal.Kind.TYPE && kind != Refusal.Kind.TOO_LONG;
    String constraint = named ? firstName(error) : null;
    return new Refusal(
        kind,
        constraint,
        "H2 does not take this row into table "
            + table.name()
            + ": "
            + kind
            + (constraint == null ? "" : " " + constraint)
            + " (H2 error "
            + error.getErrorCode()
            + ")");
  }

  /** H2 puts the constraint's or column's name first into quotes. */
  private static @Nullable String firstName(SQLException error) {
    Matcher name = CONSTRAINT.matcher(String.valueOf(error.getMessage()));
    return name.find() ? name.group(1) : null;
  }

  /**
   * {@return what to throw for an error that is not about a row}
   *
   * @param doing what failed, as in "reading table x"
   */
  static SyncException failure(String doing, SQLException error) {
    int code = error.getErrorCode();
    String what = doing + " failed (H2 error " + code + ")";
    return switch (code) {
      case 40001, 50200, 90131, 90112, 90063, 57014, 90135 ->
          new BusyException(
              what + ": another session holds it or changed it meanwhile; try again", error);
      case 90030, 50000, 90108 ->
          new DamagedException(
              what + ": the database file may be damaged; stop, and restore it from a backup",
              error);
      case 90040, 90096, 42509 ->
          new RefusedException(
              what + ": the database user lacks rights; use the owner or an administrator", error);
      case 90097 ->
          new ConfigurationException(
              what + ": the database is read-only; open it for writing", error);
      case 90043, 42501 ->
          new ConfigurationException(
              what
                  + ": a trigger's class is not on the class path of the program that has the"
                  + " database open; add the jar there, or run detach",
              error);
      default -> other(what, error);
    };
  }

  private static SyncException other(String what, SQLException error) {
    String state = String.valueOf(error.getSQLState());
    if (state.startsWith("42S")) {
      // A table or column that is not there (any more): the schema moved under us.
      return new BusyException(
          what + ": the schema is not what it was; read it again and try again", error);
    }
    return new UnavailableException(what + ": " + error.getClass().getSimpleName(), error);
  }

  /** {@return what to throw when a database could not be opened} */
  static SyncException opening(String name, SQLException error) {
    int code = error.getErrorCode();
    String what = "cannot open H2 database " + name + " (H2 error " + code + ")";
    return switch (code) {
      case 28000 ->
          new RefusedException(what + ": wrong user or password; give the application's", error);
      case 90020 ->
          new UnavailableException(
              what
                  + ": another process has it open, and one process at a time opens an embedded"
                  + " file; run BlazeSync inside that application (its DataSource or the agent), or"
                  + " have all openers use AUTO_SERVER=TRUE",
              error);
      case 90146, 90013, 90149 ->
          new UnavailableException(what + ": it does not exist; check the path", error);
      case 90030, 90048 ->
          new DamagedException(
              what + ": the file is damaged or no H2 2.x database; restore it from a backup",
              error);
      case 50000 -> new DamagedException(what + ": the file is damaged or no H2 database", error);
      case 90011, 90046, 90113, 90088 ->
          new ConfigurationException(what + ": the URL or a setting in it is not valid", error);
      default -> new UnavailableException(what + ": check that it can be read and written", error);
    };
  }
}
