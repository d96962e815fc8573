package dev.blazesync.engine.policy;

import dev.blazesync.adapters.tck.ConflictPolicyContract;
import dev.blazesync.engine.plugin.Plugins;
import dev.blazesync.spi.ConflictPolicy;
import dev.blazesync.spi.Value;
import java.util.Random;
import org.junit.jupiter.api.Nested;

/** Every policy of the engine keeps the laws. */
class BuiltInPoliciesContractTest {
  abstract static class Kept extends ConflictPolicyContract {
    private final ConflictPolicy policy;

    Kept(String configured) {
      policy = Plugins.load().policy(configured);
    }

    @Override
    protected ConflictPolicy policy() {
      return policy;
    }

    @Override
    protected int histories() {
      return Integer.getInteger("blazesync.policy.histories", 25);
    }

    @Override
    protected Value randomValue(Random random) {
      return Values.mixed(random);
    }
  }

  @Nested
  class LastWriterWinsKept extends Kept {
    LastWriterWinsKept() {
      super("last-writer-wins");
    }
  }

  @Nested
  class LastWriterWinsRowKept extends Kept {
    LastWriterWinsRowKept() {
      super("last-writer-wins-row");
    }
  }

  @Nested
  class ServerWinsKept extends Kept {
    ServerWinsKept() {
      super("server-wins");
    }
  }

  @Nested
  class ServerWinsRowKept extends Kept {
    ServerWinsRowKept() {
      super("server-wins:row");
    }
  }

  @Nested
  class FirstWriterWinsKept extends Kept {
    FirstWriterWinsKept() {
      super("first-writer-wins");
    }
  }

  @Nested
  class MaxKept extends Kept {
    MaxKept() {
      super("max");
    }
  }

  @Nested
  class MinKept extends Kept {
    MinKept() {
      super("min");
    }
  }

  @Nested
  class CounterKept extends Kept {
    CounterKept() {
      super("counter");
    }

    @Override
    protected Value randomValue(Random random) {
      return Values.number(random);
    }
  }

  @Nested
  class IntegerCounterKept extends Kept {
    IntegerCounterKept() {
      super("counter");
    }

    @Override
    protected Value randomValue(Random random) {
      return Values.integer(random);
    }
  }

  @Nested
  class SetUnionKept extends Kept {
    SetUnionKept() {
      super("set-union");
    }

    @Override
    protected Value randomValue(Random random) {
      return Values.array(random);
    }
  }

  @Nested
  class TextMergeKept extends Kept {
    TextMergeKept() {
      super("text-merge");
    }

    @Override
    protected Value randomValue(Random random) {
      return Values.lines(random);
    }
  }
}
