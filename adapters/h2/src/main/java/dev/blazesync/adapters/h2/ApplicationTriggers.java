package dev.blazesync.adapters.h2;

import dev.blazesync.spi.Nullable;
import java.lang.reflect.Field;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.h2.api.Trigger;
import org.h2.engine.Database;
import org.h2.schema.TriggerObject;
import org.h2.tools.TriggerAdapter;
import org.h2.util.JdbcUtils;

/**
 * Keeps the application's triggers from firing on rows that the engine writes: they fired where the
 * row was first written, and what they did travels too. H2's DDL commits, so they cannot be dropped
 * inside a transaction. Instead the callback of each trigger object in memory is replaced by one
 * that asks for the session's guard first. Nothing is persisted; a database opened again starts
 * with the application's own callbacks.
 *
 * <p>For a database inside this JVM only. Thread-safe.
 */
final class ApplicationTriggers {
  private static final @Nullable Field CALLBACK = callbackField();

  private final Database database;
  private long seenModification = -1;

  ApplicationTriggers(Database database) {
    this.database = database;
  }

  /** {@return whether the H2 on the class path can be handled this way} */
  static boolean possible() {
    return CALLBACK != null;
  }

  private static @Nullable Field callbackField() {
    try {
      Field field = TriggerObject.class.getDeclaredField("triggerCallback");
      field.setAccessible(true);
      return field;
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null;
    }
  }

  /** Sees to triggers that are new since the last call; costs nothing while there are none. */
  synchronized void mute() {
    Field callback = CALLBACK;
    long modification = database.getModificationMetaId();
    if (callback == null || modification == seenModification) {
      return;
    }
    for (TriggerObject trigger : database.getMainSchema().getAllTriggers()) {
      if (!Names.isOwn(trigger.getName())) {
        mute(callback, trigger);
      }
    }
    seenModification = modification;
  }

  private static void mute(Field callback, TriggerObject trigger) {
    // H2 loads a callback under this lock.
    synchronized (trigger) {
      try {
        Object own = callback.get(trigger);
        if (own instanceof Muted || own instanceof MutedAdapter) {
          return;
        }
        if (own instanceof TriggerAdapter adapter) {
          callback.set(trigger, new MutedAdapter(adapter));
        } else {
          callback.set(trigger, new Muted(trigger, (Trigger) own));
        }
      } catch (IllegalAccessException e) {
        throw new IllegalStateException("the field was made accessible", e);
      }
    }
  }

  /** A trigger whose callback takes arrays, or whose class is not there (yet). */
  private static final class Muted implements Trigger {
    private final TriggerObject trigger;
    private @Nullable Trigger own;

    Muted(TriggerObject trigger, @Nullable Trigger own) {
      this.trigger = trigger;
      this.own = own;
    }

    @Override
    public void fire(Connection connection, Object @Nullable [] oldRow, Object @Nullable [] newRow)
        throws SQLException {
      if (!Guard.isSet(connection)) {
        loaded(connection).fire(connection, oldRow, newRow);
      }
    }

    /** As H2 does for a trigger that was created before its class was on the class path. */
    private synchronized Trigger loaded(Connection connection) throws SQLException {
      Trigger known = own;
      if (known != null) {
        return known;
      }
      String name = trigger.getTriggerClassName();
      try {
        Trigger made =
            (Trigger) JdbcUtils.loadUserClass(name).getDeclaredConstructor().newInstance();
        made.init(
            connection,
            trigger.getSchema().getName(),
            trigger.getName(),
            trigger.getTable().getName(),
            trigger.isBefore(),
            trigger.getTypeMask());
        own = made;
        return made;
      } catch (ReflectiveOperationException | RuntimeException e) {
        throw new SQLException(
            "trigger " + trigger.getName() + " cannot make its class " + name, "90043", 90043, e);
      }
    }

    @Override
    public void close() throws SQLException {
      Trigger known = own;
      if (known != null) {
        known.close();
      }
    }

    @Override
    public void remove() throws SQLException {
      Trigger known = own;
      if (known != null) {
        known.remove();
      }
    }
  }

  /** A trigger whose callback takes result sets: H2 tells the two apart by class. */
  private static final class MutedAdapter extends TriggerAdapter {
    private final TriggerAdapter own;

    MutedAdapter(TriggerAdapter own) {
      this.own = own;
    }

    @Override
    public void fire(Connection connection, ResultSet oldRow, ResultSet newRow)
        throws SQLException {
      if (!Guard.isSet(connection)) {
        own.fire(connection, oldRow, newRow);
      }
    }

    @Override
    public void close() throws SQLException {
      own.close();
    }

    @Override
    public void remove() throws SQLException {
      own.remove();
    }
  }
}
