package dev.blazesync.engine.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.hub.IssuedToken.State;
import dev.blazesync.engine.join.AccessToken;
import dev.blazesync.spi.ConfigurationException;
import dev.blazesync.spi.DamagedException;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.RefusedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TokenStoreTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir Path temporary;

  private Path folder() {
    return temporary.resolve("hub");
  }

  private static String id(AccessToken token) {
    return AccessToken.id(AccessToken.hash(token.secret()));
  }

  @Test
  void onlyWhoHasTheSecretFindsTheToken() {
    try (TokenStore store = TokenStore.open(folder())) {
      AccessToken token = store.create(new TokenTerms(900, 10, 2), 100, RANDOM);
      IssuedToken found = store.find(token.secret()).orElseThrow();
      assertThat(found)
          .isEqualTo(
              new IssuedToken(
                  id(token), new TokenTerms(900, 10, 2), 100, IssuedToken.NEVER, 0, List.of()));
      assertThat(store.find(AccessToken.create(RANDOM).secret())).isEmpty();
      assertThat(store.find(new byte[64])).isEmpty();
      assertThat(store.find(new byte[0])).isEmpty();
      assertThat(found.state(899)).isEqualTo(State.USABLE);
      assertThat(found.state(900)).isEqualTo(State.EXPIRED);
    }
  }

  @Test
  void aSecretWhoseHashOnlyBeginsAlikeIsAnother() throws SQLException {
    try (TokenStore store = TokenStore.open(folder())) {
      AccessToken token = store.create(TokenTerms.FREE, 0, RANDOM);
      try (Connection connection =
              DriverManager.getConnection("jdbc:sqlite:" + folder().resolve("tokens.db"));
          Statement statement = connection.createStatement()) {
        statement.executeUpdate(
            "UPDATE token SET hash = substr(hash, 1, 31) || CAST(x'00' AS BLOB)"
                + " WHERE substr(hash, 32) <> x'00'");
      }
      assertThat(store.list()).hasSize(1);
      assertThat(store.find(token.secret())).isEmpty();
    }
  }

  @Test
  void noFileHoldsTheSecret() throws IOException {
    AccessToken token;
    try (TokenStore store = TokenStore.open(folder())) {
      token = store.create(TokenTerms.FREE, 0, RANDOM);
      try (Stream<Path> files = Files.list(folder())) {
        for (Path file : files.toList()) {
          String content = Files.readString(file, StandardCharsets.ISO_8859_1);
          assertThat(content)
              .doesNotContain(new String(token.secret(), StandardCharsets.ISO_8859_1))
              .doesNotContain(token.text());
          assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
              .startsWith("rw-------");
        }
      }
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder())))
        .isEqualTo("rwx------");
  }

  @Test
  void whatAnotherDoesIsSeenAtOnceAndStays() {
    try (TokenStore hub = TokenStore.open(folder())) {
      AccessToken token;
      try (TokenStore command = TokenStore.open(folder())) {
        token = command.create(TokenTerms.FREE, 5, RANDOM);
        assertThat(hub.find(token.secret())).isPresent();
        hub.addUse(Map.of(id(token), 70L));
        command.revoke(id(token), 77);
        command.revoke(id(token), 99);
      }
      IssuedToken now = hub.get(id(token)).orElseThrow();
      assertThat(now.state(0)).isEqualTo(State.REVOKED);
      assertThat(now.revokedMillis()).isEqualTo(77);
      assertThat(hub.anyUsable(0)).isFalse();
      hub.addUse(Map.of(id(token), 7L, "nosuchid", 1L));
    }
    try (TokenStore again = TokenStore.open(folder())) {
      assertThat(again.list()).singleElement().matches(token -> token.usedBytes() == 77);
    }
  }

  @Test
  void asManyDevicesComeAsTheTokenAllows() {
    try (TokenStore store = TokenStore.open(folder())) {
      String id = id(store.create(new TokenTerms(900, 10, 2), 0, RANDOM));
      assertThat(store.enter(id, new NodeId(1, 1), 10)).isTrue();
      assertThat(store.enter(id, new NodeId(1, 2), 20)).isTrue();
      assertThat(store.enter(id, new NodeId(1, 3), 30)).isFalse();
      assertThat(store.enter(id, new NodeId(1, 1), 40)).isTrue();
      assertThat(store.enter("nosuchid", new NodeId(1, 1), 40)).isFalse();
      assertThat(store.get(id).orElseThrow().devices())
          .containsExactly(new NodeId(1, 1).toString(), new NodeId(1, 2).toString());
    }
  }

  @Test
  void anUnknownIdIsRefusedAndATokenIsNotRepeated() {
    try (TokenStore store = TokenStore.open(folder())) {
      String text = store.create(TokenTerms.FREE, 0, RANDOM).text();
      assertThatThrownBy(() -> store.revoke("00000000", 1))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("00000000");
      assertThatThrownBy(() -> store.revoke(text, 1))
          .isInstanceOf(RefusedException.class)
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain(text.substring(5)));
    }
  }

  @Test
  void whatIsNoTokenFileOrOfALaterVersionIsRefused() throws Exception {
    TokenStore.open(folder()).close();
    Path file = folder().resolve("tokens.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("PRAGMA user_version = 9");
    }
    assertThatThrownBy(() -> TokenStore.open(folder()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("newer");
    Files.writeString(file, "no database at all, whatever its name says".repeat(100));
    assertThatThrownBy(() -> TokenStore.open(folder()))
        .isInstanceOf(DamagedException.class)
        .hasMessageContaining(file.toString());
  }
}
