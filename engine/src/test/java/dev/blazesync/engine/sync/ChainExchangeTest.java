package dev.blazesync.engine.sync;

import static dev.blazesync.engine.sync.Device.NOTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.blazesync.engine.membership.ChainObject;
import dev.blazesync.engine.membership.Entry;
import dev.blazesync.engine.relay.memory.MemoryHub;
import dev.blazesync.engine.replica.Roster;
import dev.blazesync.engine.simulator.FaultyStore.Fault;
import dev.blazesync.engine.sync.RelayRequest.Get;
import dev.blazesync.engine.sync.RelayRequest.GetEntries;
import dev.blazesync.engine.sync.RelayRequest.Put;
import dev.blazesync.engine.sync.RelayRequest.RelayAnswer;
import dev.blazesync.spi.BusyException;
import dev.blazesync.spi.ProtocolException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChainExchangeTest {
  private static final long NOW = Device.time(9, 0);

  private final MemoryHub hub = new MemoryHub(() -> NOW);
  private final Device a = new Device(hub, 1, NOTE).at(8, 0).insert(1, 1, 1).start().sync();
  private final Roster roster = a.replica().roster();
  private final ChainExchange chain = new ChainExchange(roster, false);

  /** The next look at the books reads them again, which the database does not let happen. */
  private void makeBusy() {
    Entry misplaced = roster.entry(0);
    assertThatThrownBy(() -> roster.take(List.of(misplaced), NOW))
        .isInstanceOf(ProtocolException.class);
    a.failAfter(1, Fault.BUSY);
  }

  /** The database is busy, and the answer comes again. */
  private void hearsTwice(RelayAnswer answer) {
    makeBusy();
    assertThatThrownBy(() -> chain.answered(answer, NOW)).isInstanceOf(BusyException.class);
    chain.answered(answer, NOW);
  }

  @Test
  void aBusyDatabaseLeavesNoHoleInWhatIsPut() {
    List<String> put = new ArrayList<>();
    RelayRequest request = chain.next();
    while (request instanceof Get get) {
      chain.answered(new RelayAnswer.Got(get.name(), null), NOW);
      request = chain.next();
    }
    while (request instanceof Put entry) {
      put.add(entry.name());
      hearsTwice(new RelayAnswer.Kept(entry.name()));
      request = chain.next();
    }
    assertThat(put)
        .hasSizeGreaterThan(3)
        .containsExactlyElementsOf(
            IntStream.range(0, roster.length()).mapToObj(ChainObject::name).toList());
    assertThat(request).isInstanceOf(GetEntries.class);
    chain.answered(new RelayAnswer.Entries(roster.length(), List.of(), true), NOW);
    assertThat(chain.resting()).isTrue();
  }

  @Test
  void aBusyDatabaseLooksForThePartingOnce() {
    assertThat(chain.next()).isInstanceOf(Get.class);
    String last = ChainObject.name(roster.length() - 1L);
    hearsTwice(new RelayAnswer.Got(last, ByteBuffer.allocate(64)));
    assertThat(chain.next()).isInstanceOfSatisfying(Get.class, get -> assertAsks(get, last));
  }

  private static void assertAsks(Get get, String name) {
    assertThat(get.name()).isEqualTo(name);
    assertThat(get.offset()).isZero();
  }

  @Test
  void anAnswerThatComesAgainEndsTheSameSeries() {
    Get compared = (Get) chain.next();
    byte[] head = roster.entry(roster.length() - 1L).toBytes();
    chain.answered(
        new RelayAnswer.Got(
            compared.name(), ByteBuffer.wrap(head, (int) compared.offset(), 64).slice()),
        NOW);
    GetEntries more = (GetEntries) chain.next();
    assertThat(more.from()).isEqualTo(roster.length());
    List<ByteBuffer> known = List.of(ByteBuffer.wrap(head));
    hearsTwice(new RelayAnswer.Entries(more.from() - 1, known, true));
    assertThat(chain.resting()).isTrue();
    assertThat(chain.next()).isNull();
  }
}
