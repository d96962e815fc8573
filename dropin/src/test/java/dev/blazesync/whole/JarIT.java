package dev.blazesync.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** What the one jar holds, and under which names. */
class JarIT {
  private static final String CRYPTO = "dev.blazesync.engine.crypto.";

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
    assertThat(text("META-INF/THIRD-PARTY.txt")).contains("Netty", "Bouncy Castle", "H2");
  }

  /** One library is there in part only: what is used of it must be. */
  @Test
  void keysWrapAndSignWithWhatItHolds() throws IOException, ReflectiveOperationException {
    URL[] only = {Jar.path().toUri().toURL()};
    SecureRandom random = new SecureRandom();
    byte[] text = {1, 2, 3};
    try (URLClassLoader jar = new URLClassLoader(only, ClassLoader.getPlatformClassLoader())) {
      Class<?> agreement = jar.loadClass(CRYPTO + "X25519KeyPair");
      Object recipient = call(agreement, null, "generate", random);
      Object publicKey = call(agreement, recipient, "publicKey");
      Class<?> hpke = jar.loadClass(CRYPTO + "Hpke");
      byte[] sealed = (byte[]) call(hpke, null, "seal", publicKey, text, text, text, random);
      assertThat(call(hpke, null, "open", recipient, text, text, sealed)).isEqualTo(text);
      sealed[0] ^= 1;
      assertThatThrownBy(() -> call(hpke, null, "open", recipient, text, text, sealed))
          .rootCause()
          .isNotInstanceOf(LinkageError.class);
      Class<?> signing = jar.loadClass(CRYPTO + "Ed25519KeyPair");
      Object pair = call(signing, null, "generate", random);
      Object signature = call(signing, pair, "sign", text);
      Object verifier = call(signing, pair, "publicKey");
      assertThat(call(verifier.getClass(), verifier, "verify", text, signature)).isEqualTo(true);
    }
  }

  @Test
  void payloadsAreCompressedWithWhatItHolds() throws IOException, ReflectiveOperationException {
    URL[] only = {Jar.path().toUri().toURL()};
    byte[] text = "bolt nut screw ".repeat(100).getBytes(StandardCharsets.US_ASCII);
    try (URLClassLoader jar = new URLClassLoader(only, ClassLoader.getPlatformClassLoader())) {
      Class<?> compression = jar.loadClass("dev.blazesync.engine.codec.Compression");
      byte[] packed = (byte[]) call(compression, null, "pack", (Object) text);
      assertThat(packed).hasSizeLessThan(text.length / 4);
      assertThat(call(compression, null, "unpack", (Object) packed)).isEqualTo(text);
    }
  }

  private static Object call(Class<?> type, Object target, String name, Object... arguments)
      throws ReflectiveOperationException {
    for (Method method : type.getMethods()) {
      if (method.getName().equals(name) && method.getParameterCount() == arguments.length) {
        return method.invoke(target, arguments);
      }
    }
    throw new NoSuchMethodException(type + "." + name);
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
