package dev.blazesync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.spi.BusyException;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.DamagedException;
import dev.blazesync.spi.ProtocolException;
import dev.blazesync.spi.RefusedException;
import dev.blazesync.spi.SyncException;
import dev.blazesync.spi.UnavailableException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExitTest {
  @Test
  void everyFailureHasTheCodeScriptsRelyOn() {
    Map<SyncException, Integer> expected =
        Map.of(
            new ConfigurationException("x"), 2,
            new UnavailableException("x"), 3,
            new BusyException("x"), 3,
            new ProtocolException("x"), 3,
            new RefusedException("x"), 4,
            new DamagedException("x"), 5);
    assertThat(expected).hasSize(SyncException.class.getPermittedSubclasses().length);
    expected.forEach((failure, code) -> assertThat(Exit.of(failure).code()).isEqualTo(code));
  }

  @Test
  void whatNobodyForesawIsNotMistakenForAnAnswer() {
    assertThat(Exit.of(new IllegalStateException("x")).code()).isEqualTo(3);
  }
}
