package dev.blazesync.engine.membership;

import dev.blazesync.engine.Limits;
import dev.blazesync.engine.crypto.DevicePublicKeys;
import dev.blazesync.engine.crypto.Ed25519PublicKey;
import dev.blazesync.spi.NodeId;
import dev.blazesync.spi.Nullable;
import dev.blazesync.spi.Position;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What an entry does. Immutable; equality by content. */
public sealed interface Body {
  /** {@return the number on the wire} */
  int kind();

  /** {@return the epoch that the entry begins, null if it begins none} */
  default @Nullable Rotation rotation() {
    return null;
  }

  /**
   * Begins a group, before it has a device; signed by the founder's invite.
   *
   * @param nonce {@value #NONCE_BYTES} random bytes, so that no two groups are one
   * @param founder the first invite: one use, and it makes an admin
   * @param recovery an admin key that is no device's, null for none
   * @param rotation the first epoch
   */
  record Genesis(
      Octets nonce, InviteTerms founder, @Nullable DevicePublicKeys recovery, Rotation rotation)
      implements Body {
    /** Length of the nonce. */
    public static final int NONCE_BYTES = 32;

    /**
     * @throws IllegalArgumentException if the founder's invite is none, or the epoch has one before
     */
    public Genesis {
      nonce.checked(NONCE_BYTES, "a nonce");
      if (!founds(founder) || rotation.earlier() != null) {
        throw new IllegalArgumentException("a group begins with one admin and the first epoch");
      }
    }

    static boolean founds(InviteTerms founder) {
      return founder.uses() == 1 && founder.standing().admin();
    }

    @Override
    public int kind() {
      return 0;
    }
  }

  /**
   * Opens an invite; signed by an admin.
   *
   * @param wrap the current epoch's secret for it
   */
  record Invite(InviteTerms terms, Octets wrap) implements Body {
    /**
     * @throws IllegalArgumentException on a wrap of another length
     */
    public Invite {
      wrap.checked(Rotation.WRAP_BYTES, "a wrap");
    }

    @Override
    public int kind() {
      return 1;
    }
  }

  /**
   * A device joins; signed by an open invite and by the device itself.
   *
   * @param wrap the current epoch's secret for it
   * @param possession the device's own signature, {@value Ed25519PublicKey#SIGNATURE_BYTES} bytes
   */
  record Add(DevicePublicKeys device, Octets wrap, Octets possession) implements Body {
    /**
     * @throws IllegalArgumentException on other lengths
     */
    public Add {
      wrap.checked(Rotation.WRAP_BYTES, "a wrap");
      possession.checked(Ed25519PublicKey.SIGNATURE_BYTES, "a signature");
    }

    @Override
    public int kind() {
      return 2;
    }
  }

  /**
   * A device belongs to the group no more, every open invite ends, and a new epoch begins: one
   * entry, so that nobody can know of the removal and still seal under a secret the device has.
   *
   * @param accepted by lineage, unsigned and ascending: the last batch of its logs that counts; of
   *     a log that is not named, none does. At most {@link Limits#REMOVED_LOGS}
   */
  record Remove(NodeId device, SortedMap<Long, Position> accepted, Rotation rotation)
      implements Body {
    /**
     * @throws IllegalArgumentException on too many logs, an empty one, or no epoch before
     */
    public Remove {
      TreeMap<Long, Position> sorted = new TreeMap<>(Long::compareUnsigned);
      sorted.putAll(accepted);
      accepted = Collections.unmodifiableSortedMap(sorted);
      if (accepted.size() > Limits.REMOVED_LOGS
          || accepted.values().stream().anyMatch(position -> position.sequence() < 1)
          || rotation.earlier() == null) {
        throw new IllegalArgumentException(
            "a removal names at most " + Limits.REMOVED_LOGS + " logs that are not empty");
      }
    }

    @Override
    public int kind() {
      return 3;
    }
  }

  /**
   * A new epoch begins, and some invites end; signed by an admin.
   *
   * @param ended indexes of the entries of invites that are open, ascending; at most {@link
   *     Limits#OPEN_INVITES}
   */
  record Rotate(SortedSet<Long> ended, Rotation rotation) implements Body {
    /**
     * @throws IllegalArgumentException on too many invites, or no epoch before
     */
    public Rotate {
      ended = Collections.unmodifiableSortedSet(new TreeSet<>(ended));
      if (ended.size() > Limits.OPEN_INVITES || rotation.earlier() == null) {
        throw new IllegalArgumentException(
            "a rotation ends at most " + Limits.OPEN_INVITES + " invites");
      }
    }

    @Override
    public int kind() {
      return 4;
    }
  }

  /**
   * The group's data begins with the rows of the device that signs it: once in a chain, and for
   * ever, whatever becomes of that device.
   *
   * @param lineage of the device's log; a copy of its database that goes on under another one did
   *     not begin it
   */
  record Found(long lineage) implements Body {
    @Override
    public int kind() {
      return 5;
    }
  }
}
