package dev.blazesync.cli.demo;

import dev.blazesync.BlazeSync;
import dev.blazesync.Databases;
import dev.blazesync.GroupAdmin;
import dev.blazesync.Groups;
import dev.blazesync.SyncListener;
import dev.blazesync.Target;
import dev.blazesync.VerifyReport;
import dev.blazesync.cli.view.ProgressView;
import dev.blazesync.cli.view.TextTable;
import dev.blazesync.spi.UnavailableException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The story, step by step. */
public final class Demo {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** More than a clock tick, so that the later of two edits has the later time. */
  private static final long LATER_MILLIS = 20;

  private final Path folder;
  private final long seed;
  private final HubProcess.Command hubCommand;
  private final PrintStream out;
  private final ProgressView view;
  private final SyncListener progress;
  private int step;
  private boolean asExpected = true;

  /**
   * @param folder empty
   * @param seed of the made-up data
   * @param progress hears of both databases
   */
  public Demo(
      Path folder, long seed, HubProcess.Command hub, PrintStream out, ProgressView progress) {
    this.folder = folder;
    this.seed = seed;
    this.hubCommand = hub;
    this.out = out;
    this.view = progress;
    this.progress = progressOnly(progress);
  }

  /** Two nodes share one view, and the story itself says when the hub is away. */
  private static SyncListener progressOnly(SyncListener view) {
    return new SyncListener() {
      @Override
      public void progress(Progress progress) {
        view.progress(progress);
      }

      @Override
      public void notice(String message) {
        view.notice(message);
      }
    };
  }

  /** {@return whether both databases ended equal, and with what the rules say} */
  public boolean run() throws InterruptedException {
    Path office = folder.resolve("office.db");
    Path till = folder.resolve("till.mv.db");
    try (HubProcess hub = new HubProcess(hubCommand, folder);
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + office)) {
      say("The office has a SQLite database: " + office.getFileName());
      new ShopData(connection, seed).create();
      note(ShopData.ROWS + " rows in 8 tables with foreign keys, made from seed " + seed);
      say("A hub starts, as a process of its own");
      hub.start();
      note("process " + hub.pid() + " listens on " + hub.address());
      return story(hub, office, till);
    } catch (SQLException e) {
      throw new UnavailableException("the demo's databases cannot be used: " + e.getMessage(), e);
    }
  }

  private boolean story(HubProcess hub, Path office, Path till)
      throws SQLException, InterruptedException {
    say("The office makes a group and joins it: its schema and code stay as they are");
    String code = Groups.create(List.of(hub.address()));
    try (BlazeSync officeSync = BlazeSync.attach(office).join(code).listener(progress).start()) {
      synced(officeSync);
      note("its rows are at the hub");
      say("A till joins: it is empty, and gets an H2 database with the group's schema and rows");
      String invited = GroupAdmin.of(Target.of(office)).invite(GroupAdmin.Invite.ONE);
      note("the office made a join code of the till's own");
      try (BlazeSync tillSync = BlazeSync.attach(till).join(invited).listener(progress).start()) {
        synced(tillSync);
        try (Shop officeShop = open("OFFICE", "jdbc:sqlite:" + office, "PRAGMA foreign_keys = ON");
            Shop tillShop = open("TILL", h2Url(till), "SET LOCK_TIMEOUT 5000")) {
          together(officeSync, tillSync, officeShop, tillShop);
          apart(hub, officeShop, tillShop);
          again(hub, officeSync, tillSync);
          expectations(officeShop, tillShop);
        }
        return equal(office, till);
      }
    }
  }

  private void together(BlazeSync officeSync, BlazeSync tillSync, Shop office, Shop till)
      throws SQLException, InterruptedException {
    say("Both work at once");
    String atTill = till.order(3, 10);
    String atOffice = office.order(4, 20);
    office.reprice(30, "19.99");
    synced(officeSync, tillSync);
    expect("the office sees the till's order " + atTill, office.hasOrder(atTill));
    expect("the till sees the office's order " + atOffice, till.hasOrder(atOffice));
    expect("the till sees the new price", till.price(30) == 19.99);
  }

  private void apart(HubProcess hub, Shop office, Shop till)
      throws SQLException, InterruptedException {
    say("The hub goes down, and both go on working");
    hub.stop();
    office.reprice(1, "42.00");
    till.renameProduct(1, "lamp of the year");
    note("product 1: the office changes its price, the till its name");
    till.renameCustomer(1, "written first, at the till");
    TimeUnit.MILLISECONDS.sleep(LATER_MILLIS);
    office.renameCustomer(1, "written last, at the office");
    note("customer 1: both change the name, the office later");
    till.cancel(5);
    office.cancel(6);
    note("each cancels an order");
    for (int i = 0; i < 100; i++) {
      office.order(i, 100 + i);
      till.order(200 + i, 300 + i);
    }
    note("each takes 100 orders of three lines, from stock");
    till.recount(500, 800);
    note("the till counts the stock of 300 products");
  }

  private void again(HubProcess hub, BlazeSync officeSync, BlazeSync tillSync)
      throws InterruptedException {
    say("The hub comes back, and is killed with SIGKILL while changes are under way");
    hub.start();
    officeSync.awaitSynced(Duration.ofMillis(300));
    note("process " + hub.pid() + " is killed");
    hub.kill();
    say("It starts again, at the same address and on the same data");
    hub.start();
    note("process " + hub.pid() + " listens on " + hub.address());
    synced(officeSync, tillSync);
    note("everything has arrived");
  }

  private void expectations(Shop office, Shop till) throws SQLException {
    say("What became of the edits they made apart");
    for (Shop shop : List.of(office, till)) {
      expect(
          shop + ": product 1 has the office's price and the till's name",
          shop.price(1) == 42.00 && shop.productName(1).equals("lamp of the year"));
      expect(
          shop + ": customer 1 has the later name",
          shop.customerName(1).equals("written last, at the office"));
      expect(
          shop + ": the cancelled orders are gone",
          !shop.hasOrder(ShopData.order(5)) && !shop.hasOrder(ShopData.order(6)));
    }
  }

  private boolean equal(Path office, Path till) {
    say("Both databases, record by record");
    VerifyReport report = Databases.verify(Target.of(office), Target.of(till));
    TextTable table = new TextTable("table", "SQLite rows", "H2 rows", "different");
    report.tables().forEach(t -> table.row(t.table(), t.rowsA(), t.rowsB(), t.different()));
    table.print(out);
    for (VerifyReport.Table differing : report.tables()) {
      differing.examples().forEach(example -> out.println(differing.table() + ": " + example));
    }
    boolean good = report.equal() && report.tables().size() == 8 && asExpected;
    out.println(good ? "equal" : "DIFFERENT");
    return good;
  }

  /** Twice around: what one sends last, the other has to fetch. */
  private void synced(BlazeSync... nodes) throws InterruptedException {
    for (int round = 0; round < 2; round++) {
      for (BlazeSync node : nodes) {
        if (!node.awaitSynced(PATIENCE)) {
          throw new UnavailableException(
              "not everything was synced within " + PATIENCE.toSeconds() + " s: " + node.status());
        }
      }
    }
  }

  private static Shop open(String name, String url, String setting) throws SQLException {
    Connection connection =
        url.startsWith("jdbc:h2:")
            ? DriverManager.getConnection(url, "sa", "")
            : DriverManager.getConnection(url);
    try (Statement statement = connection.createStatement()) {
      statement.execute(setting);
    }
    return new Shop(name, connection);
  }

  private static String h2Url(Path file) {
    String path = file.toAbsolutePath().toString();
    return "jdbc:h2:" + path.substring(0, path.length() - ".mv.db".length());
  }

  private void say(String text) {
    view.close(); // a bar ends where the next line begins
    out.println(++step + ". " + text);
    out.flush();
  }

  private void note(String text) {
    view.close();
    out.println("   " + text);
    out.flush();
  }

  private void expect(String what, boolean holds) {
    note((holds ? "yes: " : "NO:  ") + what);
    asExpected &= holds;
  }
}
