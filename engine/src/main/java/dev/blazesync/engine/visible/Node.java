package dev.blazesync.engine.visible;

import dev.blazesync.spi.Stamp;
import java.util.List;

/**
 * An alive record as constraints see it. Equal nodes are judged alike.
 *
 * @param stamp the latest among the columns of its unique keys
 * @param claims its values of unique keys besides the identity, without those that hold a NULL
 * @param references its foreign keys that are not NULL, in the order of the table
 * @param fits whether local checks (CHECK, NOT NULL, length, type) pass, as far as is known
 */
public record Node<I extends Comparable<I>>(
    I id, int table, Stamp stamp, List<Claim> claims, List<Reference<I>> references, boolean fits) {
  public Node {
    claims = List.copyOf(claims);
    references = List.copyOf(references);
  }

  public Rank<I> rank() {
    return new Rank<>(stamp, id);
  }

  /** {@return this record, with what is known of its local checks} */
  public Node<I> withFits(boolean known) {
    return new Node<>(id, table, stamp, claims, references, known);
  }
}
