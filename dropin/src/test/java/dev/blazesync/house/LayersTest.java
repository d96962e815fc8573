package dev.blazesync.house;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which way the modules look, and what nothing is called. */
class LayersTest {
  private static final String SPI = "dev.blazesync.spi..";
  private static final String ADAPTERS = "dev.blazesync.adapters..";
  private static final String API = "dev.blazesync";
  private static final String ENGINE = "dev.blazesync.engine..";
  private static final String DROPIN = "dev.blazesync.cli..";
  private static final String HOUSE = "dev.blazesync.house..";
  private static final int MAX_DEPTH = 2;

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.blazesync");

  @Test
  void everyModuleIsLookedAt() {
    for (String pattern :
        List.of(
            SPI,
            API,
            ENGINE,
            DROPIN,
            "dev.blazesync.adapters.jdbc",
            "dev.blazesync.adapters.sqlite",
            "dev.blazesync.adapters.h2",
            "dev.blazesync.adapters.tck")) {
      assertThat(CLASSES.that(resideInAPackage(pattern))).as(pattern).isNotEmpty();
    }
  }

  @Test
  void theSpiDependsOnTheJdkOnly() {
    check(
        classes()
            .that()
            .resideInAPackage(SPI)
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage(SPI, "java..", "javax.sql..")));
  }

  @Test
  void adaptersNeverSeeTheEngine() {
    check(
        noClasses()
            .that()
            .resideInAPackage(ADAPTERS)
            .should()
            .dependOnClassesThat(resideInAnyPackage(API, ENGINE)));
  }

  @Test
  void theEngineNamesNoAdapter() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(API, ENGINE)
            .should()
            .dependOnClassesThat(resideInAPackage(ADAPTERS)));
  }

  @Test
  void oneAdapterDoesNotSeeAnotherButWhatTheyShare() {
    check(
        slices()
            .matching("dev.blazesync.adapters.(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(
                resideInAPackage(ADAPTERS), resideInAPackage("dev.blazesync.adapters.jdbc..")));
  }

  @Test
  void nothingSeesTheCommandLine() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(DROPIN, HOUSE)
            .should()
            .dependOnClassesThat(resideInAPackage(DROPIN)));
  }

  @Test
  void theCommandLineUsesTheApiOnly() {
    check(
        noClasses()
            .that()
            .resideInAPackage(DROPIN)
            .should()
            .dependOnClassesThat(resideInAnyPackage(ENGINE, ADAPTERS)));
  }

  @Test
  void packagesOfTheEngineDependOnEachOtherInOneDirection() {
    check(slices().assignedFrom(packagesUnder("dev.blazesync.engine")).should().beFreeOfCycles());
  }

  @Test
  void packagesOfTheCommandLineDependOnEachOtherInOneDirection() {
    check(slices().assignedFrom(packagesUnder("dev.blazesync.cli")).should().beFreeOfCycles());
  }

  @Test
  void namesSayWhatAThingIs() {
    check(
        noClasses()
            .should()
            .haveNameMatching(".*(Impl|Manager|Util|Utils|Helper|Helpers)(\\$.*)?"));
  }

  @Test
  void packagesAreNamedAfterFeatures() {
    check(
        noClasses()
            .should()
            .resideInAnyPackage("..util..", "..common..", "..helper..", "..impl..", "..manager.."));
  }

  @Test
  void hierarchiesAreShallow() {
    check(classes().should(notBeDeeperThan(MAX_DEPTH)));
  }

  /** Every package is a slice. */
  private static SliceAssignment packagesUnder(String root) {
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass type) {
        String name = type.getPackageName();
        return name.equals(root) || name.startsWith(root + ".")
            ? SliceIdentifier.of(name)
            : SliceIdentifier.ignore();
      }

      @Override
      public String getDescription() {
        return "packages under " + root;
      }
    };
  }

  /** Counts our own classes only: what a JDK class inherits is not for us to say. */
  private static ArchCondition<JavaClass> notBeDeeperThan(int depth) {
    return new ArchCondition<>("not be deeper than " + depth + " of our classes") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        long ours =
            type.getAllRawSuperclasses().stream()
                .filter(parent -> parent.getPackageName().startsWith("dev.blazesync"))
                .count();
        if (ours > depth) {
          events.add(SimpleConditionEvent.violated(type, type.getName() + " is " + ours + " deep"));
        }
      }
    };
  }

  /** Modules that have no class yet are no reason to fail; {@link #everyModuleIsLookedAt} is. */
  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(CLASSES);
  }
}
