package dev.blazesync.engine.visible;

import java.util.ArrayList;
import java.util.List;

/**
 * A record in the making: {@code Sample.of(table, key, time).claim(0, "x").refersTo(0, parent)}.
 */
final class Sample {
  private final Id id;
  private final long time;
  private final List<Claim> claims = new ArrayList<>();
  private final List<Reference<Id>> references = new ArrayList<>();

  private Sample(Id id, long time) {
    this.id = id;
    this.time = time;
  }

  static Sample of(Id id, long time) {
    return new Sample(id, time);
  }

  Sample claim(int key, String value) {
    claims.add(new Claim(id.table(), key, value));
    return this;
  }

  Sample refersTo(int key, Id parent) {
    references.add(new Reference.ToRecord<>(key, parent.table(), parent, false));
    return this;
  }

  Sample mayReferTo(int key, Id parent) {
    references.add(new Reference.ToRecord<>(key, parent.table(), parent, true));
    return this;
  }

  Sample refersTo(int key, Claim claim) {
    references.add(new Reference.ToClaim<>(key, claim, false));
    return this;
  }

  Node<Id> node() {
    return new Node<>(id, id.table(), Schema.stamp(time), claims, references, true);
  }
}
