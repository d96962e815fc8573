package dev.blazesync.adapters.sqlite;

import dev.blazesync.spi.Nullable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads what no pragma tells from the text of a CREATE statement as SQLite keeps it: collations of
 * columns, terms and predicate of an index. Such a text was accepted by SQLite, so it is cut into
 * tokens, not checked.
 */
final class SqlText {
  private final String sql;
  private final List<Token> tokens = new ArrayList<>();

  private record Token(int from, int to, int depth) {}

  SqlText(String sql) {
    this.sql = sql;
    cut();
  }

  /** {@return the identifier in double quotes} */
  static String quote(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }

  /** {@return the text as an SQL string} */
  static String literal(String text) {
    return '\'' + text.replace("'", "''") + '\'';
  }

  /**
   * {@return the collation each of the first {@code columns} parts of the first parenthesis names,
   * upper case; BINARY where none is named}
   */
  List<String> columnCollations(int columns) {
    List<List<Token>> parts = parts();
    List<String> collations = new ArrayList<>();
    for (int column = 0; column < columns; column++) {
      String collation = column < parts.size() ? collation(parts.get(column)) : null;
      collations.add(collation == null ? "BINARY" : collation);
    }
    return collations;
  }

  /** {@return the terms of an index, without collation and direction} */
  List<String> indexTerms() {
    List<String> terms = new ArrayList<>();
    for (List<Token> part : parts()) {
      int size = part.size();
      if (size > 1 && (is(part.get(size - 1), "ASC") || is(part.get(size - 1), "DESC"))) {
        size--;
      }
      if (size > 2 && is(part.get(size - 2), "COLLATE")) {
        size -= 2;
      }
      terms.add(sql.substring(part.get(0).from, part.get(size - 1).to));
    }
    return terms;
  }

  /** {@return the WHERE of a partial index} */
  @Nullable
  String predicate() {
    for (Token token : tokens) {
      if (token.depth == 0 && is(token, "WHERE")) {
        int end = tokens.get(tokens.size() - 1).to;
        return sql.substring(Math.min(token.to, end), end).strip();
      }
    }
    return null;
  }

  /**
   * {@return the expression of each of the first {@code columns} parts of the first parenthesis
   * that is a generated column, null for the others}
   */
  List<@Nullable String> generations(int columns) {
    List<List<Token>> parts = parts();
    List<@Nullable String> expressions = new ArrayList<>();
    for (int column = 0; column < columns; column++) {
      expressions.add(column < parts.size() ? generation(parts.get(column)) : null);
    }
    return expressions;
  }

  /** {@return whatever could be a name in the text, lower case} */
  Set<String> names() {
    Set<String> names = new HashSet<>();
    tokens.forEach(token -> names.add(unquoted(token).toLowerCase(Locale.ROOT)));
    return names;
  }

  private @Nullable String generation(List<Token> part) {
    for (int index = 1; index + 1 < part.size(); index++) {
      Token open = part.get(index + 1);
      if (part.get(index).depth == 1 && is(part.get(index), "AS") && is(open, "(")) {
        for (Token close : part.subList(index + 2, part.size())) {
          if (close.depth == open.depth && is(close, ")")) {
            return sql.substring(open.to, close.from);
          }
        }
      }
    }
    return null;
  }

  private @Nullable String collation(List<Token> part) {
    for (int index = 0; index + 1 < part.size(); index++) {
      if (part.get(index).depth == 1 && is(part.get(index), "COLLATE")) {
        return unquoted(part.get(index + 1)).toUpperCase(Locale.ROOT);
      }
    }
    return null;
  }

  /** Tokens of the first parenthesis, parted by its commas. */
  private List<List<Token>> parts() {
    List<List<Token>> parts = new ArrayList<>();
    List<Token> part = new ArrayList<>();
    boolean inside = false;
    for (Token token : tokens) {
      if (token.depth == 0) {
        if (inside) {
          break;
        }
      } else if (!inside) {
        inside = true; // the opening parenthesis itself
      } else if (token.depth == 1 && is(token, ",")) {
        parts.add(part);
        part = new ArrayList<>();
      } else if (token.depth == 1 && is(token, ")")) {
        break;
      } else {
        part.add(token);
      }
    }
    if (!part.isEmpty()) {
      parts.add(part);
    }
    return parts;
  }

  private boolean is(Token token, String word) {
    return token.to - token.from == word.length()
        && sql.regionMatches(true, token.from, word, 0, word.length());
  }

  private String unquoted(Token token) {
    String text = sql.substring(token.from, token.to);
    char first = text.charAt(0);
    if (first == '"' || first == '`' || first == '\'') {
      String quote = String.valueOf(first);
      return text.substring(1, text.length() - 1).replace(quote + quote, quote);
    }
    return first == '[' ? text.substring(1, text.length() - 1) : text;
  }

  private void cut() {
    int depth = 0;
    int at = 0;
    while (at < sql.length()) {
      char c = sql.charAt(at);
      int end = tokenEnd(at, c);
      boolean blank = Character.isWhitespace(c) || startsComment(at);
      if (c == '(') {
        depth++;
      }
      if (!blank) {
        tokens.add(new Token(at, end, depth));
      }
      if (c == ')') {
        depth--;
      }
      at = end;
    }
  }

  private boolean startsComment(int at) {
    return sql.startsWith("--", at) || sql.startsWith("/*", at);
  }

  private int tokenEnd(int at, char c) {
    if (sql.startsWith("--", at)) {
      int end = sql.indexOf('\n', at);
      return end < 0 ? sql.length() : end + 1;
    }
    if (sql.startsWith("/*", at)) {
      int end = sql.indexOf("*/", at + 2);
      return end < 0 ? sql.length() : end + 2;
    }
    if (c == '\'' || c == '"' || c == '`') {
      return quotedEnd(at, c);
    }
    if (c == '[') {
      int end = sql.indexOf(']', at);
      return end < 0 ? sql.length() : end + 1;
    }
    int end = at + 1;
    if (isWord(c)) {
      while (end < sql.length() && isWord(sql.charAt(end))) {
        end++;
      }
    }
    return end;
  }

  private int quotedEnd(int at, char quote) {
    int end = at + 1;
    while (end < sql.length()) {
      if (sql.charAt(end) == quote) {
        if (end + 1 < sql.length() && sql.charAt(end + 1) == quote) {
          end++;
        } else {
          return end + 1;
        }
      }
      end++;
    }
    return end;
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c >= 128;
  }
}
