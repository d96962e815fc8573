package dev.blazesync.engine.visible;

import dev.blazesync.spi.Nullable;
import java.util.Collection;
import java.util.List;

/** Alive records and their claims at one time. */
interface View<I extends Comparable<I>> {
  /** {@return the record, or null if it is not alive} */
  @Nullable
  Node<I> node(I id);

  Collection<I> holders(Claim claim);

  /** Reads what {@link #node} will be asked. */
  void load(Collection<I> ids);

  /** Reads what {@link #holders} will be asked. */
  void loadHolders(Collection<Claim> claims);

  /** {@return the alive records it leads to} */
  default Collection<I> targets(Reference<I> reference) {
    if (reference instanceof Reference.ToClaim<I> toClaim) {
      return holders(toClaim.claim());
    }
    I id = ((Reference.ToRecord<I>) reference).id();
    return node(id) == null ? List.of() : List.of(id);
  }
}
