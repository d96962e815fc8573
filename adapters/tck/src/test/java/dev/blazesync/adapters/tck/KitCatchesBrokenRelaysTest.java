package dev.blazesync.adapters.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.blazesync.spi.Holding;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Page;
import dev.blazesync.spi.PushResult;
import dev.blazesync.spi.Relay;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.VersionVector;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Each broken relay is noticed by exactly these rules. */
class KitCatchesBrokenRelaysTest {
  private static Set<Integer> broken(UnaryOperator<Relay> breaking) {
    FaultyRelay.breaking = breaking;
    return KitRun.of(FaultyRelay.class).failures.keySet();
  }

  /** Changes what a pull gives. */
  private static UnaryOperator<Relay> pulling(UnaryOperator<Page> change) {
    return relay ->
        new ForwardingRelay(relay) {
          @Override
          public Page pull(VersionVector have, @Nullable ByteBuffer cursor, int maxBytes) {
            return change.apply(super.pull(have, cursor, maxBytes));
          }
        };
  }

  @Test
  void findsNothingWrongWithARelayThatOnlyPassesOn() {
    assertThat(broken(ForwardingRelay::new)).isEmpty();
  }

  @Test
  void toleratesARelayThatRepeats() {
    UnaryOperator<Relay> repeating =
        pulling(
            page -> {
              List<SealedBatch> twice = new ArrayList<>(page.batches());
              if (twice.size() > 1) {
                twice.add(twice.get(0));
              }
              return new Page(twice, page.hasMore(), page.cursor());
            });
    assertThat(broken(repeating)).isSubsetOf(6);
  }

  @Test
  void noticesThatLogsComeBackwards() {
    UnaryOperator<Relay> backwards =
        pulling(
            page -> {
              List<SealedBatch> reversed = new ArrayList<>(page.batches());
              Collections.reverse(reversed);
              return new Page(reversed, page.hasMore(), page.cursor());
            });
    assertThat(broken(backwards)).contains(4);
  }

  @Test
  void noticesThatTheEndIsToldTooEarly() {
    assertThat(broken(pulling(page -> new Page(page.batches(), false, page.cursor()))))
        .contains(4, 5, 6);
  }

  @Test
  void noticesAChangedByte() {
    UnaryOperator<Relay> changing =
        pulling(
            page ->
                new Page(
                    page.batches().stream().map(KitCatchesBrokenRelaysTest::changed).toList(),
                    page.hasMore(),
                    page.cursor()));
    assertThat(broken(changing)).contains(3);
  }

  private static SealedBatch changed(SealedBatch batch) {
    ByteBuffer bytes = ByteBuffer.allocate(batch.length()).put(batch.bytes()).flip();
    bytes.put(batch.length() - 1, (byte) 99);
    return new SealedBatch(batch.group(), batch.log(), batch.sequence(), batch.control(), bytes);
  }

  @Test
  void noticesThatControlBatchesAreForgotten() {
    UnaryOperator<Relay> forgetting =
        pulling(
            page ->
                new Page(
                    page.batches().stream().filter(batch -> !batch.control()).toList(),
                    page.hasMore(),
                    page.cursor()));
    assertThat(broken(forgetting)).containsExactly(3);
  }

  @Test
  void noticesThatRefusalsAreNotTold() {
    UnaryOperator<Relay> silent =
        relay ->
            new ForwardingRelay(relay) {
              @Override
              public PushResult push(List<SealedBatch> batches) {
                super.push(batches);
                return new PushResult(batches.size(), null);
              }
            };
    assertThat(broken(silent)).containsExactlyInAnyOrder(8, 9);
  }

  @Test
  void noticesThatAnObjectThatIsNotThereIsPassedOver() {
    UnaryOperator<Relay> hasty =
        relay ->
            new ForwardingRelay(relay) {
              @Override
              public List<ByteBuffer> getObjects(List<String> names, int maxBytes) {
                return names.stream()
                    .flatMap(name -> super.getObjects(List.of(name), maxBytes).stream())
                    .toList();
              }
            };
    assertThat(broken(hasty)).containsExactly(20);
  }

  @Test
  void noticesThatPiecesAreSmallerThanAsked() {
    UnaryOperator<Relay> sparing =
        relay ->
            new ForwardingRelay(relay) {
              @Override
              public @Nullable ByteBuffer getObject(String name, long offset, int maxBytes) {
                return super.getObject(name, offset, Math.min(maxBytes, 20_000));
              }
            };
    assertThat(broken(sparing)).containsExactly(14);
  }

  @Test
  void noticesThatPushingAgainFails() {
    UnaryOperator<Relay> forgetful =
        relay ->
            new ForwardingRelay(relay) {
              @Override
              public PushResult push(List<SealedBatch> batches) {
                VersionVector head = holding().head();
                for (SealedBatch batch : batches) {
                  if (head.sequence(batch.log()) >= batch.sequence()) {
                    return new PushResult(
                        0,
                        new PushResult.Refused(PushResult.Reason.FORK, head.position(batch.log())));
                  }
                }
                return super.push(batches);
              }
            };
    assertThat(broken(forgetful)).containsExactlyInAnyOrder(7, 19);
  }

  @Test
  void noticesThatACursorIsTrusted() {
    UnaryOperator<Relay> trusting =
        relay ->
            new ForwardingRelay(relay) {
              @Override
              public Page pull(VersionVector have, @Nullable ByteBuffer cursor, int maxBytes) {
                if (cursor != null) {
                  return new Page(List.of(), false, cursor);
                }
                Page page = super.pull(have, null, maxBytes);
                return new Page(page.batches(), page.hasMore(), ByteBuffer.allocate(1));
              }
            };
    assertThat(broken(trusting)).contains(5);
  }

  @Test
  void noticesThatManifestsAreListedOldestFirst() {
    UnaryOperator<Relay> listing =
        relay ->
            new ForwardingRelay(relay) {
              @Override
              public Holding holding() {
                Holding holding = super.holding();
                List<String> objects = new ArrayList<>(holding.objects());
                Collections.reverse(objects);
                return new Holding(holding.floor(), holding.head(), objects, holding.wallMillis());
              }
            };
    assertThat(broken(listing)).containsExactly(16);
  }

  @Test
  void noticesThatTheCallersBufferIsMoved() {
    UnaryOperator<Relay> moving =
        relay ->
            new ForwardingRelay(relay) {
              @Override
              public void putObject(String name, ByteBuffer bytes) {
                super.putObject(name, bytes);
                bytes.position(bytes.limit());
              }
            };
    assertThat(broken(moving)).containsExactly(18);
  }
}
