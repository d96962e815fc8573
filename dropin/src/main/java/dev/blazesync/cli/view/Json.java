package dev.blazesync.cli.view;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.blazesync.DecidedConflict;
import dev.blazesync.DoctorReport;
import dev.blazesync.GroupAdmin;
import dev.blazesync.HubTokens;
import dev.blazesync.LogEntry;
import dev.blazesync.ParkedRecord;
import dev.blazesync.Status;
import dev.blazesync.SyncListener;
import dev.blazesync.VerifyReport;
import dev.blazesync.spi.Finding;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.OriginLog;
import dev.blazesync.spi.Position;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The documents of {@code --json}. Every key is spelt here and in {@code docs/operations.md}, never
 * taken from a class: scripts rely on them, so keys are only ever added.
 */
public final class Json {
  private static final JSON PRETTY =
      JSON.std
          .with(JSON.Feature.PRETTY_PRINT_OUTPUT)
          .with(JSON.Feature.WRITE_NULL_PROPERTIES)
          .without(JSON.Feature.USE_FIELDS);
  private static final JSON ONE_LINE = PRETTY.without(JSON.Feature.PRETTY_PRINT_OUTPUT);

  private Json() {}

  public static String status(Status status) {
    return text(
        PRETTY,
        object(
            "node", status.node() == null ? null : status.node().toString(),
            "fingerprint", status.fingerprint(),
            "group", status.group(),
            "running", status.running(),
            "tables", status.tables().stream().map(Json::table).toList(),
            "pending", status.pending(),
            "parked", status.parked(),
            "conflicts", status.conflicts(),
            "peers", status.peers().stream().map(Json::peer).toList(),
            "log", object("batches", status.log().batches(), "bytes", status.log().bytes()),
            "metadata",
                object("rows", status.metadata().rows(), "bytes", status.metadata().bytes()),
            "versionVector",
                status.versionVector().positions().entrySet().stream()
                    .map(entry -> position(entry.getKey(), entry.getValue()))
                    .toList(),
            "notices", status.notices()));
  }

  public static String log(List<LogEntry> entries) {
    return text(PRETTY, object("batches", entries.stream().map(Json::batch).toList()));
  }

  public static String conflicts(List<DecidedConflict> decided, List<ParkedRecord> parked) {
    return text(
        PRETTY,
        object(
            "decided", decided.stream().map(Json::decidedConflict).toList(),
            "parked", parked.stream().map(Json::parkedRecord).toList()));
  }

  public static String tokens(List<HubTokens.Token> tokens) {
    return text(PRETTY, object("tokens", tokens.stream().map(Json::token).toList()));
  }

  private static Object token(HubTokens.Token token) {
    return object(
        "id", token.id(),
        "state", lower(token.state()),
        "created", token.created().toString(),
        "expires", token.expires() == null ? null : token.expires().toString(),
        "revoked", token.revoked() == null ? null : token.revoked().toString(),
        "quota", token.quotaBytes() == 0 ? null : token.quotaBytes(),
        "used", token.usedBytes(),
        "maxDevices", token.maxDevices() == 0 ? null : token.maxDevices(),
        "devices", token.devices());
  }

  public static String rules(Map<String, String> rules) {
    return text(
        PRETTY,
        object(
            "rules",
            rules.entrySet().stream()
                .map(rule -> object("rule", rule.getKey(), "value", rule.getValue()))
                .toList()));
  }

  public static String members(List<GroupAdmin.Device> members) {
    return text(
        PRETTY,
        object(
            "members",
            members.stream()
                .map(
                    member ->
                        object(
                            "device", member.device(),
                            "role", lower(member.role()),
                            "admin", member.admin(),
                            "self", member.self()))
                .toList()));
  }

  public static String verify(VerifyReport report) {
    return text(
        PRETTY,
        object(
            "equal",
            report.equal(),
            "tables",
            report.tables().stream()
                .map(
                    table ->
                        object(
                            "table", table.table(),
                            "rowsA", table.rowsA(),
                            "rowsB", table.rowsB(),
                            "different", table.different(),
                            "examples", table.examples()))
                .toList()));
  }

  public static String doctor(DoctorReport report) {
    return text(
        PRETTY,
        object(
            "blocked",
            report.blocked(),
            "tables",
            report.tables().stream()
                .map(
                    table ->
                        object(
                            "table", table.table(),
                            "syncs", table.syncs(),
                            "key", table.key(),
                            "findings", table.findings().stream().map(Json::finding).toList()))
                .toList(),
            "findings",
            report.findings().stream().map(Json::finding).toList()));
  }

  /** One line, for {@code --progress json}. */
  public static String progress(SyncListener.Progress progress) {
    return text(
        ONE_LINE,
        object(
            "event",
            "progress",
            "phase",
            lower(progress.phase()),
            "done",
            progress.done(),
            "total",
            progress.total() == 0 ? null : progress.total()));
  }

  /** One line, for {@code --progress json}. */
  public static String applied(long records) {
    return text(ONE_LINE, object("event", "applied", "records", records));
  }

  /** One line, for {@code --progress json}. */
  public static String conflictsEvent(long decided) {
    return text(ONE_LINE, object("event", "conflicts", "decided", decided));
  }

  /** One line, for {@code --progress json}. */
  public static String peerEvent(Status.Peer peer) {
    Map<String, @Nullable Object> event = object("event", "peer");
    event.putAll(peer(peer));
    return text(ONE_LINE, event);
  }

  /** One line, for {@code --progress json}. */
  public static String notice(String message) {
    return text(ONE_LINE, object("event", "notice", "message", message));
  }

  private static Map<String, @Nullable Object> table(Status.Table table) {
    return object(
        "table", table.table(),
        "rows", table.rows(),
        "pending", table.pending(),
        "syncs", table.syncs());
  }

  private static Map<String, @Nullable Object> peer(Status.Peer peer) {
    return object(
        "uri", peer.uri(),
        "state", lower(peer.state()),
        "behind", peer.behind(),
        "lastSeen", time(peer.lastSeenMillis()),
        "nextTry", time(peer.nextTryMillis()),
        "problem", peer.problem());
  }

  private static Map<String, @Nullable Object> position(OriginLog log, Position position) {
    return object(
        "origin", log.origin().toString(),
        "lineage", HexFormat.of().toHexDigits(log.lineage()),
        "sequence", position.sequence(),
        "hash", HexFormat.of().formatHex(position.hash()));
  }

  private static Map<String, @Nullable Object> batch(LogEntry entry) {
    return object(
        "origin", entry.origin().origin().toString(),
        "lineage", HexFormat.of().toHexDigits(entry.origin().lineage()),
        "sequence", entry.sequence(),
        "time", time(entry.newestMillis()),
        "operations", entry.operations(),
        "bytes", entry.bytes());
  }

  private static Map<String, @Nullable Object> decidedConflict(DecidedConflict conflict) {
    return object(
        "id", conflict.id(),
        "table", conflict.table(),
        "key", conflict.key(),
        "column", conflict.column(),
        "reason", Conflicts.reason(conflict),
        "policy", conflict.policy(),
        "winner", conflict.winner(),
        "winnerNode", conflict.winnerNode().toString(),
        "winnerTime", time(conflict.winnerMillis()),
        "loser", conflict.loser(),
        "loserNode", conflict.loserNode().toString(),
        "loserTime", time(conflict.loserMillis()),
        "decided", time(conflict.decidedMillis()),
        "restored", conflict.restored());
  }

  private static Map<String, @Nullable Object> parkedRecord(ParkedRecord record) {
    return object(
        "table", record.table(),
        "key", record.key(),
        "reason", record.reason(),
        "constraint", record.constraint(),
        "since", time(record.sinceMillis()),
        "policy", null,
        "winner", null,
        "loser", null);
  }

  private static Map<String, @Nullable Object> finding(Finding finding) {
    return object(
        "severity", lower(finding.severity()),
        "code", finding.code(),
        "message", finding.message());
  }

  private static @Nullable String time(long millis) {
    return millis == 0 ? null : Instant.ofEpochMilli(millis).toString();
  }

  public static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static Map<String, @Nullable Object> object(@Nullable Object... keysAndValues) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      object.put(String.valueOf(keysAndValues[i]), keysAndValues[i + 1]);
    }
    return object;
  }

  private static String text(JSON style, Map<String, @Nullable Object> document) {
    try {
      return style.asString(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a string is written, nothing can fail
    }
  }
}
