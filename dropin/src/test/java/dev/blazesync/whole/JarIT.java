package dev.blazesync.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** What the one jar holds, and under which names. */
class JarIT {
  @Test
  void everyLibraryButTheDriversIsRelocated() throws IOException {
    try (JarFile jar = new JarFile(Jar.path().toFile())) {
      List<String> strangers =
          jar.stream()
              .map(ZipEntry::getName)
              .filter(name -> name.endsWith(".class"))
              .map(name -> name.replaceFirst("^META-INF/versions/\\d+/", ""))
              .filter(name -> !name.matches("(dev/blazesync|org/h2|org/sqlite)/.*"))
              .toList();
      assertThat(strangers).isEmpty();
    }
  }

  @Test
  void everyAdapterAndDriverIsFound() throws IOException {
    assertThat(services("dev.blazesync.spi.RecordStoreProvider")).hasSize(2);
    assertThat(services("java.sql.Driver")).contains("org.sqlite.JDBC", "org.h2.Driver");
  }

  @Test
  void licencesTravelWithIt() throws IOException {
    assertThat(text("META-INF/LICENSE")).contains("Apache License");
    assertThat(text("META-INF/THIRD-PARTY.txt")).contains("Netty").contains("H2");
  }

  private static List<String> services(String type) throws IOException {
    return text("META-INF/services/" + type).lines().filter(line -> !line.isBlank()).toList();
  }

  private static String text(String entry) throws IOException {
    try (JarFile jar = new JarFile(Jar.path().toFile())) {
      ZipEntry found = jar.getEntry(entry);
      assertThat(found).as(entry).isNotNull();
      return new String(jar.getInputStream(found).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
