package dev.blazesync.engine.sync;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.membership.ChainObject;
import dev.blazesync.engine.replica.SnapshotPart;
import dev.blazesync.spi.Holding;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Page;
import dev.blazesync.spi.PushResult;
import dev.blazesync.spi.Relay;
import dev.blazesync.spi.SealedBatch;
import dev.blazesync.spi.UnavailableException;
import dev.blazesync.spi.VersionVector;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** One call of a relay that the core wants made; the shell makes it and hands the answer back. */
public sealed interface RelayRequest {
  /** Makes the call; blocks. */
  RelayAnswer call(Relay relay);

  /** What the relay has. */
  record AskHolding() implements RelayRequest {
    @Override
    public RelayAnswer call(Relay relay) {
      return new RelayAnswer.Held(relay.holding());
    }
  }

  /** Batches it lacks. */
  record Push(List<SealedBatch> batches) implements RelayRequest {
    @Override
    public RelayAnswer call(Relay relay) {
      return new RelayAnswer.Pushed(relay.push(batches));
    }
  }

  /** Batches this node lacks. */
  record Pull(VersionVector have, @Nullable ByteBuffer cursor, int maxBytes)
      implements RelayRequest {
    @Override
    public RelayAnswer call(Relay relay) {
      return new RelayAnswer.Pulled(relay.pull(have, cursor, maxBytes));
    }
  }

  /** An object to keep. */
  record Put(String name, ByteBuffer bytes) implements RelayRequest {
    @Override
    public RelayAnswer call(Relay relay) {
      relay.putObject(name, bytes.duplicate());
      return new RelayAnswer.Kept(name);
    }
  }

  /**
   * An object from {@code offset} on.
   *
   * @param maxBytes what it has at most from there
   */
  record Get(String name, long offset, int maxBytes) implements RelayRequest {
    @Override
    public RelayAnswer call(Relay relay) {
      return new RelayAnswer.Got(name, read(relay));
    }

    /** {@return what is asked for, put together of its parts; null if there is no such object} */
    public @Nullable ByteBuffer read(Relay relay) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      while (bytes.size() < maxBytes) {
        ByteBuffer part = relay.getObject(name, offset + bytes.size(), maxBytes - bytes.size());
        if (part == null) {
          return null;
        }
        boolean last = part.remaining() < maxBytes - bytes.size();
        byte[] copy = new byte[part.remaining()];
        part.get(copy);
        bytes.writeBytes(copy);
        if (last) {
          break;
        }
      }
      return ByteBuffer.wrap(bytes.toByteArray());
    }
  }

  /**
   * An object of a snapshot, which is opened as soon as it is there, while others are loaded.
   *
   * @param open for any thread
   */
  record GetPart(String name, int bytes, Function<ByteBuffer, SnapshotPart> open)
      implements RelayRequest {
    @Override
    public RelayAnswer call(Relay relay) {
      ByteBuffer sealed = new Get(name, 0, bytes).read(relay);
      return new RelayAnswer.GotPart(sealed == null ? null : open.apply(sealed));
    }
  }

  /**
   * Entries of the membership, one behind the other: until there is none, or {@code most} are
   * there. What came before the relay was not to be had counts: the rest is asked for again.
   *
   * @param from index of the first
   */
  record GetEntries(long from, int most) implements RelayRequest {
    @Override
    public RelayAnswer call(Relay relay) {
      List<ByteBuffer> entries = new ArrayList<>();
      // mostly there is none, or one: many are asked for only behind some
      int together = 1;
      try {
        while (entries.size() < most) {
          int asked = Math.min(together, most - entries.size());
          List<ByteBuffer> some =
              relay.getObjects(names(entries.size(), asked), Limits.ENTRY_BYTES);
          if (some.isEmpty()) {
            return new RelayAnswer.Entries(from, entries, true);
          }
          // what a plug-in did wrong is the relay's failure, and not met by the engine
          entries.addAll(List.copyOf(some.subList(0, Math.min(asked, some.size()))));
          together = some.size() < asked ? 1 : 4 * together;
        }
      } catch (UnavailableException e) {
        if (entries.isEmpty()) {
          throw e;
        }
      }
      return new RelayAnswer.Entries(from, entries, false);
    }

    private List<String> names(int behind, int count) {
      List<String> names = new ArrayList<>();
      for (int index = behind; index < behind + count; index++) {
        names.add(ChainObject.name(from + index));
      }
      return names;
    }
  }

  /** What came back. */
  sealed interface RelayAnswer {
    /** Answer to {@link AskHolding}. */
    record Held(Holding holding) implements RelayAnswer {}

    /** Answer to {@link Push}. */
    record Pushed(PushResult result) implements RelayAnswer {}

    /** Answer to {@link Pull}. */
    record Pulled(Page page) implements RelayAnswer {}

    /** Answer to {@link Put}. */
    record Kept(String name) implements RelayAnswer {}

    /**
     * Answer to {@link GetEntries}.
     *
     * @param from index of the first
     * @param all whether there are no more
     */
    record Entries(long from, List<ByteBuffer> entries, boolean all) implements RelayAnswer {}

    /** Answer to {@link GetPart}; null = there is no such object. */
    record GotPart(@Nullable SnapshotPart part) implements RelayAnswer {}

    /** Answer to {@link Get}; null = there is no such object. */
    record Got(String name, @Nullable ByteBuffer bytes) implements RelayAnswer {}
  }
}
