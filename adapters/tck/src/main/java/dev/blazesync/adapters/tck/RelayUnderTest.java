package dev.blazesync.adapters.tck;

import dev.blazesync.spi.GroupId;
import dev.blazesync.spi.Relay;
import java.nio.ByteBuffer;

/**
 * One place where batches are kept, empty at first, as the author of a relay hands it to the kit.
 * What a relay does not have is told by {@link org.junit.jupiter.api.Assumptions#abort}. To the kit
 * everything that is kept is opaque: where a relay checks who asks, or what it takes, the author
 * hands out what it lets pass.
 */
public interface RelayUnderTest extends AutoCloseable {
  /** Bytes of a page that {@link #connect} allows: the kit pushes no more at a time. */
  int MAX_PAGE_BYTES = 1 << 20;

  /**
   * Opens a relay to this place: each call another, for another member of the group, with {@link
   * #MAX_PAGE_BYTES} as the context's largest page. The kit closes it.
   */
  Relay connect(GroupId group);

  /**
   * {@return a group that the place serves; each call another} If its members have to be known at
   * the place, they are.
   */
  GroupId newGroup();

  /** {@return the log of one more member of the group, empty} */
  BatchLog newLog(GroupId group);

  /**
   * {@return bytes that the place keeps as the object of this name; each call others}
   *
   * @param name of no chunk, and of no entry of the membership
   * @param bytes about how many, at most 1 MiB
   */
  ByteBuffer object(GroupId group, String name, int bytes);

  /**
   * Stops the place as a killed process would, and starts it again: only what is durable is there.
   * Relays that were open may fail from then on.
   */
  void restart();

  /** {@return how long a wake-up may take before it counts as lost, in milliseconds} */
  default long wakePatienceMillis() {
    return 20_000;
  }

  /** Removes the place and everything of it. */
  @Override
  void close();
}
