package dev.blazesync.engine.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.Provider;
import dev.blazesync.spi.RecordStore;
import dev.blazesync.spi.RecordStoreProvider;
import dev.blazesync.spi.StoreLocation;
import dev.blazesync.spi.StoreOptions;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginsTest {
  private static final StoreLocation HERE = new StoreLocation.Named("here");

  @TempDir Path folder;

  @Test
  void noneFoundSaysWhatThereIsAndWhatToDo() throws Exception {
    assertThatThrownBy(() -> plugins().store(HERE))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("no record store recognises")
        .hasMessageContaining("class path");
  }

  @Test
  void theBestRecognitionWins() throws Exception {
    Plugins plugins = plugins(Sure.class, Unsure.class);
    assertThat(plugins.store(HERE).id()).isEqualTo("sure");
  }

  @Test
  void severalWithOneIdAreNamed() throws Exception {
    assertThatThrownBy(() -> plugins(Sure.class, SureAgain.class))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("'sure'")
        .hasMessageContaining(Sure.class.getName())
        .hasMessageContaining(SureAgain.class.getName());
  }

  @Test
  void equalRecognitionIsRefused() throws Exception {
    Plugins plugins = plugins(Sure.class, AsSure.class);
    assertThatThrownBy(() -> plugins.store(HERE))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("[as-sure, sure]");
  }

  @Test
  void aProviderOfANewerSpiIsLeftOutAndSaysSo() throws Exception {
    Plugins plugins = plugins(Newer.class);
    assertThatThrownBy(() -> plugins.store(HERE))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("newer needs version 99")
        .hasMessageContaining("update BlazeSync");
  }

  @Test
  void aProviderThatThrowsDoesNotStopTheOthers() throws Exception {
    Plugins plugins = plugins(Throwing.class, Sure.class, NotThere.class);
    assertThat(plugins.store(HERE).id()).isEqualTo("sure");
    assertThatThrownBy(() -> plugins.relay(URI.create("nowhere://x")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("nowhere://x")
        .hasMessageContaining("tcp");
  }

  @Test
  void anUnknownPolicyIsNamed() throws Exception {
    assertThatThrownBy(() -> plugins().policy("best-guess"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("'best-guess'");
  }

  private Plugins plugins(Class<?>... providers) throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    List<String> names = List.of(providers).stream().map(Class::getName).toList();
    Files.write(services.resolve(RecordStoreProvider.class.getName()), names);
    URL[] path = {folder.toUri().toURL()};
    return Plugins.load(new URLClassLoader(path, PluginsTest.class.getClassLoader()));
  }

  /** What the providers here share. */
  abstract static class Named implements RecordStoreProvider {
    private final String id;
    private final int certainty;

    Named(String id, int certainty) {
      this.id = id;
      this.certainty = certainty;
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public int spiVersion() {
      return Provider.SPI_VERSION;
    }

    @Override
    public int recognises(StoreLocation location) {
      return location.equals(HERE) ? certainty : 0;
    }

    @Override
    public RecordStore create(StoreLocation location, StoreOptions options) {
      throw new ConfigurationException("this provider only exists for a test");
    }
  }

  public static final class Sure extends Named {
    public Sure() {
      super("sure", 100);
    }
  }

  public static final class SureAgain extends Named {
    public SureAgain() {
      super("sure", 100);
    }
  }

  public static final class AsSure extends Named {
    public AsSure() {
      super("as-sure", 100);
    }
  }

  public static final class Unsure extends Named {
    public Unsure() {
      super("unsure", 10);
    }
  }

  public static final class Newer extends Named {
    public Newer() {
      super("newer", 100);
    }

    @Override
    public int spiVersion() {
      return 99;
    }
  }

  public static final class Throwing extends Named {
    public Throwing() {
      super("throwing", 100);
    }

    @Override
    public String id() {
      throw new IllegalStateException("a broken plug-in");
    }
  }

  /** Has no constructor that ServiceLoader could use. */
  public static final class NotThere extends Named {
    public NotThere(String id) {
      super(id, 100);
    }
  }
}
