package dev.blazesync.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.blazesync.DecidedConflict;
import dev.blazesync.DoctorReport;
import dev.blazesync.GroupAdmin;
import dev.blazesync.LogEntry;
import dev.blazesync.ParkedRecord;
import dev.blazesync.Role;
import dev.blazesync.Status;
import dev.blazesync.SyncListener.Progress;
import dev.blazesync.VerifyReport;
import dev.blazesync.spi.Finding;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import dev.blazesync.spi.VersionVector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The documents scripts read: every key by name, and every key documented. */
class JsonTest {
  private static final GroupAdmin.Device DEVICE =
      new GroupAdmin.Device("0123", Role.SERVER, true, false);

  private static final OriginLog LOG = new OriginLog(new NodeId(1, 2), 3);
  private static final Status STATUS =
      new Status(
          new NodeId(1, 2),
          "ab",
          true,
          List.of(new Status.Table("customer", 10, 2, true)),
          5,
          1,
          0,
          List.of(new Status.Peer("tcp://h:1", Status.Peer.State.WAITING, 4, 1000, 0, "no answer")),
          new Status.LogSize(7, 700),
          new Status.MetadataSize(8, 800),
          new VersionVector(Map.of(LOG, new Position(9, new byte[32]))),
          List.of("note"));

  @Test
  void statusHasTheKeysOfTheContract() throws IOException {
    Map<String, Object> json = JSON.std.mapFrom(Json.status(STATUS));
    assertThat(json)
        .containsEntry("node", LOG.origin().toString())
        .containsEntry("fingerprint", STATUS.fingerprint())
        .containsEntry("group", "ab")
        .containsEntry("running", true)
        .containsEntry("pending", 5)
        .containsEntry("parked", 1)
        .containsEntry("conflicts", 0)
        .containsEntry("log", Map.of("batches", 7, "bytes", 700))
        .containsEntry("metadata", Map.of("rows", 8, "bytes", 800))
        .containsEntry("notices", List.of("note"))
        .containsEntry(
            "tables",
            List.of(Map.of("table", "customer", "rows", 10, "pending", 2, "syncs", true)));
    assertThat(first(json, "peers"))
        .containsEntry("uri", "tcp://h:1")
        .containsEntry("state", "waiting")
        .containsEntry("behind", 4)
        .containsEntry("lastSeen", "1970-01-01T00:00:01Z")
        .containsEntry("nextTry", null)
        .containsEntry("problem", "no answer");
    assertThat(first(json, "versionVector"))
        .containsEntry("origin", LOG.origin().toString())
        .containsEntry("lineage", "0000000000000003")
        .containsEntry("sequence", 9)
        .containsEntry("hash", "0".repeat(64));
  }

  @Test
  void aDatabaseThatIsNotAttachedHasNoNode() throws IOException {
    Status none =
        new Status(
            null,
            null,
            false,
            List.of(),
            0,
            0,
            0,
            List.of(),
            new Status.LogSize(0, 0),
            new Status.MetadataSize(0, 0),
            VersionVector.EMPTY,
            List.of());
    assertThat(JSON.std.mapFrom(Json.status(none)))
        .containsEntry("node", null)
        .containsEntry("fingerprint", null)
        .containsEntry("group", null)
        .containsEntry("versionVector", List.of());
  }

  @Test
  void verifyHasTheKeysOfTheContract() throws IOException {
    Map<String, Object> json = JSON.std.mapFrom(Json.verify(verifyReport()));
    assertThat(json).containsEntry("equal", false);
    assertThat(first(json, "tables"))
        .containsEntry("table", "t")
        .containsEntry("rowsA", 3)
        .containsEntry("rowsB", 4)
        .containsEntry("different", 1)
        .containsEntry("examples", List.of("id 4: only in B"));
  }

  @Test
  void conflictsHaveTheKeysOfTheContract() throws IOException {
    Map<String, Object> json =
        JSON.std.mapFrom(Json.conflicts(List.of(decided()), List.of(parked())));
    assertThat(first(json, "decided"))
        .containsEntry("id", 3)
        .containsEntry("table", "t")
        .containsEntry("key", "7")
        .containsEntry("column", "v")
        .containsEntry("reason", "column v was written on both sides")
        .containsEntry("policy", "last-writer-wins")
        .containsEntry("winner", "new")
        .containsEntry("winnerNode", new NodeId(1, 2).toString())
        .containsEntry("winnerTime", "1970-01-01T00:00:05Z")
        .containsEntry("loser", "old")
        .containsEntry("loserNode", new NodeId(3, 4).toString())
        .containsEntry("loserTime", "1970-01-01T00:00:04Z")
        .containsEntry("decided", "1970-01-01T00:00:06Z")
        .containsEntry("restored", false);
    assertThat(first(json, "parked"))
        .containsEntry("table", "t")
        .containsEntry("key", "7")
        .containsEntry("reason", "UNIQUE")
        .containsEntry("constraint", "u_mail")
        .containsEntry("since", "1970-01-01T00:00:02Z")
        .containsKeys("policy", "winner", "loser");
  }

  @Test
  void rulesAreAListOfNamesAndValues() throws IOException {
    Map<String, Object> json = JSON.std.mapFrom(Json.rules(Map.of("policy.t.v", "counter")));
    assertThat(json)
        .containsEntry("rules", List.of(Map.of("rule", "policy.t.v", "value", "counter")));
  }

  @Test
  void membersHaveTheKeysOfTheContract() throws IOException {
    Map<String, Object> json = JSON.std.mapFrom(Json.members(List.of(DEVICE)));
    assertThat(first(json, "members"))
        .containsEntry("device", "0123")
        .containsEntry("role", "server")
        .containsEntry("admin", true)
        .containsEntry("self", false);
  }

  @Test
  void doctorHasTheKeysOfTheContract() throws IOException {
    Map<String, Object> json = JSON.std.mapFrom(Json.doctor(doctorReport()));
    assertThat(json).containsEntry("blocked", true);
    assertThat(first(json, "tables"))
        .containsEntry("table", "t")
        .containsEntry("syncs", false)
        .containsEntry("key", null)
        .containsEntry(
            "findings",
            List.of(Map.of("severity", "blocker", "code", "no-key", "message", "add a key")));
  }

  @Test
  void logHasTheKeysOfTheContract() throws IOException {
    Map<String, Object> json = JSON.std.mapFrom(Json.log(List.of(logEntry())));
    assertThat(first(json, "batches"))
        .containsEntry("origin", LOG.origin().toString())
        .containsEntry("lineage", "0000000000000003")
        .containsEntry("sequence", 5)
        .containsEntry("time", "1970-01-01T00:00:06Z")
        .containsEntry("operations", 7)
        .containsEntry("bytes", 8);
  }

  @Test
  void progressIsOneLine() {
    assertThat(Json.progress(new Progress(Progress.Phase.SNAPSHOT_IN, 1, 0)))
        .isEqualTo("{\"event\":\"progress\",\"phase\":\"snapshot_in\",\"done\":1,\"total\":null}");
    assertThat(Json.peerEvent(STATUS.peers().get(0))).doesNotContain("\n");
    assertThat(Json.notice("a\nb")).doesNotContain("\n");
    assertThat(Json.conflictsEvent(2)).isEqualTo("{\"event\":\"conflicts\",\"decided\":2}");
  }

  @Test
  void everyKeyIsDocumented() throws IOException {
    String manual =
        Files.readString(
            Path.of(System.getProperty("blazesync.root")).resolve("docs/operations.md"));
    Set<String> keys = new TreeSet<>();
    for (String document :
        List.of(
            Json.status(STATUS),
            Json.verify(verifyReport()),
            Json.conflicts(List.of(decided()), List.of(parked())),
            Json.rules(Map.of("policy.t.v", "counter")),
            Json.members(List.of(DEVICE)),
            Json.doctor(doctorReport()),
            Json.log(List.of(logEntry())),
            Json.progress(new Progress(Progress.Phase.PUSH, 1, 2)),
            Json.applied(1),
            Json.conflictsEvent(1),
            Json.peerEvent(STATUS.peers().get(0)),
            Json.notice("x"))) {
      collect(JSON.std.anyFrom(document), keys);
    }
    assertThat(keys).allSatisfy(key -> assertThat(manual).contains("`" + key + "`"));
  }

  private static void collect(Object value, Set<String> keys) {
    if (value instanceof Map<?, ?> object) {
      object.forEach(
          (key, inner) -> {
            keys.add((String) key);
            collect(inner, keys);
          });
    } else if (value instanceof List<?> list) {
      list.forEach(inner -> collect(inner, keys));
    }
  }

  private static VerifyReport verifyReport() {
    return new VerifyReport(
        false, List.of(new VerifyReport.Table("t", 3, 4, 1, List.of("id 4: only in B"))));
  }

  private static DecidedConflict decided() {
    return new DecidedConflict(
        3,
        "t",
        "7",
        "v",
        "last-writer-wins",
        "new",
        new NodeId(1, 2),
        5000,
        "old",
        new NodeId(3, 4),
        4000,
        6000,
        false);
  }

  private static ParkedRecord parked() {
    return new ParkedRecord("t", "7", "UNIQUE", "u_mail", 2000);
  }

  private static DoctorReport doctorReport() {
    Finding finding = new Finding("t", Finding.Severity.BLOCKER, "no-key", "add a key");
    return new DoctorReport(
        List.of(new DoctorReport.Table("t", false, null, List.of(finding))), List.of(finding));
  }

  private static LogEntry logEntry() {
    return new LogEntry(LOG, 5, 6000, 7, 8);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> first(Map<String, Object> json, String key) {
    return ((List<Map<String, Object>>) json.get(key)).get(0);
  }
}
