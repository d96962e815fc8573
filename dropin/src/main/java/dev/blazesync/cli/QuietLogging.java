package dev.blazesync.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * Logs to standard error, warnings only unless {@code blazesync.log} says otherwise (for BlazeSync
 * itself, not for the libraries it uses). In code rather than in {@code logback.xml}: an
 * application with a file of that name keeps it for itself.
 *
 * <p>Public because {@link java.util.ServiceLoader} makes it.
 */
public final class QuietLogging extends ContextAwareBase implements Configurator {
  /** System property: a level, such as DEBUG. */
  static final String LEVEL_PROPERTY = "blazesync.log";

  @Override
  public ExecutionStatus configure(LoggerContext loggers) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(loggers);
    encoder.setPattern("%d{HH:mm:ss.SSS} %-5level %logger{20}: %msg%n");
    encoder.start();
    ConsoleAppender<ILoggingEvent> standardError = new ConsoleAppender<>();
    standardError.setContext(loggers);
    standardError.setTarget("System.err");
    standardError.setEncoder(encoder);
    standardError.start();
    Logger root = loggers.getLogger("ROOT");
    root.setLevel(Level.WARN);
    root.addAppender(standardError);
    loggers
        .getLogger("dev.blazesync")
        .setLevel(Level.toLevel(System.getProperty(LEVEL_PROPERTY), Level.WARN));
    // the libraries in the jar have our name before theirs
    loggers.getLogger("dev.blazesync.shaded").setLevel(Level.WARN);
    // it tells with a stack trace that another process that starts now has removed the same old
    // copy
    // of the native library; where the library cannot be loaded, an exception says so
    loggers.getLogger("org.sqlite.SQLiteJDBCLoader").setLevel(Level.OFF);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
