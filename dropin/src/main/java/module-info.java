/** The command line, and with it the one jar people run. Nothing depends on it. */
module dev.blazesync.dropin {
  requires ch.qos.logback.classic;
  requires ch.qos.logback.core;
  requires com.fasterxml.jackson.jr.ob;
  requires dev.blazesync.engine;
  requires info.picocli;
  requires java.sql;
  requires me.tongfei.progressbar;

  opens dev.blazesync.cli to
      info.picocli;

  provides ch.qos.logback.classic.spi.Configurator with
      dev.blazesync.cli.QuietLogging;
}
